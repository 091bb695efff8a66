import { fixture, html, waitUntil } from '@open-wc/testing';
import type { PluggyConnectElement } from '../../src/index.js';
import { PluggyProgressEvent } from '../../src/events/connect.js';
import '../../src/define/connect.js';
import { expectConsole } from './console.js';
import { WAIT_MS } from './wait.js';

/** Origins of the servers in `servers.mjs`. */
export const servers = (
  globalThis as unknown as { testServers: Record<'sandbox' | 'child' | 'silent' | 'hanging' | 'redirects', string> }
).testServers;

/** A token that a search finds wherever it leaks. */
export const TOKEN = 'test-token-0123456789-abcdefghij';

/** Adds a button with a token at once and a widget page that the test controls. */
export async function connectFixture(settings: Partial<PluggyConnectElement> = {}): Promise<PluggyConnectElement> {
  const element = await fixture<PluggyConnectElement>(html`<pluggy-connect preload="none"></pluggy-connect>`);
  Object.assign(element, { widgetUrl: servers.child, tokenSource: () => Promise.resolve(TOKEN), ...settings });
  await element.updateComplete;
  return element;
}

export const theDialog = () => document.querySelector<HTMLDialogElement>('dialog[data-pluggy-connect]');
export const theFrame = () => theDialog()?.querySelector<HTMLIFrameElement>('iframe:not([inert])') ?? null;
/** Returns the library's bar, which follows the SDK's container. */
export const theBar = () => (theDialog()!.lastElementChild as HTMLElement).shadowRoot!;
export const theCloseButton = () => theBar().querySelector('button')!;
export const theQuestion = () => theBar().querySelector('dialog');

/** Lets the widget call one of its props. */
export function widgetCalls(widget: string, ...args: unknown[]): void {
  theFrame()!.contentWindow!.postMessage({ widget, args }, '*');
}

/** The props that reached the widget. */
export async function widgetProps(): Promise<Record<string, unknown>> {
  const answer = new Promise<Record<string, unknown>>((resolve) => {
    addEventListener('message', function receive({ data }: MessageEvent<{ props?: Record<string, unknown> }>) {
      if (!data?.props) return;
      removeEventListener('message', receive);
      resolve(data.props);
    });
  });
  widgetCalls('props');
  return answer;
}

/** Whether the event reports a milestone, and not a step of Pluggy's. */
const isMilestone = (event: Event) => event instanceof PluggyProgressEvent && !!event.milestone;

/** Records every event of the library on this page from now on, wherever it is dispatched, except for milestones. */
export function recordEvents(): { events: Event[]; types: () => string[]; stop: () => void } {
  const events: Event[] = [];
  const record = (event: Event) => {
    if (!isMilestone(event)) events.push(event);
  };
  const types = ['open', 'ready', 'progress', 'success', 'error', 'hide', 'close'].map((name) => `pluggy-${name}`);
  for (const type of types) window.addEventListener(type, record, true);
  const stop = () => types.forEach((type) => window.removeEventListener(type, record, true));
  return { events, types: () => events.map(({ type }) => type.replace('pluggy-', '')), stop };
}

/** Returns the next event of a type. A milestone is none of the widget's steps. */
export function nextEvent<K extends keyof GlobalEventHandlersEventMap>(
  type: K,
  target: EventTarget = window,
): Promise<GlobalEventHandlersEventMap[K]> {
  return new Promise((resolve) => {
    target.addEventListener(
      type,
      function receive(event) {
        if (isMilestone(event)) return;
        target.removeEventListener(type, receive, true);
        resolve(event as GlobalEventHandlersEventMap[K]);
      },
      true,
    );
  });
}

/** Opens the widget and waits until it answers. */
export async function openReady(element: PluggyConnectElement) {
  const ready = nextEvent('pluggy-ready');
  const outcome = element.open();
  await ready;
  return { outcome };
}

const START = Date.now() - 120_000;
/** Returns a moment that is this many seconds after the last change of `anItem()`, two minutes before the test. */
export const later = (seconds: number) => new Date(START + seconds * 1000).toISOString();

export const anItem = (fields: Record<string, unknown> = {}) => ({
  id: '8d1f2c1e-0000-4000-8000-000000000001',
  status: 'UPDATED',
  executionStatus: 'SUCCESS',
  updatedAt: later(0),
  connector: { id: 2, name: 'Pluggy Bank' },
  error: null,
  ...fields,
});

/** Waits for a condition. A test of timing must not guess how long. */
export const until = (condition: () => unknown, what: string) =>
  waitUntil(() => !!condition(), what, { timeout: WAIT_MS });

/** Closes and removes every button, and waits until the last dialog is gone, also one that was only prepared. */
export async function closeAll(): Promise<void> {
  for (const element of document.querySelectorAll('pluggy-connect')) {
    element.close();
    element.remove();
  }
  await until(() => !theDialog(), 'the dialog is gone');
}

/**
 * Declares the SDK's console output about a failure: the SDK prints it for each widget that closes before it has
 * loaded.
 */
export const expectSdkFailures = () => expectConsole(/^Failed to render <PluggyConnect \/> component/);
