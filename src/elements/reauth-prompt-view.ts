import { adoptStyles, type CSSResultOrNative } from '@lit/reactive-element';
import { html, nothing, render, type TemplateResult } from 'lit/html.js';
import { keyed } from 'lit/directives/keyed.js';
import type { Items } from '../client/items/items.js';
import type { ConnectOutcome } from '../client/widget/types.js';
import { PluggyErrorEvent, PluggyMfaSubmitEvent, type PluggyCloseEvent } from '../events.js';
import { withOverrides, type Locale, type MfaMessages } from '../locales/index.js';
import { mfa as en } from '../locales/en.mfa.js';
import { mfa as es } from '../locales/es.mfa.js';
import { mfa as pt } from '../locales/pt-BR.mfa.js';
import type { PluggyError } from '../model/errors.js';
import { itemView, type Severity } from '../model/item-view.js';
import { isOnTheirPage, isWorking } from '../model/item-state.js';
import type { Item, ItemParameter } from '../model/item-types.js';
import { imageUrl, inputKind, isAccepted, promptKey, qrOf, sentValue, timeLeft } from '../model/mfa.js';
import type { PromptReason } from '../model/prompt.js';
import type { Session } from '../session.js';
import type { PluggyConnectElement } from './connect/connect.js';
import { holdFocus } from './shared/focus.js';
import { hidden, panel } from './shared/panel.styles.js';
import { QrView } from './qr-view.js';
import { promptForm } from './reauth-prompt-form.js';
import { styles } from './reauth-prompt.styles.js';
import { PluggyReauthPromptElement } from './reauth-prompt.js';
import { PluggySettingsElement, SETTINGS } from './shared/settings.js';
import { setState } from './shared/states.js';
import { block } from './shared/block.styles.js';
import { left, spoken } from './shared/durations.js';
import { theme } from './shared/surface.styles.js';
import { button, tones } from './shared/theme.styles.js';
import { day } from './shared/time.js';

const MESSAGES: Record<Locale, MfaMessages> = { 'pt-BR': pt, en, es };
const STATES: Severity[] = ['attention', 'busy', 'ok'];
const SHOWN: CSSResultOrNative[] = [block, hidden, theme, tones, button, panel, styles];

/** How long it says that all is well before it goes, in milliseconds. */
const GOODBYE = 8000;
/** How long the person waits for an Item to be read before the widget opens all the same, in milliseconds. */
const PATIENCE = 3000;
/** What lies further ahead is no countdown, in milliseconds. */
const HOUR = 3_600_000;
/** A QR code is another one every few seconds, in milliseconds; and for how long it is followed. */
const QR_EVERY = 3000;
const QR_LIMIT = 600_000;
/** What is left when it is said again, in milliseconds. */
const SPOKEN = [10_000, 60_000];

/** What is there to be seen: a field, what to do elsewhere, the button that opens the widget, or only the sentence. */
type Screen =
  | { kind: 'form'; parameter: ItemParameter; deadline: number }
  | { kind: 'act'; item: Item; deadline: number }
  | { kind: 'widget'; reason: keyof MfaMessages['why']; action: keyof MfaMessages['actions'] }
  | { kind: 'checking' | 'fine' };

interface Surroundings {
  readonly locale: Locale;
  readonly session?: Session;
  readonly store?: Items;
}

/** What a prompt looks like, and what becomes of what the person does in it. */
export class PromptView {
  #host: PluggyReauthPromptElement;
  #root: ShadowRoot;
  #around!: Surroundings;
  #messages!: MfaMessages;
  #item?: Item;
  #reason?: PromptReason;
  #screen?: Screen;
  #qr = new QrView(() => this.#draw());

  /** The person has done something here, and will want to know what came of it. */
  #isInvolved = false;
  /** The widget was opened from here: what it was opened with stays until it is over. */
  #isOpen = false;
  /** The Item is being read again. */
  #isReading = false;
  /** A value on its way, and which prompt it answers. */
  #sending?: { key: string; abort: AbortController };
  /** Which prompt is on the screen, which one was answered, and which one is over and why. */
  #key = '';
  #answered?: string;
  #over?: { key: string; reason: 'timeout' | 'notWaiting' };
  /** What an answer or the widget told that the page does not know of yet. */
  #told?: { of: Item; item?: Item };
  #failure?: string;
  #note?: string;
  /** What screen readers are told where no focus goes to it, what that is about, and which mark of the time was said. */
  #said = '';
  #about = '';
  #spoken?: number;

  #tick?: ReturnType<typeof setTimeout>;
  #goodbye?: ReturnType<typeof setTimeout>;
  #poll?: ReturnType<typeof setTimeout>;
  #pollUntil = 0;

  constructor(host: PluggyReauthPromptElement) {
    this.#host = host;
    this.#root = host.renderRoot as ShadowRoot;
    this.#root.addEventListener(
      'focusout',
      () => this.#goodbye === undefined && this.#screen?.kind === 'fine' && this.#leave(),
    );
  }

  show(item: Item | undefined, reason: PromptReason | undefined, around: Surroundings): void {
    this.#around = around;
    this.#messages = withOverrides(MESSAGES[around.locale], around.session?.messages.mfa);
    this.#item = item;
    this.#reason = reason;
    this.#draw();
  }

  /** Ends what would go on without the element. What was sent is sent. */
  pause(): void {
    clearTimeout(this.#tick);
    clearTimeout(this.#poll);
    this.#poll = undefined;
    this.#qr.stop();
    // A move is a removal and an insertion in one task.
    queueMicrotask(() => {
      if (this.#host.isConnected) return;
      this.#sending?.abort.abort(new DOMException('The prompt is gone.', 'AbortError'));
      this.#sending = undefined;
      clearTimeout(this.#goodbye);
      this.#isInvolved = false;
      this.#said = '';
      this.#empty();
    });
  }

  // What is to be seen

  #next(): Screen | undefined {
    const { store } = this.#around;
    const now = this.#now();
    const known = this.#told?.of === this.#item ? this.#told : undefined;
    const item = known?.item ?? this.#item;
    if (!item) return undefined;
    // The widget has told of success, the page has not.
    if (known && !known.item) return this.#isInvolved ? { kind: 'fine' } : undefined;
    if (!this.#reason || known) return this.#afterwards(item);
    const reason = this.#reason;
    if (reason === 'code') return this.#code(item, now);
    if (reason === 'qr' || reason === 'authorize' || reason === 'pending') {
      const isTheirs = isOnTheirPage(item);
      const deadline = timeLeft(isTheirs ? item.parameter : item.userAction, now);
      if (deadline <= 0) return { kind: 'widget', reason: 'timeout', action: 'restart' };
      // Nobody here can look whether it is done, or lead to the institution's page.
      if ((!store || isTheirs) && reason === 'authorize' && this.#canOpen)
        return { kind: 'widget', reason, action: 'continue' };
      return { kind: 'act', item, deadline };
    }
    const isRenewal = /^(consent|revoked|notGranted)/.test(reason);
    const isOver = reason === 'wrongCode' || reason === 'timeout';
    return { kind: 'widget', reason, action: isRenewal ? 'renew' : isOver ? 'restart' : 'reconnect' };
  }

  #code({ parameter }: Item, now: number): Screen {
    const inWidget: Screen = { kind: 'widget', reason: 'code', action: 'continue' };
    if (!parameter) return inWidget;
    const key = promptKey(parameter);
    const deadline = timeLeft(parameter, now);
    if (this.#over?.key === key) return { kind: 'widget', reason: this.#over.reason, action: 'restart' };
    if (deadline <= 0) return { kind: 'widget', reason: 'timeout', action: 'restart' };
    const { mfaEndpoint } = this.#host;
    const isUnreadable = parameter.type === 'image' && !imageUrl(parameter.data);
    if (!(mfaEndpoint || this.#around.store?.takesCodes) || inputKind(parameter) === 'widget' || isUnreadable) {
      return inWidget;
    }
    return this.#answered === key ? { kind: 'checking' } : { kind: 'form', parameter, deadline };
  }

  /** Nothing is needed any more: whoever has done something here is told so. */
  #afterwards(item: Item): Screen | undefined {
    if (!this.#isInvolved) return undefined;
    const { severity } = itemView(item, { now: this.#now() });
    const isLoggingIn = isWorking(item) && /LOGIN|CREAT|WAITING/.test(item.executionStatus ?? 'LOGIN');
    if (isLoggingIn || severity === 'attention') return { kind: 'checking' };
    return severity === 'ok' || severity === 'busy' ? { kind: 'fine' } : undefined;
  }

  #draw(): void {
    clearTimeout(this.#tick);
    // An answer may come when it is gone.
    if (!this.#host.isConnected) return;
    const before = this.#screen;
    const screen = this.#isOpen ? before : this.#next();
    this.#screen = screen;
    const focused = this.#root.activeElement;
    this.#change(before, screen, focused);
    const deadline = screen && 'deadline' in screen ? screen.deadline : Infinity;
    const time = this.#countdown(deadline);
    adoptStyles(this.#root, screen ? SHOWN : [PluggyReauthPromptElement.styles]);
    render(screen ? this.#template(screen, time) : nothing, this.#root);
    this.#setUpWidget();
    this.#followQr(screen);
    this.#setStates(screen);
    this.#keepFocus(focused, before, screen);
  }

  /** From one screen to another: what was typed for the first is not for the second. */
  #change(before: Screen | undefined, screen: Screen | undefined, focused: Element | null): void {
    const key = screen?.kind === 'form' ? promptKey(screen.parameter) : (screen?.kind ?? '');
    const about = screen?.kind === 'widget' ? screen.reason : key;
    const isNews = about !== this.#about;
    this.#about = about;
    // That the time is up concerns whoever had it, also without a hand on it.
    const isTimeUp = about === 'timeout' && !!before && 'deadline' in before;
    const news = screen && isNews && (this.#isInvolved || isTimeUp) ? this.#sentence(screen) : '';
    if (key === this.#key) {
      if (news) this.#said = news;
      return;
    }
    const typed = this.#field?.value;
    const isFollowed = before?.kind === 'form' && screen?.kind === 'form' && !!typed && !this.#isSending;
    this.#empty();
    this.#key = key;
    this.#failure = undefined;
    this.#note = isFollowed ? this.#messages.failed.changed : undefined;
    // What the focus goes on to is read out, with its description.
    const isRead = !!focused && (screen?.kind === 'form' || !focused.matches('.why'));
    this.#said = isRead ? '' : (this.#note ?? news);
    this.#spoken = undefined;
    clearTimeout(this.#goodbye);
    this.#goodbye = undefined;
    if (screen?.kind === 'fine') {
      this.#goodbye = setTimeout(() => {
        this.#goodbye = undefined;
        // Whoever reads it with a screen reader stays on it.
        if (!this.#root.activeElement) this.#leave();
      }, GOODBYE);
    }
    if (!screen) this.#isInvolved = false;
  }

  #leave(): void {
    this.#isInvolved = false;
    this.#draw();
  }

  #template(screen: Screen, time: TemplateResult | undefined): TemplateResult {
    const { kind } = screen;
    const sign = kind === 'fine' ? 'ok' : kind === 'checking' ? 'busy' : 'attention';
    return html`<div part="prompt" class="prompt" role="group" aria-labelledby="why" lang=${this.#around.locale}>
      <span part="icon" class="icon ${sign}" aria-hidden="true"></span>
      <div class="body">
        <p part="text" class="why" id="why" tabindex="-1">${this.#sentence(screen)}</p>
        ${kind === 'widget' || kind === 'act' ? this.#quote() : nothing}
        ${keyed(this.#key, this.#content(screen, time))}
      </div>
      <p class="hidden" role="status">${this.#said}</p>
    </div>`;
  }

  /** What the bank said of the run's end. */
  #quote(): TemplateResult | typeof nothing {
    const { providerMessage } = this.#item?.error ?? {};
    if (!providerMessage) return nothing;
    return html`<p part="quote" class="quote">
      ${this.#messages.quote(this.#bank)} <q lang="pt" dir="auto">${providerMessage}</q>
    </p>`;
  }

  #sentence(screen: Screen): string {
    const { why, fine, checking } = this.#messages;
    const bank = this.#bank;
    if (screen.kind === 'fine') return fine(bank);
    if (screen.kind === 'checking') return checking(bank);
    if (screen.kind === 'form') return why.code(bank);
    const reason = screen.kind === 'widget' ? screen.reason : this.#reason!;
    if (!isConsent(reason)) return why[reason](bank);
    const { text, isToday } = day(Date.parse(this.#item?.consentExpiresAt ?? ''), this.#now(), this.#around.locale);
    return why[reason === 'consent' && isToday ? 'consentToday' : reason](bank, text);
  }

  #content(screen: Screen, time: TemplateResult | undefined): TemplateResult | typeof nothing {
    const messages = this.#messages;
    switch (screen.kind) {
      case 'form':
        return promptForm(screen.parameter, {
          messages,
          time,
          failure: this.#failure,
          note: this.#note,
          isSending: this.#isSending,
          submit: this.#submit,
        });
      case 'act':
        return this.#act(screen.item, time);
      case 'widget':
        return html`<div class="actions">
          <pluggy-connect
            item-id=${this.#itemId}
            aria-busy=${this.#isReading}
            @click=${{ handleEvent: this.#ask, capture: true }}
            >${this.#isReading ? messages.wait : messages.actions[screen.action]}</pluggy-connect
          >
        </div>`;
      default:
        return nothing;
    }
  }

  #act({ userAction }: Item, time: TemplateResult | undefined): TemplateResult {
    const messages = this.#messages;
    const { instructions } = userAction ?? {};
    return html`${instructions ? html`<p lang="pt">${instructions}</p>` : nothing}
    ${userAction ? this.#qr.template(qrOf(userAction), messages.qr(this.#bank)) : nothing} ${time}
    ${this.#note ? html`<p>${this.#note}</p>` : nothing}
    ${
      this.#around.store
        ? html`<div class="actions">
            <button part="button" type="button" aria-disabled=${this.#isReading} @click=${this.#check}>
              ${this.#isReading ? html`<span class="spinner"></span>${messages.wait}` : messages.actions.check}
            </button>
          </div>`
        : nothing
    }`;
  }

  /** Also decides when it is said aloud: at the start, and when it becomes urgent. */
  #countdown(deadline: number): TemplateResult | undefined {
    if (deadline === Infinity || !this.#host.isConnected) return undefined;
    const isFar = deadline > HOUR;
    this.#tick = setTimeout(
      () => this.#draw(),
      isFar ? Math.min(deadline - HOUR, 2 ** 31 - 1) : deadline % 1000 || 1000,
    );
    if (isFar) return undefined;
    // Each mark once, also where a QR code has a little time again and again.
    const step = SPOKEN.find((mark) => deadline <= mark) ?? Infinity;
    if (this.#spoken === undefined || step < this.#spoken) {
      const time = this.#messages.leftSpoken(spoken(Math.min(deadline, step), this.#around.locale));
      this.#said = this.#spoken === undefined ? `${this.#said} ${time}`.trim() : time;
      this.#spoken = step;
    }
    return html`<p part="time" class="time" role="timer">${this.#messages.left(left(deadline))}</p>`;
  }

  // What the person does

  #submit = (event: Event): void => {
    event.preventDefault();
    const screen = this.#screen;
    const field = this.#field;
    if (this.#isSending || screen?.kind !== 'form' || !field) return;
    const { parameter } = screen;
    const value = sentValue(inputKind(parameter), field.value);
    if (!isAccepted(parameter, value)) {
      const { required, invalid } = this.#messages.failed;
      this.#fail(value ? (parameter.validationMessage ?? invalid) : required);
      return;
    }
    const { name } = parameter;
    const itemId = this.#itemId;
    if (!this.#host.dispatchEvent(new PluggyMfaSubmitEvent(itemId, name))) return;
    const key = promptKey(parameter);
    const sending = (this.#sending = { key, abort: new AbortController() });
    const of = this.#item!;
    this.#isInvolved = true;
    this.#failure = this.#note = undefined;
    this.#said = this.#messages.wait;
    this.#draw();
    this.#send(itemId, name, value, sending.abort.signal).then(
      (item) => {
        if (this.#sending === sending) this.#sending = undefined;
        this.#answered = key;
        if (item && item !== of && !this.#around.store) this.#told = { of, item };
        this.#draw();
      },
      (error: unknown) => {
        if (this.#sending === sending) this.#sending = undefined;
        if (!sending.abort.signal.aborted) this.#refused(error as PluggyError, key);
      },
    );
  };

  /** To the provider's route, or to our own. */
  async #send(itemId: string, name: string, value: string, signal: AbortSignal): Promise<Item | undefined> {
    const { mfaEndpoint, settings } = this.#host;
    const { store } = this.#around;
    if (!mfaEndpoint && store) {
      await store.sendCode(itemId, name, value);
      return undefined;
    }
    const { sendCode } = await this.#host.loadStore();
    signal.throwIfAborted();
    try {
      return await sendCode(mfaEndpoint, itemId, { name, value }, settings, signal);
    } finally {
      void store?.refresh(itemId);
    }
  }

  #refused(error: PluggyError, key: string): void {
    const { failed } = this.#messages;
    const { code, cause } = error;
    const isLost = code === 'mfa-network' || code === 'mfa-server' || code === 'widget-unavailable';
    const isHere = this.#key === key;
    // What may not have arrived can be sent again as it is.
    if (isHere && !isLost && code !== 'offline') this.#empty();
    this.#host.dispatchEvent(new PluggyErrorEvent({ itemId: this.#itemId, sessionId: 0 }, error));
    // Meanwhile something else is asked for.
    if (!isHere) return;
    if (code === 'mfa-expired' || code === 'mfa-not-waiting') {
      this.#over = { key, reason: code === 'mfa-expired' ? 'timeout' : 'notWaiting' };
      this.#draw();
    } else if (code === 'mfa-rejected') {
      this.#fail(/ALREADY_USED/.test(String(cause)) ? failed.used : failed.rejected);
    } else this.#fail(!navigator.onLine ? failed.offline : failed[code === 'mfa-network' ? 'network' : 'server']);
  }

  /** It is said with the field, where the focus goes there from beside it. */
  #fail(text: string): void {
    const { activeElement } = this.#root;
    const isBeside = !!activeElement && activeElement !== this.#field;
    this.#note = undefined;
    this.#failure = text;
    this.#said = isBeside ? '' : text;
    this.#draw();
    if (isBeside) this.#field?.focus();
  }

  #check = (): void => {
    const { store } = this.#around;
    if (this.#isReading || !store) return;
    const key = this.#key;
    this.#isInvolved = this.#isReading = true;
    this.#note = undefined;
    this.#said = this.#messages.wait;
    this.#draw();
    void store.refresh(this.#itemId).then(() => {
      this.#isReading = false;
      const { notYet, unread } = this.#messages;
      const isRead = !store.get(this.#itemId).error;
      if (this.#key === key) this.#note = this.#said = isRead ? notYet(this.#bank) : unread;
      this.#draw();
    });
  };

  /** Before the widget opens, the Item is read again: it may be fine by now. */
  #ask = (event: Event): void => {
    const connect = event.currentTarget as PluggyConnectElement;
    // A widget that is open is shown again.
    if (this.#isOpen) return;
    event.stopPropagation();
    if (this.#isReading) return;
    const { store } = this.#around;
    this.#isInvolved = true;
    if (!store) {
      this.#openWidget(connect);
      return;
    }
    this.#isReading = true;
    this.#draw();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const patience = new Promise((resolve) => (timer = setTimeout(resolve, PATIENCE)));
    void Promise.race([store.refresh(this.#itemId), patience]).then(async () => {
      clearTimeout(timer);
      this.#isReading = false;
      await this.#host.updateComplete;
      this.#draw();
      if (connect.isConnected) this.#openWidget(connect);
    });
  };

  #openWidget(connect: PluggyConnectElement): void {
    const of = this.#item;
    this.#isOpen = true;
    // An open that the page prevents has no close.
    const end = ({ type }: ConnectOutcome) => {
      if (!this.#isOpen) return;
      connect.removeEventListener('pluggy-close', closed);
      this.#isOpen = false;
      if (type === 'success' && of && of === this.#item) this.#told = { of };
      else if (type !== 'success') this.#isInvolved = false;
      this.#draw();
    };
    const closed = ({ outcome }: PluggyCloseEvent) => end(outcome);
    connect.addEventListener('pluggy-close', closed);
    void connect.open().then(end);
  }

  // The page around

  /** What is written on the prompt counts for its button; for the rest the provider does. */
  #setUpWidget(): void {
    const connect = this.#root.querySelector('pluggy-connect');
    if (!connect) return;
    for (const name of SETTINGS) {
      const { attribute = name } = PluggySettingsElement.elementProperties.get(name)!;
      const written = typeof attribute === 'string' ? this.#host.getAttribute(attribute) : null;
      if (typeof attribute === 'string' && written !== connect.getAttribute(attribute)) {
        if (written === null) connect.removeAttribute(attribute);
        else connect.setAttribute(attribute, written);
      }
      Reflect.set(connect, name, this.#host[name]);
    }
  }

  #followQr(screen: Screen | undefined): void {
    const { store } = this.#around;
    const isQr = screen?.kind === 'act' && this.#reason === 'qr' && !!store;
    if (!isQr) {
      clearTimeout(this.#poll);
      this.#poll = undefined;
      this.#pollUntil = 0;
      return;
    }
    this.#pollUntil ||= Date.now() + QR_LIMIT;
    this.#poll ??= setTimeout(() => {
      this.#poll = undefined;
      if (Date.now() > this.#pollUntil) return;
      if (document.visibilityState !== 'hidden') void store.refresh(this.#itemId);
      this.#followQr(this.#screen);
    }, QR_EVERY);
  }

  #setStates(screen: Screen | undefined): void {
    const { kind } = screen ?? {};
    const shown = !kind ? undefined : kind === 'fine' ? 'ok' : kind === 'checking' ? 'busy' : 'attention';
    for (const state of STATES) setState(this.#host.internals, state, state === shown);
  }

  /** Where the focus was may be gone: it goes on to what has come in its place, which is how that is read out. */
  #keepFocus(focused: Element | null, before: Screen | undefined, screen: Screen | undefined): void {
    if (!focused || (focused.isConnected && (screen?.kind !== 'form' || before?.kind === 'form'))) return;
    const target = this.#field ?? this.#root.querySelector<HTMLElement>('.why');
    if (target) {
      target.focus({ preventScroll: true });
      return;
    }
    holdFocus(this.#host);
  }

  #empty(): void {
    if (this.#field) this.#field.value = '';
  }

  get #isSending(): boolean {
    return !!this.#sending && this.#sending.key === this.#key;
  }

  get #field(): HTMLInputElement | HTMLSelectElement | null {
    return this.#root.querySelector('#value');
  }

  get #itemId(): string {
    return this.#item?.id ?? this.#host.itemId;
  }

  get #bank(): string {
    const name = this.#item?.connector?.name?.trim();
    return name ? Array.from(name).slice(0, 60).join('') : this.#messages.bank;
  }

  get #canOpen(): boolean {
    const { tokenSource, tokenEndpoint } = this.#host.settings;
    return !!(tokenSource ?? tokenEndpoint);
  }

  #now(): number {
    return this.#around.store?.now() ?? Date.now();
  }
}

const isConsent = (reason: keyof MfaMessages['why']): reason is 'consent' | 'consentToday' | 'consentEnded' =>
  reason === 'consent' || reason === 'consentToday' || reason === 'consentEnded';
