/** Code that `<pluggy-connect>` needs from the first intent on: one chunk, beside the SDK's. */
import { logFailure } from '../../client/log-failure.js';
import type { ConnectToken } from '../../client/token/connect-token.js';
import { hasOrigin, isBlank, noOriginError, otherWindowError } from '../../client/widget/errors.js';
import { pageRegistry } from '../../client/widget/page-registry.js';
import { PreparedOpen } from '../../client/widget/prepared-open.js';
import { WidgetSession } from '../../client/widget/session.js';
import type { WidgetObserver } from '../../client/widget/types.js';
import type { PluggyErrorEvent } from '../../events/connect.js';
import { codeEntry } from '../../model/codes.js';
import { PluggyError, type PluggyErrorCode } from '../../model/errors.js';
import type { Item } from '../../model/item-types.js';
import type { FrameHost } from './frame-host.js';
import { savesData } from './intent.js';
import { DuplicateOffer, EventReporter, LanguageFollower, StoreFeed } from './observers.js';
import type { Locale } from '../../locales/index.js';
import { widgetTexts } from '../../locales/widget.js';
import { MilestoneReporter } from './milestone-reporter.js';
import { connectSettings, widgetMessages, widgetSettings } from './options.js';
import type { AttemptPort, ConnectPort, OpenParts } from './port.js';
import { connectMessages, type TextSettings } from './texts.js';
import { WidgetDialog, type DialogMessages } from './widget-dialog.js';

/** Takes the loaded texts around the widget, before anything here is called. */
export function addTexts(table: typeof widgetTexts.table): void {
  for (const [locale, widget] of Object.entries(table)) widgetTexts.add(locale as Locale, { widget });
}

export { fetchToken } from '../../client/token/token-source.js';
export { returnFocus } from './return-focus.js';

const dialogMessages = (texts: TextSettings): DialogMessages => ({
  connect: connectMessages(texts),
  widget: widgetMessages(texts),
});

/** Prints a failure, and returns the sentence for its code; undefined where the general sentence applies. */
export function explainFailure(source: Element, event: PluggyErrorEvent, texts: TextSettings): string | undefined {
  checkNames(source);
  logFailure(source, event);
  const key = codeEntry(event.error.code)?.dialog;
  return key && widgetMessages(texts).failed[key];
}

/** Warns of misspelt attributes, unless the code for the check does not load. */
function checkNames(source: Element): void {
  import('../../client/attribute-names.js').then(
    ({ checkAttributes }) => checkAttributes(source),
    () => {},
  );
}

/** Returns the reason why an open does not begin: another one is running, or there is no token route. */
export function refusal(isBusy: boolean): PluggyError {
  if (isBusy) {
    return new PluggyError('widget-busy', 'The widget is open for another connection, which is shown instead.');
  }
  const text = 'Set token-endpoint to the route of your backend that returns a Connect Token.';
  return new PluggyError('token-endpoint-missing', text, { retryable: false });
}

/** Failures of a widget, after which the element does not prepare another one: the click is the next try. */
const WIDGET_FAILURES = new Set<PluggyErrorCode>([
  'widget-unavailable',
  'widget-blocked',
  'widget-timeout',
  'widget-duplicate',
  'widget-failed',
]);

/** Elements whose prepared widget has failed. */
const failed = new WeakSet<Element>();

let idle: Promise<unknown> | undefined;

/**
 * Resolves when the page has loaded and is idle. Until then a framework may compare the document with its own, and replace
 * the document for a node that the framework does not know.
 */
export function pageIdle(): Promise<unknown> {
  return (idle ??= new Promise((resolve) => {
    // Safari has no `requestIdleCallback`.
    const wait = () => (window.requestIdleCallback ?? setTimeout)(resolve);
    if (document.readyState === 'complete') wait();
    else addEventListener('load', wait, { once: true });
  }));
}

/**
 * Checks the settings, and prepares an open unseen: lays out the dialog and, where the settings ask for it, loads the
 * widget in it. Returns undefined where there is no use for a dialog.
 */
export function prepareOpen(
  port: Pick<ConnectPort, 'source' | 'texts'>,
  token: ConnectToken | undefined,
  makeDialog: () => FrameHost,
): PreparedOpen<WidgetDialog> | undefined {
  const { source } = port;
  checkNames(source);
  try {
    connectSettings(source);
  } catch {
    // The click reports a setting that keeps the widget from opening.
    return undefined;
  }
  const page = pageRegistry();
  // A page has at most one prepared widget, and the first one stays.
  if (!token || token.signal.aborted || page.running || page.prepared?.run || !hasOrigin()) return undefined;
  const withWidget = source.settings.preload === 'prerender' && !savesData() && !failed.has(source);
  const messages = dialogMessages(port.texts);
  const settings = () => (withWidget ? widgetSettings(source, port.texts, token.itemId) : undefined);
  const describe = () => {
    const { direction, colorScheme } = getComputedStyle(source);
    return JSON.stringify([port.texts, direction, colorScheme, settings()]);
  };
  const description = describe();
  const dialog = new WidgetDialog(makeDialog(), messages);
  const isCurrent = () => {
    try {
      return dialog.base.document === source.ownerDocument && describe() === description;
    } catch {
      // A setting has changed to one that keeps the widget from opening.
      return false;
    }
  };
  const prepared = new PreparedOpen(token, dialog, isCurrent, settings());
  prepared.opened?.catch(({ code }: PluggyError) => {
    if (WIDGET_FAILURES.has(code)) failed.add(source);
  });
  return prepared;
}

/**
 * Starts the widget of an open whose dialog is shown.
 *
 * @throws PluggyError `widget-blocked` in a document in which no widget can work, or for settings with which it must not
 * open.
 */
export function startSession(port: ConnectPort, parts: OpenParts, attempt: AttemptPort): WidgetSession {
  if (!hasOrigin()) throw noOriginError();
  if (parts.dialog.view.top !== window.top || isBlank(window)) throw otherWindowError();
  const { source, context: firstContext } = port;
  const { texts, token, prepared } = parts;
  const { itemId } = attempt.eventIds;
  const messages = dialogMessages(texts);
  checkNames(source);
  const settings = widgetSettings(source, texts, itemId);
  const dialog = prepared?.dialog ?? new WidgetDialog(parts.dialog, messages);
  if (prepared) dialog.show();
  // The preparation of another element is of no use any more.
  else pageRegistry().prepared?.dispose();

  // The provider replaces its context when a setting changes; without a provider the first context stays.
  const context = () => port.context ?? firstContext;
  const renew = (id: string) => [attempt.requestToken(id), widgetSettings(source, texts, id)] as const;
  const update = ({ id }: Item) => widget.restart(id, ...renew(id));
  // An update concerns one known connection: no duplicate has to be looked for.
  const duplicates = () => (attempt.eventIds.itemId ? undefined : context()?.items);
  const reporter = new EventReporter(port, attempt, messages.widget);
  const observers: WidgetObserver[] = [
    new DuplicateOffer(dialog, duplicates, update),
    new StoreFeed(source, context),
    reporter,
    new MilestoneReporter(attempt),
    new LanguageFollower(port, texts.locale, (current) => {
      const translated = dialogMessages(current);
      dialog.translate(current.locale, translated);
      reporter.translate(translated.widget);
    }),
  ];
  const widget: WidgetSession = new WidgetSession(
    {
      itemId,
      token,
      dialog,
      settings,
      prepared,
      renew,
      release: () => attempt.release(),
    },
    observers,
  );
  return widget;
}
