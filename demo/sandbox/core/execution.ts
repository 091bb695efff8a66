import { collectAccounts } from './accounts.js';
import { Cancelled } from './clock.js';
import { consentDaysOf, loginOf } from './connectors.js';
import { qrImage } from './qr.js';
import { type Challenge, RunFailure, type Scenario, signIn } from './scenarios.js';
import type { Store, StoredItem } from './store.js';
import type { CredentialJson, ItemJson, UserActionJson } from './types.js';
import type { Webhooks } from './webhooks.js';

/** Collection steps in order, and the key of each product in `statusDetail`. https://docs.pluggy.ai/docs/connections/item-lifecycle */
const PRODUCT_STEPS = [
  ['ACCOUNTS', 'accounts', 'ACCOUNTS_IN_PROGRESS'],
  ['CREDIT_CARDS', 'creditCards', 'CREDITCARDS_IN_PROGRESS'],
  ['TRANSACTIONS', 'transactions', 'TRANSACTIONS_IN_PROGRESS'],
  ['INVESTMENTS', 'investments', 'INVESTMENTS_IN_PROGRESS'],
  ['INVESTMENTS_TRANSACTIONS', 'investmentTransactions', 'INVESTMENTS_TRANSACTIONS_IN_PROGRESS'],
  ['IDENTITY', 'identity', 'IDENTITY_IN_PROGRESS'],
  ['PAYMENT_DATA', 'paymentData', 'PAYMENT_DATA_IN_PROGRESS'],
  ['LOANS', 'loans', 'LOANS_IN_PROGRESS'],
  ['ACCOUNT_STATEMENTS', 'accountStatements', 'ACCOUNT_STATEMENTS_IN_PROGRESS'],
] as const;

/**
 * Failures after which Pluggy wants new input from the person. The docs pair `INVALID_CREDENTIALS` and
 * `USER_AUTHORIZATION_NOT_GRANTED` with `LOGIN_ERROR`; the others here are failed logins by their meaning.
 */
const LOGIN_ERRORS = new Set([
  'INVALID_CREDENTIALS',
  'INVALID_CREDENTIALS_MFA',
  'ACCOUNT_LOCKED',
  'ACCOUNT_CREDENTIALS_RESET',
  'USER_NOT_SUPPORTED',
  'USER_AUTHORIZATION_NOT_GRANTED',
  'USER_AUTHORIZATION_REVOKED',
]);

/** Rotations of a QR code before somebody scans it. */
const QR_CODES = 3;

/** Name of the parameter that waits for the institution's own page; its `data` is that page's address. */
const OAUTH_PARAMETER = 'oauth_code';

export type MfaAnswer = 'accepted' | 'already-provided' | 'not-waiting' | 'expired' | { expected: string };

/** One run of an Item, from `LOGIN_IN_PROGRESS` to its end. */
export class Execution {
  readonly #abort = new AbortController();
  #waiting?: { name: string; resolve: (value: string) => void };
  #answered = false;
  #timedOut = false;
  #done = false;

  constructor(
    private readonly store: Store,
    private readonly webhooks: Webhooks,
    private readonly item: StoredItem,
  ) {}

  get running(): boolean {
    return !this.#done;
  }

  cancel(): void {
    this.#done = true;
    this.#abort.abort();
  }

  /** Starts at the login, or, for an item that was put there by hand, at a challenge. */
  start(from?: Challenge): void {
    // A run ends by changing its item; the promise only ever rejects on a mistake in this file.
    void this.#run(from);
  }

  /** Body of `POST /items/:id/mfa`. */
  submit(parameters: Record<string, string>): MfaAnswer {
    if (this.#waiting && !this.waitsForAuthorization) {
      const { name, resolve } = this.#waiting;
      const value = parameters[name];
      if (typeof value !== 'string') return { expected: name };
      this.#waiting = undefined;
      this.#answered = true;
      resolve(value);
      return 'accepted';
    }
    if (this.#timedOut) return 'expired';
    return this.#answered && this.running ? 'already-provided' : 'not-waiting';
  }

  get waitsForAuthorization(): boolean {
    return this.#waiting?.name === OAUTH_PARAMETER;
  }

  /** The person came back from the institution's page. */
  authorize(granted: boolean): void {
    if (!this.waitsForAuthorization) return;
    this.#waiting?.resolve(granted ? 'granted' : 'denied');
    this.#waiting = undefined;
  }

  async #run(from?: Challenge): Promise<void> {
    try {
      const scenario = from ? { challenges: [from], checkingAccounts: 1 } : await this.#login();
      for (const challenge of scenario.challenges) await this.#ask(challenge);
      if (scenario.approval) await this.#waitForApproval(scenario.approval);
      if (scenario.failure) throw scenario.failure;
      if (scenario.pendingAtInstitution) this.#checkDevice();
      await this.#collect(scenario);
    } catch (error) {
      if (error instanceof RunFailure) this.#fail(error);
      else if (!(error instanceof Cancelled)) throw error;
    }
  }

  async #login(): Promise<Scenario> {
    const { json, parameters } = this.item;
    await this.#pause();
    await this.#step('LOGIN_IN_PROGRESS');
    const scenario = signIn(json.connector, parameters);
    switch (loginOf(json.connector.id)) {
      case 'oauth':
        // A consent that still holds needs no new authorisation: the update starts at once.
        if (!hasConsent(this.item, this.store.clock.now())) await this.#waitForAuthorization();
        return scenario;
      case 'qr':
        return { ...scenario, approval: 'qr' };
      case 'app':
        return { ...scenario, approval: 'app' };
      case 'credentials':
        return scenario;
    }
  }

  async #ask({ parameter, accepts }: Challenge): Promise<void> {
    const value = await this.#input(parameter);
    await this.#step('LOGIN_MFA_IN_PROGRESS');
    if (!accepts(value)) throw new RunFailure('INVALID_CREDENTIALS_MFA');
  }

  async #waitForAuthorization(): Promise<void> {
    const answer = await this.#input({
      label: 'Autorização na instituição',
      name: OAUTH_PARAMETER,
      type: 'oauth',
      data: `${this.item.base}/sandbox/oauth/${this.item.json.id}`,
      instructions: 'Entre na instituição e autorize o acesso.',
    });
    if (answer === 'denied') throw new RunFailure('USER_AUTHORIZATION_NOT_GRANTED');
    await this.#step('LOGIN_IN_PROGRESS');
  }

  /** Shows the parameter and waits for `submit` or `authorize`, but not longer than `inputTimeoutMs`. */
  async #input(parameter: CredentialJson): Promise<string> {
    const { clock, settings } = this.store;
    const answer = new Promise<string>((resolve) => {
      this.#waiting = { name: parameter.name, resolve };
    });
    this.#update({
      status: 'WAITING_USER_INPUT',
      executionStatus: 'WAITING_USER_INPUT',
      parameter: { ...structuredClone(parameter), expiresAt: clock.iso(settings.inputTimeoutMs) },
    });
    this.webhooks.emit('item/waiting_user_input', this.item);
    const timeout = new AbortController();
    const signal = AbortSignal.any([this.#abort.signal, timeout.signal]);
    const expired = clock.sleep(settings.inputTimeoutMs, signal).then(() => {
      this.#waiting = undefined;
      this.#timedOut = true;
      throw new RunFailure('USER_INPUT_TIMEOUT', { parameter: parameter.name });
    });
    try {
      return await Promise.race([answer, expired]);
    } finally {
      timeout.abort();
      expired.catch(() => undefined);
    }
  }

  /** Waits for an act that happens outside the browser, which the simulated person does after `actionMs`. */
  async #waitForApproval(kind: NonNullable<Scenario['approval']>): Promise<void> {
    const { clock, settings } = this.store;
    const deadline = clock.now() + settings.inputTimeoutMs;
    const actsAt = settings.actionMs === null ? Infinity : clock.now() + settings.actionMs;
    const rotation = kind === 'qr' ? (settings.actionMs ?? settings.inputTimeoutMs) / QR_CODES : Infinity;
    this.#update({ status: 'WAITING_USER_ACTION', executionStatus: 'WAITING_USER_ACTION' });
    for (let shown = 1; ; shown++) {
      this.#update({ userAction: this.#userAction(kind, shown, deadline) });
      if (shown === 1) this.webhooks.emit('item/waiting_user_action', this.item);
      const next = Math.min(actsAt, deadline, clock.now() + rotation);
      await clock.sleep(next - clock.now(), this.#abort.signal);
      if (clock.now() >= actsAt) break;
      if (clock.now() >= deadline) throw new RunFailure('USER_INPUT_TIMEOUT');
    }
    if (kind === 'refusing-approver') throw new RunFailure('USER_AUTHORIZATION_NOT_GRANTED');
    await this.#step('LOGIN_IN_PROGRESS');
  }

  /** The keys of `attributes` are not documented; these are the sandbox's own. */
  #userAction(kind: NonNullable<Scenario['approval']>, shown: number, deadline: number): UserActionJson {
    const expiresAt = new Date(deadline).toISOString();
    if (kind === 'qr') {
      const qr = `PLUGGY-SANDBOX-LOGIN:${this.item.json.id}:${shown}`;
      return {
        type: 'qr',
        instructions: 'Leia o QR code com o aplicativo do banco. Ele muda a cada poucos segundos.',
        attributes: { qr, image: qrImage(qr) },
        expiresAt,
      };
    }
    return {
      type: 'authorize-access',
      instructions:
        kind === 'app'
          ? 'Abra o aplicativo do banco e autorize o acesso do dispositivo "Pluggy".'
          : 'Esta conta precisa da autorização de outro responsável no aplicativo do banco.',
      attributes: { deviceName: 'Pluggy' },
      expiresAt,
    };
  }

  /** Caixa-like: the run ends, and another one begins by itself once the device was authorised. */
  #checkDevice(): void {
    const { clock, settings } = this.store;
    this.item.authorizedAt ??= settings.actionMs === null ? Infinity : clock.now() + settings.actionMs;
    if (clock.now() >= this.item.authorizedAt) return;
    throw new RunFailure('USER_AUTHORIZATION_PENDING', { attributes: { deviceName: 'Pluggy' } });
  }

  async #collect(scenario: Scenario): Promise<void> {
    const { clock } = this.store;
    const { item } = this;
    this.#update({ consecutiveFailedLoginAttempts: 0 });
    this.webhooks.emit('item/login_succeeded', item);
    for (const [product, , step] of PRODUCT_STEPS) {
      if (item.json.products.includes(product)) await this.#step(step);
    }
    await this.#step('MERGING');

    collectData(this.store, item, scenario);
    const first = item.json.lastUpdatedAt === null;
    this.#finish({
      status: 'UPDATED',
      executionStatus: scenario.accounts?.isUpdated === false ? 'PARTIAL_SUCCESS' : 'SUCCESS',
      statusDetail: this.#statusDetail(scenario),
      lastUpdatedAt: clock.iso(),
      error: null,
    });
    this.webhooks.emit(first ? 'item/created' : 'item/updated', item);
  }

  /** There only when a product failed or has a warning. */
  #statusDetail({ accounts }: Scenario): ItemJson['statusDetail'] {
    if (!accounts) return null;
    const now = this.store.clock.iso();
    return Object.fromEntries(
      PRODUCT_STEPS.map(([product, key]) => {
        if (!this.item.json.products.includes(product)) return [key, null];
        if (product !== 'ACCOUNTS') return [key, { isUpdated: true, lastUpdatedAt: now, warnings: [] }];
        return [key, { ...accounts, lastUpdatedAt: accounts.isUpdated ? now : this.item.json.lastUpdatedAt }];
      }),
    );
  }

  #fail(failure: RunFailure): void {
    const { clock } = this.store;
    const { item } = this;
    const { parameter, ...extra } = failure.extra;
    const loginError = LOGIN_ERRORS.has(failure.code);
    if (loginError) item.lastLoginFailureAt = clock.now();
    this.#finish({
      status: loginError ? 'LOGIN_ERROR' : 'OUTDATED',
      executionStatus: failure.code,
      error: { code: failure.code, message: failure.message, ...extra },
      statusDetail: null,
      consecutiveFailedLoginAttempts: loginError ? item.json.consecutiveFailedLoginAttempts + 1 : 0,
    });
    this.webhooks.emit('item/error', item, {
      error: { code: failure.code, message: failure.message, ...(parameter && { parameter }) },
    });
    if (failure.code === 'USER_AUTHORIZATION_PENDING') this.#continueWhenAuthorized();
  }

  #continueWhenAuthorized(): void {
    const { clock } = this.store;
    const { item } = this;
    const wait = (item.authorizedAt ?? 0) - clock.now();
    if (wait === Infinity) return;
    item.cancelContinuation?.();
    item.cancelContinuation = clock.after(wait, () => {
      if (item.execution?.running) return;
      item.triggeredBy = 'INTERNAL';
      startExecution(this.store, this.webhooks, item);
    });
  }

  #finish(change: Partial<ItemJson>): void {
    this.#done = true;
    this.#update({ ...change, parameter: null, userAction: null });
  }

  async #step(executionStatus: string): Promise<void> {
    this.#update({ status: 'UPDATING', executionStatus, parameter: null, userAction: null });
    await this.#pause();
  }

  #pause(): Promise<void> {
    return this.store.clock.sleep(this.store.settings.stepMs, this.#abort.signal);
  }

  #update(change: Partial<ItemJson>): void {
    Object.assign(this.item.json, change, { updatedAt: this.store.clock.iso() });
  }
}

/** What a good run leaves behind: accounts and, in Open Finance, the consent. */
export function collectData(store: Store, item: StoredItem, scenario: Scenario): void {
  const { json, parameters } = item;
  const now = store.clock.now();
  const collected = collectAccounts({
    itemId: json.id,
    loginKey: `${json.connector.id} ${parameters.user ?? parameters.cpf ?? parameters.cnpj ?? ''}`,
    checkingAccounts: scenario.checkingAccounts,
    now,
  });
  const withBank = json.products.includes('ACCOUNTS') && scenario.accounts?.isUpdated !== false;
  item.accounts = [
    ...(withBank ? collected.bank : []),
    ...(json.products.includes('CREDIT_CARDS') ? collected.credit : []),
  ];
  if (!json.connector.isOpenFinance || hasConsent(item, now)) return;
  const days = consentDaysOf(json.connector.id);
  json.consentExpiresAt = days === undefined ? null : store.clock.iso(days * 86_400_000);
  item.consent = {
    id: store.uuid(),
    itemId: json.id,
    products: [...json.products],
    openFinancePermissionsGranted: [
      'REGISTRATION_ALL',
      'ACCOUNTS_ALL',
      'CREDIT_CARDS_ALL',
      'CREDIT_OPERATIONS_ALL',
      'INVESTMENTS_ALL',
    ],
    createdAt: store.clock.iso(),
    expiresAt: json.consentExpiresAt,
    revokedAt: null,
  };
}

/** A consent that was neither revoked nor has ended. MeuPluggy has none to read, but does not ask twice either. */
function hasConsent({ consent, json }: StoredItem, now: number): boolean {
  if (!json.connector.isOpenFinance) return json.lastUpdatedAt !== null;
  if (!consent || consent.revokedAt) return false;
  return json.consentExpiresAt === null || Date.parse(json.consentExpiresAt) > now;
}

/** Puts the item at the beginning of a new run, in place of whatever ran before. */
export function startExecution(store: Store, webhooks: Webhooks, item: StoredItem, from?: Challenge): void {
  item.execution?.cancel();
  item.execution = new Execution(store, webhooks, item);
  Object.assign(item.json, {
    status: 'UPDATING',
    executionStatus: 'CREATED',
    error: null,
    parameter: null,
    userAction: null,
    statusDetail: null,
    updatedAt: store.clock.iso(),
  } satisfies Partial<ItemJson>);
  item.execution.start(from);
}
