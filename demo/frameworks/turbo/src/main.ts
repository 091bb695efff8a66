import '@hotwired/turbo';
import 'pluggy-elements/define';

const find = <T extends Element>(selector: string) => document.querySelector<T>(selector);

function logEvent(text: string) {
  const line = document.createElement('li');
  line.textContent = text;
  find('#event-log')?.append(line);
}

// Turbo replaces the body and keeps the document, so listeners on the document are added once.
document.addEventListener('pluggy-open', () => logEvent('opened'));
document.addEventListener('pluggy-success', ({ itemId }) => logEvent(`connected ${itemId}`));
document.addEventListener('pluggy-close', ({ outcome }) => logEvent(`closed: ${outcome.type}`));

document.addEventListener('change', ({ target }) => {
  if (target instanceof HTMLSelectElement && target.id === 'language') {
    find<HTMLElement>('pluggy-provider')!.lang = target.value;
  }
});

document.addEventListener('click', ({ target }) => {
  if (!(target instanceof HTMLButtonElement) || target.id !== 'break') return;
  const isBroken = target.textContent === 'Break';
  const badge = find('#badge')!;
  badge.setAttribute('status', isBroken ? 'LOGIN_ERROR' : 'UPDATED');
  badge.setAttribute('execution-status', isBroken ? 'INVALID_CREDENTIALS' : 'SUCCESS');
  target.textContent = isBroken ? 'Mend' : 'Break';
});

// `headers` is a property without an attribute, so it is set again on each new body.
document.addEventListener('turbo:load', () => {
  const provider = document.querySelector('pluggy-provider');
  if (provider) provider.headers = () => ({ 'X-App': 'turbo' });
});
// Clear the log before Turbo caches the page: a restored page must not show events of an earlier visit.
document.addEventListener('turbo:before-cache', () => find('#event-log')?.replaceChildren());
