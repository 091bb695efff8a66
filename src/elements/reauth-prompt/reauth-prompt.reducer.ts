import { itemView, type Severity } from '../../model/item-view.js';
import { isOnTheirPage, isWorking } from '../../model/item-state.js';
import type { Item, ItemParameter, ItemUserAction } from '../../model/item-types.js';
import { imageUrl, inputKind, isAccepted, promptKey, qrOf, timeLeft } from '../../model/mfa.js';
import type { PromptReason } from '../../model/prompt.js';

/** The item as the page knows it, and what can be done for it from here. */
export interface Surroundings {
  readonly itemId: string;
  readonly item?: Item;
  /** Why the item needs the person; absent while nothing is needed. */
  readonly reason?: PromptReason;
  /** The current time in milliseconds, by the backend's clock. */
  readonly now: number;
  /** Whether a provider can read the item again. */
  readonly canRefresh: boolean;
  /** Whether there is a route for codes. */
  readonly canSendCode: boolean;
  /** Whether there is a source of tokens to open the widget with. */
  readonly canOpenWidget: boolean;
  /** Whether the page is on a phone or a tablet, which cannot scan its own screen. */
  readonly isPhone: boolean;
}

/** The reason on a screen that leads to the widget. `notWaiting`: the bank did not wait for the code that was sent. */
type WidgetReason = PromptReason | 'notWaiting';

/** `solved`: the person first does something at the institution itself. */
type WidgetAction = 'continue' | 'reconnect' | 'renew' | 'restart' | 'solved';

/** The content of the prompt. Deadlines are moments in milliseconds, `Infinity` without one. */
export type Screen =
  | { readonly name: 'form'; readonly parameter: ItemParameter; readonly deadline: number }
  | {
      readonly name: 'elsewhere';
      readonly reason: 'qr' | 'authorize' | 'pending' | 'approval';
      readonly userAction?: ItemUserAction | null;
      readonly deadline: number;
    }
  | { readonly name: 'widget'; readonly reason: WidgetReason; readonly action: WidgetAction }
  | { readonly name: 'checking' }
  /** The person has done everything, and the run continues. `after`: the last act of the person. */
  | { readonly name: 'fetching'; readonly after: 'code' | 'approval' }
  | { readonly name: 'fine' };

/** Why a value is not accepted, or could not be sent. `text`: the bank's own sentence, instead of ours. */
export interface Failure {
  readonly code: 'required' | 'invalid' | 'rejected' | 'used' | 'offline' | 'network' | 'server';
  readonly text?: string;
}

/**
 * A remark: the bank has changed its question, has not answered yet, or could not be asked; or a text was copied, or has to
 * be copied by hand.
 */
export type Note =
  | { readonly code: 'changed' | 'notYet' | 'unread' | 'copied' | 'linkCopied' }
  | { readonly code: 'byHand'; readonly content: 'code' | 'link' };

/** A value on its way: the key of the parameter that it answers, and the item at that time. */
interface Sending {
  readonly key: string;
  readonly item: Item;
}

/** An open of the widget, with the item that the widget was opened for. */
interface OpenWidget {
  readonly item?: Item;
}

export interface PromptState {
  readonly surroundings: Surroundings;
  /** The screen to show; absent while there is none. */
  readonly screen?: Screen;
  /** Whether the person has acted in the prompt, and is to be shown the outcome. */
  readonly involved: boolean;
  /** The key of the screen on which the person asked for the item to be read again, until it is read. */
  readonly reading?: string;
  readonly sending?: Sending;
  /** The key of the parameter that was answered last: an older snapshot may still ask for it. */
  readonly answered?: string;
  /** The parameter whose value came too late, or was not expected. */
  readonly closed?: { readonly key: string; readonly reason: 'timeout' | 'notWaiting' };
  /** The open widget. The screen stays until the widget closes. */
  readonly widget?: OpenWidget;
  /** A newer state than the page's snapshot `about`: the next item, or, without an item, the success of the widget. */
  readonly news?: { readonly about: Item; readonly item?: Item };
  readonly failure?: Failure;
  readonly note?: Note;
}

export type PromptEvent =
  /** The page's item, settings or time changed. `hasDraft`: something is typed in the field. */
  | { readonly type: 'surroundings'; readonly surroundings: Surroundings; readonly hasDraft: boolean }
  | { readonly type: 'value-refused'; readonly failure: Failure }
  | { readonly type: 'noted'; readonly note: Note }
  | { readonly type: 'send-started' }
  | { readonly type: 'send-succeeded'; readonly sending: Sending; readonly item?: Item }
  | { readonly type: 'send-failed'; readonly sending: Sending; readonly problem: Failure | 'timeout' | 'notWaiting' }
  | { readonly type: 'read-started' }
  | { readonly type: 'read-ended'; readonly failed: boolean }
  | { readonly type: 'widget-opened' }
  | { readonly type: 'widget-closed'; readonly widget: OpenWidget; readonly succeeded: boolean }
  /** The person has had time to read that the connection is fine. */
  | { readonly type: 'dismissed' }
  | { readonly type: 'removed' };

/** Longest remaining time that is counted down. */
export const COUNTDOWN_LIMIT_MS = 3_600_000;

/** The action of the button that opens the widget, for each reason whose action is not `reconnect`. */
const ACTIONS: Partial<Record<PromptReason, WidgetAction>> = {
  consent: 'renew',
  consentEnded: 'renew',
  revoked: 'renew',
  notGranted: 'renew',
  wrongCode: 'restart',
  timeout: 'restart',
  overdue: 'restart',
  locked: 'solved',
  password: 'solved',
  bankAction: 'solved',
};
/** Execution statuses in which the bank may still ask for something. */
const LOGGING_IN = /LOGIN|CREAT|WAITING/;

export function initialState(surroundings: Surroundings): PromptState {
  return { surroundings, involved: false };
}

export function reduce(state: PromptState, event: PromptEvent): PromptState {
  const hasDraft = event.type === 'surroundings' && event.hasDraft;
  return withScreen(state, apply(state, event), hasDraft);
}

/** Identifies the content of a screen: values, failures and notes of one are not those of another. */
export function screenKey(screen: Screen | undefined): string {
  return screen?.name === 'form' ? promptKey(screen.parameter) : (screen?.name ?? '');
}

/** Milliseconds until the screen can no longer be used; `Infinity` without a deadline. */
export function timeLeftOn({ screen, surroundings }: PromptState): number {
  return screen && 'deadline' in screen ? screen.deadline - surroundings.now : Infinity;
}

/** Whether a QR code is shown that the provider can follow until the bank has accepted it. */
export function isFollowingQr({ screen, surroundings }: PromptState): boolean {
  return screen?.name === 'elsewhere' && screen.reason === 'qr' && surroundings.canRefresh;
}

/** Returns the text of the QR code on screen, where the QR code has to be drawn from a text. */
export function qrText({ screen }: PromptState): string | undefined {
  const { userAction } = screen?.name === 'elsewhere' ? screen : {};
  return userAction ? qrOf(userAction)?.text : undefined;
}

/** Returns the custom state of the element and the sign before the sentence. */
export function severityOf({ screen }: PromptState): Severity | undefined {
  if (!screen) return undefined;
  if (screen.name === 'fine') return 'ok';
  return screen.name === 'checking' || screen.name === 'fetching' ? 'busy' : 'attention';
}

export function isSending({ screen, sending }: PromptState): boolean {
  return !!sending && sending.key === screenKey(screen);
}

/** Returns why the value cannot be sent, if it cannot. */
export function failureOf(parameter: ItemParameter, value: string): Failure | undefined {
  if (isAccepted(parameter, value)) return undefined;
  return value ? { code: 'invalid', text: parameter.validationMessage } : { code: 'required' };
}

function apply(state: PromptState, event: PromptEvent): PromptState {
  const { screen, sending, surroundings } = state;
  switch (event.type) {
    case 'surroundings':
      return { ...state, surroundings: event.surroundings };
    case 'value-refused':
      return { ...state, failure: event.failure, note: undefined };
    case 'noted':
      return { ...state, involved: true, note: event.note };
    case 'send-started': {
      const { item } = surroundings;
      if (screen?.name !== 'form' || isSending(state) || !item) return state;
      const started = { key: screenKey(screen), item };
      return { ...state, involved: true, sending: started, failure: undefined, note: undefined };
    }
    case 'send-succeeded': {
      const { item, sending: ended } = event;
      // A provider's store has the item already.
      const isNews = item && item !== ended.item && !surroundings.canRefresh;
      return {
        ...state,
        sending: sending === ended ? undefined : sending,
        answered: ended.key,
        news: isNews ? { about: ended.item, item } : state.news,
      };
    }
    case 'send-failed': {
      const { problem, sending: ended } = event;
      const next = { ...state, sending: sending === ended ? undefined : sending };
      // The failed value answers an earlier question of the bank.
      if (ended.key !== screenKey(screen)) return next;
      if (typeof problem === 'string') return { ...next, closed: { key: ended.key, reason: problem } };
      return { ...next, failure: problem, note: undefined };
    }
    case 'read-started':
      return { ...state, involved: true, reading: screenKey(screen), note: undefined };
    case 'read-ended': {
      const isSame = screen?.name === 'elsewhere' && state.reading === screenKey(screen);
      const note: Note | undefined = isSame ? { code: event.failed ? 'unread' : 'notYet' } : state.note;
      return { ...state, reading: undefined, note };
    }
    case 'widget-opened':
      return { ...state, involved: true, widget: { item: surroundings.item } };
    case 'widget-closed': {
      const { item } = event.widget;
      if (event.widget !== state.widget) return state;
      const isNews = event.succeeded && item && item === surroundings.item;
      return {
        ...state,
        widget: undefined,
        involved: state.involved && event.succeeded,
        news: isNews ? { about: item } : state.news,
      };
    }
    case 'dismissed':
      return screen?.name === 'fine' ? { ...state, involved: false } : state;
    case 'removed':
      return { ...state, involved: false, sending: undefined };
  }
}

/** Completes a step with the screen that follows from it; another screen drops the texts of the previous one. */
function withScreen(before: PromptState, state: PromptState, hasDraft: boolean): PromptState {
  const screen = state.widget ? before.screen : screenFor(state);
  if (screenKey(screen) === screenKey(before.screen)) return { ...state, screen };
  const isReplaced = before.screen?.name === 'form' && screen?.name === 'form' && hasDraft && !isSending(before);
  return {
    ...state,
    screen,
    involved: state.involved && !!screen,
    // The run that follows an act elsewhere is not the one that took the value.
    answered: screen?.name === 'elsewhere' ? undefined : state.answered,
    failure: undefined,
    note: isReplaced ? { code: 'changed' } : undefined,
  };
}

function screenFor(state: PromptState): Screen | undefined {
  const { surroundings } = state;
  const news = state.news?.about === surroundings.item ? state.news : undefined;
  const item = news?.item ?? surroundings.item;
  const { reason, now } = surroundings;
  if (!item) return undefined;
  if (news && !news.item) return state.involved ? { name: 'fine' } : undefined;
  if (!reason || news) return screenAfterwards(state, item);
  switch (reason) {
    case 'code':
      return screenForCode(state, item);
    case 'qr':
    case 'authorize':
    case 'pending': {
      const isTheirs = isOnTheirPage(item);
      const deadline = timeLeft(isTheirs ? item.parameter : item.userAction, 0);
      if (deadline <= now) return { name: 'widget', reason: 'timeout', action: 'restart' };
      // Without a provider the outcome cannot be read, and only the widget leads to the institution's own page.
      if (reason === 'authorize' && surroundings.canOpenWidget && (!surroundings.canRefresh || isTheirs)) {
        return { name: 'widget', reason, action: 'continue' };
      }
      return { name: 'elsewhere', reason, userAction: item.userAction, deadline };
    }
    case 'approval':
      return { name: 'elsewhere', reason, deadline: Infinity };
    default:
      return { name: 'widget', reason, action: ACTIONS[reason] ?? 'reconnect' };
  }
}

function screenForCode({ surroundings, answered, closed }: PromptState, { parameter }: Item): Screen {
  const inWidget: Screen = { name: 'widget', reason: 'code', action: 'continue' };
  if (!parameter) return inWidget;
  const key = promptKey(parameter);
  const deadline = timeLeft(parameter, 0);
  if (closed?.key === key) return { name: 'widget', reason: closed.reason, action: 'restart' };
  if (deadline <= surroundings.now) return { name: 'widget', reason: 'timeout', action: 'restart' };
  const isUnreadable = parameter.type === 'image' && !imageUrl(parameter.data);
  if (!surroundings.canSendCode || inputKind(parameter) === 'widget' || isUnreadable) return inWidget;
  return answered === key ? { name: 'checking' } : { name: 'form', parameter, deadline };
}

/**
 * Returns the screen for an item that needs no action any more: the outcome, for a person who has acted in the prompt.
 */
function screenAfterwards({ surroundings, involved, sending, answered }: PromptState, item: Item): Screen | undefined {
  if (!involved) return undefined;
  const { severity, label } = itemView(item, { now: surroundings.now });
  // Only other people can continue, in the bank's app.
  if (label === 'approval') return undefined;
  const isLoggingIn = isWorking(item) && LOGGING_IN.test(item.executionStatus ?? 'LOGIN');
  if (isLoggingIn || severity === 'attention') return { name: 'checking' };
  if (severity === 'busy') return { name: 'fetching', after: sending || answered ? 'code' : 'approval' };
  return severity === 'ok' ? { name: 'fine' } : undefined;
}
