import type { ConnectOutcome } from '../../client/widget/types.js';
import type { PromptHost } from './prompt-host.js';

/** The button that opens the widget, a `<pluggy-connect>`. */
type ConnectButton = HTMLElement & { open(): Promise<ConnectOutcome> };

/** How long a press of the button waits for the item to be read before the widget opens anyway. */
const READ_LIMIT_MS = 3000;

/** Reads the item again, and says whether anything has changed. */
export async function checkItem(host: PromptHost): Promise<void> {
  const { store, state } = host;
  if (!store || !state || state.reading) return;
  const { itemId } = state.surroundings;
  host.dispatch({ type: 'read-started' });
  await store.refresh(itemId);
  host.dispatch({ type: 'read-ended', failed: !!store.get(itemId).error });
}

/** Opens the widget after a click on the button, unless reading the item again shows that nothing is needed any more. */
export async function openWidget(host: PromptHost, event: Event): Promise<void> {
  const { store, state } = host;
  // The button shows a widget that is open already.
  if (!state || state.widget) return;
  event.stopPropagation();
  if (state.reading) return;
  const connect = event.currentTarget as ConnectButton;
  if (store) {
    host.dispatch({ type: 'read-started' });
    await within(READ_LIMIT_MS, store.refresh(state.surroundings.itemId));
    host.dispatch({ type: 'read-ended', failed: false });
    await host.updateComplete;
    if (!connect.isConnected) return;
  }
  host.dispatch({ type: 'widget-opened' });
  const widget = host.state?.widget;
  if (!widget) return;
  const onClosed = ({ type }: ConnectOutcome) =>
    host.dispatch({ type: 'widget-closed', widget, succeeded: type === 'success' });
  connect.addEventListener('pluggy-close', ({ outcome }) => onClosed(outcome), { once: true });
  // An open that the page cancels has no `pluggy-close`.
  onClosed(await connect.open());
}

/** Waits for a promise, but no longer than the given time. */
async function within(ms: number, promise: Promise<unknown>): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  await Promise.race([promise, new Promise((resolve) => (timer = setTimeout(resolve, ms)))]);
  clearTimeout(timer);
}
