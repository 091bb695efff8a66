import { AutoSync } from './auto-sync.js';
import { type Challenge, USED_CODE } from './challenges.js';
import { Cancelled } from './clock.js';
import { consentDaysOf, loginOf } from './connectors.js';
import { type AccountChanges, collect } from './data/index.js';
import { RunFailure, statusAfter } from './failures.js';
import { PRODUCT_STEPS } from './products.js';
import { qrImage } from './qr.js';
import { type Scenario, signIn } from './scenarios.js';
import { change, halt, type ItemRun, type MfaAnswer, type Store, type StoredItem } from './store.js';
import type { CredentialJson, ItemJson, UserActionJson } from './types.js';
import { APPROVAL_REFUSED, type Details, WAITING_FOR_APPROVAL } from './warnings.js';
import type { Webhooks } from './webhooks.js';

/** Number of QR codes shown before the simulated user scans one. */
const QR_CODES = 3;
/** The longest time for which one QR code is shown. */
const QR_LIFETIME_MS = 5_000;

/** Time before a consent expires in which an update by the user renews the consent. */
const CONSENT_RENEWAL_MS = 30 * 86_400_000;

/** The name of the parameter whose `data` is the address of the institution's authorisation page. */
const OAUTH_PARAMETER = 'oauth_code';

/** Runs the login, the MFA questions and the data collection of an item, and changes the item at each step. */
class Execution implements ItemRun {
  readonly #abort = new AbortController();
  #waiting?: { name: string; resolve: (value: string) => void };
  #act?: (granted: boolean) => void;
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

  /** Starts the run at the login, or with the given scenario after the login. */
  start(from?: Scenario): void {
    // A failure of the run changes the item. The promise rejects only when this file has a bug.
    void this.#run(from);
  }

  submit(parameters: Record<string, string>): MfaAnswer {
    if (this.#waiting && !this.waitsForAuthorization) {
      const { name, resolve } = this.#waiting;
      const value = parameters[name];
      if (typeof value !== 'string') return { expected: name };
      if (value === USED_CODE) return 'already-used';
      if (Date.parse(this.item.json.parameter?.expiresAt ?? '') <= this.store.clock.now()) return 'expired';
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

  authorize(granted: boolean): void {
    if (!this.waitsForAuthorization) return;
    this.#waiting?.resolve(granted ? 'granted' : 'denied');
    this.#waiting = undefined;
  }

  act(granted: boolean): boolean {
    this.#act?.(granted);
    return this.#act !== undefined;
  }

  async #run(from?: Scenario): Promise<void> {
    try {
      const scenario = from ?? (await this.#login());
      for (const challenge of scenario.challenges) await this.#runChallenge(challenge);
      if (scenario.approval) await this.#waitForApproval(scenario.approval, scenario.manual ?? false);
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
        this.#refuseRevoked();
        if (this.#needsAuthorization()) await this.#waitForAuthorization();
        return scenario;
      case 'qr':
        return { ...scenario, approval: 'qr' };
      case 'app':
        return { ...scenario, approval: 'app' };
      case 'credentials':
        return scenario;
    }
  }

  /** Ends a run without the user when the consent was revoked. With the user, the run asks for a new authorisation. */
  #refuseRevoked(): void {
    const { consent, isRevoked, triggeredBy } = this.item;
    if (!isRevoked || triggeredBy === 'USER') return;
    if (consent) consent.revokedAt ??= this.store.clock.iso();
    throw new RunFailure('USER_AUTHORIZATION_REVOKED');
  }

  /** Whether the user must authorise the access: without a valid consent, or to renew a consent that expires soon. */
  #needsAuthorization(): boolean {
    const { json, triggeredBy } = this.item;
    const now = this.store.clock.now();
    const endsAt = Date.parse(json.consentExpiresAt ?? '');
    return !hasConsent(this.item, now) || (triggeredBy === 'USER' && endsAt - now < CONSENT_RENEWAL_MS);
  }

  async #runChallenge({ parameter, accepts, expiresInMs }: Challenge): Promise<void> {
    const value = await this.#input(parameter, expiresInMs);
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
    // Discard the old consent: `renewConsent` creates a new one at the end of the run.
    this.item.consent = undefined;
    await this.#step('LOGIN_IN_PROGRESS');
  }

  /** Shows the parameter and waits for `submit` or `authorize` until the parameter's deadline or `inputTimeoutMs`. */
  async #input(parameter: CredentialJson, expiresInMs?: number | null): Promise<string> {
    const { clock, settings } = this.store;
    const answer = new Promise<string>((resolve) => {
      this.#waiting = { name: parameter.name, resolve };
    });
    const { expiresAt: _given, ...shown } = structuredClone(parameter);
    const lifetime = expiresInMs === undefined ? settings.inputTimeoutMs : expiresInMs;
    this.#update({
      status: 'WAITING_USER_INPUT',
      executionStatus: 'WAITING_USER_INPUT',
      parameter: { ...shown, ...(lifetime !== null && { expiresAt: clock.iso(lifetime) }) },
    });
    this.webhooks.emit('item/waiting_user_input', this.item);
    const value = await this.#within(answer, lifetime && lifetime > 0 ? lifetime : settings.inputTimeoutMs);
    if (value !== undefined) return value;
    this.#waiting = undefined;
    this.#timedOut = true;
    throw new RunFailure('USER_INPUT_TIMEOUT', { parameter: parameter.name });
  }

  /** Resolves with the answer, or with `undefined` after `ms`. */
  async #within<T>(answer: Promise<T>, ms: number): Promise<T | undefined> {
    const timeout = new AbortController();
    const signal = AbortSignal.any([this.#abort.signal, timeout.signal]);
    const over = this.store.clock.sleep(ms, signal).then(() => undefined);
    try {
      return await Promise.race([answer, over]);
    } finally {
      timeout.abort();
      over.catch(() => undefined);
    }
  }

  /** Waits for an action outside the browser. The simulated user acts after `actionMs`; `act` can replace the user. */
  async #waitForApproval(kind: NonNullable<Scenario['approval']>, manual: boolean): Promise<void> {
    const { clock, settings } = this.store;
    const deadline = clock.now() + settings.inputTimeoutMs;
    const actsAt = manual || settings.actionMs === null ? Infinity : clock.now() + settings.actionMs;
    const life = Math.min(QR_LIFETIME_MS, ((manual ? null : settings.actionMs) ?? settings.inputTimeoutMs) / QR_CODES);
    const rotation = kind === 'qr' ? life : Infinity;
    const act = new Promise<boolean>((resolve) => (this.#act = resolve));
    this.#update({ status: 'WAITING_USER_ACTION', executionStatus: 'WAITING_USER_ACTION' });
    let granted: boolean | undefined;
    for (let shown = 1; granted === undefined; shown++) {
      this.#update({ userAction: this.#userAction(kind, shown, deadline) });
      if (shown === 1) this.webhooks.emit('item/waiting_user_action', this.item);
      const next = Math.min(actsAt, deadline, clock.now() + rotation);
      granted = await this.#within(act, next - clock.now());
      if (granted === undefined && clock.now() >= actsAt) granted = true;
      if (granted === undefined && clock.now() >= deadline) break;
    }
    this.#act = undefined;
    if (granted === undefined) throw new RunFailure('USER_INPUT_TIMEOUT');
    if (!granted) throw new RunFailure('USER_AUTHORIZATION_NOT_GRANTED');
    await this.#step('LOGIN_IN_PROGRESS');
  }

  /** Returns the user action to show. Pluggy does not document the keys of `attributes`; the sandbox invents them. */
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
      instructions: 'Abra o aplicativo do banco e autorize o acesso do dispositivo "Pluggy".',
      attributes: { deviceName: 'Pluggy' },
      expiresAt,
    };
  }

  /** Ends the run until the user has authorised the device, as Caixa does. A new run starts after the authorisation. */
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

    const details = this.#details(scenario);
    const changes = collectData(this.store, item, { ...scenario, details });
    const first = item.json.lastUpdatedAt === null;
    item.failures = 0;
    this.#finish({
      status: 'UPDATED',
      executionStatus: isComplete(details, item.json.products) ? 'SUCCESS' : 'PARTIAL_SUCCESS',
      statusDetail: this.#statusDetail(details),
      lastUpdatedAt: clock.iso(),
      error: null,
    });
    this.webhooks.emit(first ? 'item/created' : 'item/updated', item);
    for (const change of changes) this.webhooks.emitTransactions(item, change);
  }

  /** Returns the states of products that failed or have a warning, such as those for which another holder decides. */
  #details({ approver, details }: Scenario): Details | undefined {
    if (!approver) return details;
    const { clock, settings } = this.store;
    const { item } = this;
    item.approverDecidesAt ??= settings.actionMs === null ? Infinity : clock.now() + settings.actionMs;
    if (clock.now() < item.approverDecidesAt) return WAITING_FOR_APPROVAL;
    return (item.isApproved ?? approver === 'approves') ? undefined : APPROVAL_REFUSED;
  }

  /** Returns `statusDetail`, which is `null` unless a product failed or has a warning. */
  #statusDetail(details: Details | undefined): ItemJson['statusDetail'] {
    const { products, lastUpdatedAt } = this.item.json;
    if (!details) return null;
    const now = this.store.clock.iso();
    return Object.fromEntries(
      PRODUCT_STEPS.map(([product, key]) => {
        if (!products.includes(product)) return [key, null];
        const state = details[key] ?? { isUpdated: true, warnings: [] };
        return [key, { ...state, lastUpdatedAt: state.isUpdated ? now : lastUpdatedAt }];
      }),
    );
  }

  #fail(failure: RunFailure): void {
    const { clock } = this.store;
    const { item } = this;
    const { parameter, ...extra } = failure.extra;
    const status = statusAfter(failure.code);
    const loginError = status === 'LOGIN_ERROR';
    item.failures = loginError ? 0 : item.failures + 1;
    if (loginError) item.lastLoginFailureAt = clock.now();
    this.#finish({
      status,
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

  #finish(changes: Partial<ItemJson>): void {
    this.#done = true;
    this.#update({ ...changes, parameter: null, userAction: null });
    autoSync(this.store, this.webhooks).plan(this.item);
  }

  async #step(executionStatus: string): Promise<void> {
    this.#update({ status: 'UPDATING', executionStatus, parameter: null, userAction: null });
    await this.#pause();
  }

  #pause(): Promise<void> {
    return this.store.clock.sleep(this.store.settings.stepMs, this.#abort.signal);
  }

  #update(changes: Partial<ItemJson>): void {
    change(this.store, this.item, changes);
  }
}

/** Stores the result of a successful run: the item's data and, for Open Finance, its consent. */
export function collectData(store: Store, item: StoredItem, scenario: Scenario): AccountChanges[] {
  const { json, parameters } = item;
  const now = store.clock.now();
  const changes = collect({
    data: item.data,
    json,
    login: parameters.user ?? parameters.cpf ?? parameters.cnpj ?? '',
    checkingAccounts: scenario.checkingAccounts,
    missing: PRODUCT_STEPS.filter(([, key]) => scenario.details?.[key]?.isUpdated === false).map(([name]) => name),
    bulk: scenario.bulk ?? 0,
    now,
  });
  item.isRevoked = false;
  renewConsent(store, item, now);
  return changes;
}

function renewConsent(store: Store, item: StoredItem, now: number): void {
  const { json } = item;
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

/** Returns the scenario of a run of this item without its questions and failures. */
export function scenarioOf({ json, parameters }: StoredItem): Scenario {
  const usual: Scenario = { challenges: [], checkingAccounts: 1 };
  try {
    const { approver, details, checkingAccounts, bulk } = signIn(json.connector, parameters);
    return { ...usual, approver, details, checkingAccounts, bulk };
  } catch (error) {
    if (!(error instanceof RunFailure)) throw error;
    return usual;
  }
}

/** Whether every requested product was collected. */
const isComplete = (details: Details | undefined, products: readonly string[]) =>
  PRODUCT_STEPS.every(([product, key]) => !products.includes(product) || details?.[key]?.isUpdated !== false);

/** Whether the item has a consent that is neither revoked nor expired. */
function hasConsent({ consent, isRevoked, json }: StoredItem, now: number): boolean {
  if (isRevoked) return false;
  // MeuPluggy has no consent in the API, but asks for an authorisation only once.
  if (!json.connector.isOpenFinance) return json.lastUpdatedAt !== null;
  if (!consent || consent.revokedAt) return false;
  return json.consentExpiresAt === null || Date.parse(json.consentExpiresAt) > now;
}

/** Starts a new run of the item and cancels the current run. */
export function startExecution(store: Store, webhooks: Webhooks, item: StoredItem, from?: Scenario): void {
  halt(item);
  const execution = new Execution(store, webhooks, item);
  item.execution = execution;
  change(store, item, {
    status: 'UPDATING',
    executionStatus: 'CREATED',
    error: null,
    parameter: null,
    userAction: null,
    statusDetail: null,
  });
  execution.start(from);
}

/** Returns the scheduler of automatic updates, which starts a run for each update. */
export const autoSync = (store: Store, webhooks: Webhooks) =>
  new AutoSync(store, (item) => {
    if (item.execution?.running) return;
    item.triggeredBy = 'SYNC';
    startExecution(store, webhooks, item);
  });
