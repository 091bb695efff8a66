/** Lists the elements' events on the page, and reports a connected item to the backend. */
const log = document.querySelector('#log');

for (const type of ['open', 'ready', 'progress', 'success', 'error', 'hide', 'close', 'disconnect', 'disconnected']) {
  document.addEventListener(`pluggy-${type}`, (event) => {
    const line = document.createElement('li');
    line.textContent = [event.type, describe(event)].filter(Boolean).join(': ');
    log.append(line);
  });
}

document.addEventListener('pluggy-success', async ({ target, item }) => {
  // A provider reports the item itself.
  if (target instanceof Element && target.closest('pluggy-provider')) return;
  await fetch('/api/items', {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ itemId: item.id }),
  });
});

function describe({ milestone, step, item, error, outcome }) {
  if (outcome) return outcome.type;
  if (error) return error.code;
  return milestone ?? step ?? item?.connector.name;
}
