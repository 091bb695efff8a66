import '@hotwired/turbo';
import 'pluggy-elements/define';

const find = <T extends Element>(selector: string) => document.querySelector<T>(selector);

function tell(what: string) {
  const line = document.createElement('li');
  line.textContent = what;
  find('#told')?.append(line);
}

// Turbo replaces the body and keeps the document: what listens there listens once.
document.addEventListener('pluggy-open', () => tell('opened'));
document.addEventListener('pluggy-success', ({ itemId }) => tell(`connected ${itemId}`));
document.addEventListener('pluggy-close', ({ outcome }) => tell(`closed: ${outcome.type}`));

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

// What no attribute can say is set on each body that comes.
document.addEventListener('turbo:load', () => {
  const provider = document.querySelector('pluggy-provider');
  if (provider) provider.headers = () => ({ 'X-App': 'turbo' });
});
// What happened is this visit's: a page that is come back to is shown as it was kept.
document.addEventListener('turbo:before-cache', () => find('#told')?.replaceChildren());
