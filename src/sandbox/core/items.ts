import type { ConnectTokenOptions, Credential } from './auth.js';
import { challengeFor, USED_CODE } from './challenges.js';
import { connectorById, MEU_PLUGGY, validateParameters } from './connectors.js';
import { ApiError, badRequest, forbidden, itemNotFound } from './errors.js';
import { noData } from './data/index.js';
import { autoSync, collectData, scenarioOf, startExecution } from './execution.js';
import { RunFailure } from './failures.js';
import { CLEAN, type Preset } from './presets.js';
import { readParameters } from './request.js';
import { change, halt, type Store, type StoredItem } from './store.js';
import type { ConnectorJson, ItemJson, ItemPatch, SeedItem, TriggeredBy } from './types.js';
import { APPROVAL_REFUSED, waitsForApproval } from './warnings.js';
import type { ItemEvent, Webhooks } from './webhooks.js';

/** Consecutive failed logins after which Pluggy refuses updates for a while. https://docs.pluggy.ai/docs/updating-an-item */
const LOGIN_FAILURES_ALLOWED = 2;

/** Time after which the code counts as a new code. The sandbox has only one correct code. */
const CODE_LIFETIME_MS = 30_000;

/** Consecutive failed runs after which Pluggy requires contacting its support. */
const FAILURES_ALLOWED = 5;

/** The body of `POST /items` and `PATCH /items/:id` before validation. */
export interface ItemBody extends ConnectTokenOptions {
  connectorId?: unknown;
  parameters?: unknown;
  products?: unknown;
}

/** Creates, updates and deletes items as Pluggy's API does. https://docs.pluggy.ai/docs/connections/item-lifecycle */
export class Items {
  constructor(
    private readonly store: Store,
    private readonly webhooks: Webhooks,
    private readonly loginBackoffMs: number,
  ) {}

  /** Returns an item. Throws 404 when the item does not exist, and 403 when the connect token gives no access to it. */
  get(id: string, credential: Credential): StoredItem {
    const item = this.find(id);
    if (credential.kind === 'connectToken' && !mayAccess(credential, item)) throw forbidden();
    return item;
  }

  find(id: string): StoredItem {
    const item = this.store.items.get(id);
    if (!item) throw itemNotFound();
    return item;
  }

  /** Returns the item as the API shows it, with addresses that begin with `base`. */
  present(item: StoredItem, base: string): ItemJson {
    return {
      ...item.json,
      connector: connectorById(item.json.connector.id, { base, health: this.store.health }) ?? item.json.connector,
    };
  }

  create(body: ItemBody, credential: Credential, base: string): StoredItem {
    const connector = connectorById(Number(body.connectorId), { base, health: this.store.health });
    if (!connector) throw new ApiError(404, 'CONNECTOR_NOT_FOUND', 'Connector not found');
    const parameters = readParameters(body.parameters) ?? {};
    // The backend set a connect token's options. Ignore the same fields in the body, which a browser sent.
    const options = credential.kind === 'connectToken' ? credential.options : readItemOptions(body, this.webhooks);
    const { trial, itemsLimit } = this.store.settings;
    if (trial && !connector.isSandbox && connector.id !== MEU_PLUGGY) {
      throw new ApiError(
        403,
        'TRIAL_CLIENT_ITEM_CREATE_NOT_ALLOWED',
        'Trial clients can only create items of sandbox connectors',
      );
    }
    if (connector.health.status === 'OFFLINE') throw new ApiError(409, 'CONNECTOR_OFFLINE', 'Connector is offline');
    if (itemsLimit !== null && this.store.items.size >= itemsLimit) {
      throw new ApiError(409, 'ITEM_CREATION_LIMIT_EXCEEDED', 'The limit of items was reached', {
        data: { itemsLimit },
      });
    }
    this.#validate(connector, parameters);
    if (options.avoidDuplicates) this.#refuseDuplicate(connector, parameters, options.clientUserId);

    const now = this.store.clock.iso();
    const item: StoredItem = {
      json: {
        id: this.store.uuid(),
        connector,
        status: 'UPDATING',
        executionStatus: 'CREATED',
        error: null,
        statusDetail: null,
        parameter: null,
        userAction: null,
        createdAt: now,
        updatedAt: now,
        lastUpdatedAt: null,
        nextAutoSyncAt: null,
        consentExpiresAt: null,
        consecutiveFailedLoginAttempts: 0,
        webhookUrl: options.webhookUrl ?? null,
        clientUserId: options.clientUserId ?? null,
        products: readProducts(body.products, connector),
        autoSyncDisabledAt: null,
        oauthRedirectUri: options.oauthRedirectUri ?? null,
      },
      parameters,
      ...(credential.kind === 'connectToken' && { createdByToken: credential.tokenId }),
      base,
      triggeredBy: triggeredBy(credential),
      data: noData(),
      failures: 0,
    };
    this.#rememberCode(item, parameters);
    this.store.items.set(item.json.id, item);
    startExecution(this.store, this.webhooks, item);
    return item;
  }

  update(item: StoredItem, body: ItemBody, credential: Credential, base: string): void {
    const { json } = item;
    const given = readParameters(body.parameters);
    const options = credential.kind === 'connectToken' ? credential.options : readItemOptions(body, this.webhooks);
    if (json.connector.id === MEU_PLUGGY) {
      // Pluggy sends this error without a `codeDescription`.
      throw new ApiError(400, undefined, 'MeuPluggy item cant be updated', { errorId: crypto.randomUUID() });
    }
    if (item.execution?.running || json.status === 'UPDATING' || json.status === 'MERGING') {
      throw new ApiError(409, 'ITEM_ALREADY_UPDATING', 'Item is already being updated');
    }
    this.#refuseTooManyFailures(item);
    if (json.status === 'LOGIN_ERROR' && !given) {
      throw new ApiError(
        400,
        'LAST_EXECUTION_HAD_LOGIN_ERROR',
        'The last execution had a login error: new credentials are needed',
      );
    }
    if (!given && Object.keys(item.parameters).length === 0 && json.connector.credentials.some((c) => !c.optional)) {
      throw new ApiError(400, 'PARAMETERS_NOT_PROVIDED', 'The item has no stored credentials');
    }
    if (credential.kind === 'apiKey') {
      if (item.failures >= FAILURES_ALLOWED) {
        throw new ApiError(400, 'TOO_MANY_CONSECUTIVE_ERRORS', 'Too many consecutive errors');
      }
      this.#refuseTooEarly(item);
    }

    const parameters = { ...item.parameters, ...given };
    this.#refuseUsedOrMissingCode(item, given ?? {});
    if (given) this.#validate(json.connector, parameters);

    item.parameters = parameters;
    item.base = base;
    item.triggeredBy = triggeredBy(credential);
    if (options.webhookUrl) json.webhookUrl = options.webhookUrl;
    if (options.clientUserId) json.clientUserId = options.clientUserId;
    if (options.oauthRedirectUri) json.oauthRedirectUri = options.oauthRedirectUri;
    json.autoSyncDisabledAt = null;
    if (body.products !== undefined) json.products = readProducts(body.products, json.connector);
    this.#rememberCode(item, given ?? {});
    startExecution(this.store, this.webhooks, item);
  }

  /** Passes an MFA answer to the item's run. https://docs.pluggy.ai/en/reference/items/items-send-mfa */
  sendMfa(item: StoredItem, body: unknown): void {
    const answer = item.execution?.submit(readParameters(body) ?? {}) ?? 'not-waiting';
    if (answer === 'accepted') return;
    if (answer === 'already-provided') {
      throw new ApiError(400, 'ITEM_MFA_ALREADY_PROVIDED', 'The MFA parameter was already provided');
    }
    if (answer === 'already-used') throw usedCode();
    if (answer === 'expired') throw new ApiError(400, 'ITEM_MFA_EXPIRED', 'The MFA parameter had expired');
    if (answer === 'not-waiting') throw new ApiError(404, 'ITEM_MFA_NOT_FOUND', 'Item is not waiting for MFA');
    throw new ApiError(
      400,
      'ITEM_MFA_PARAMETER_EXPECTED_MISMATCH',
      `The expected MFA parameter is ${answer.expected}`,
      { paramName: answer.expected },
    );
  }

  delete(item: StoredItem): void {
    halt(item);
    this.store.items.delete(item.json.id);
    this.webhooks.emit('item/deleted', item);
  }

  list(): StoredItem[] {
    return [...this.store.items.values()];
  }

  /** Adds an item in the state after a successful run, without webhooks. */
  seed({ id, connectorId, parameters = {}, ...patch }: SeedItem): StoredItem {
    const connector = connectorById(connectorId, { base: '', health: this.store.health });
    if (!connector) throw new Error(`Seed item ${id}: there is no connector ${connectorId}`);
    const now = this.store.clock.iso();
    const item: StoredItem = {
      json: {
        id,
        connector,
        ...CLEAN,
        createdAt: now,
        updatedAt: now,
        lastUpdatedAt: now,
        webhookUrl: null,
        clientUserId: null,
        products: [...connector.products],
        oauthRedirectUri: null,
        ...structuredClone(patch),
      },
      parameters,
      base: '',
      triggeredBy: 'CLIENT',
      data: noData(),
      failures: 0,
    };
    if (item.json.lastUpdatedAt) collectData(this.store, item, scenarioOf(item));
    Object.assign(item.json, structuredClone(patch));
    this.store.items.set(id, item);
    return item;
  }

  /** Adds an item without a login, and sends the webhooks of a new item. */
  add(seed: Omit<SeedItem, 'id'>, base: string): StoredItem {
    const item = this.seed({ ...seed, id: this.store.uuid() });
    item.base = base;
    item.triggeredBy = 'INTERNAL';
    this.webhooks.emit('item/created', item);
    for (const [accountId, { transactions }] of item.data.ledgers) {
      this.webhooks.emitTransactions(item, { accountId, created: transactions, updated: [], deleted: [] });
    }
    return item;
  }

  /** Sets any state of an item, and sends the webhooks that Pluggy sends when an item reaches that state. */
  force(item: StoredItem, patch: ItemPatch): void {
    this.#interrupt(item);
    change(this.store, item, structuredClone(patch));
    if (item.consent && patch.consentExpiresAt !== undefined) item.consent.expiresAt = patch.consentExpiresAt;
    if (patch.status === 'WAITING_USER_INPUT') {
      // Start a run that waits for input, so that the item accepts a code.
      const challenge = challengeFor(item.json.parameter, this.store.clock.now());
      startExecution(this.store, this.webhooks, item, { ...scenarioOf(item), challenges: [challenge] });
      return;
    }
    if (patch.executionStatus === 'USER_AUTHORIZATION_REVOKED') {
      if (item.consent) item.consent.revokedAt = this.store.clock.iso();
      item.isRevoked = true;
    } else if (patch.status === 'UPDATED' && (item.isRevoked || item.data.accounts.length === 0)) {
      collectData(this.store, item, scenarioOf(item));
      Object.assign(item.json, structuredClone(patch));
    }
    autoSync(this.store, this.webhooks).watch(item);
    if (patch.consecutiveFailedLoginAttempts) item.lastLoginFailureAt = this.store.clock.now();
    const event = patch.status && eventFor(item.json);
    if (event) this.webhooks.emit(event, item, event === 'item/error' ? { error: item.json.error ?? undefined } : {});
  }

  /** Sets the state of a preset. */
  put(item: StoredItem, preset: Preset): void {
    if (preset.deleted) return this.delete(item);
    const patch = { ...CLEAN, ...preset.patch((ms) => this.store.clock.iso(ms), item.json) };
    item.failures = preset.failures ?? 0;
    if (!preset.run && !preset.revoked) return this.force(item, patch);
    this.#interrupt(item);
    if (preset.revoked) {
      // Pluggy does not know yet, and sends no webhook.
      change(this.store, item, patch);
      item.isRevoked = true;
      return;
    }
    Object.assign(item.json, patch);
    startExecution(this.store, this.webhooks, item, { ...scenarioOf(item), ...preset.run });
  }

  /** Reports that the user granted or refused the action outside the browser that the item waits for. */
  act(item: StoredItem, granted: boolean): void {
    if (item.execution?.act(granted)) return;
    if (waitsForApproval(item.json.statusDetail)) return this.#approve(item, granted);
    if (item.json.executionStatus !== 'USER_AUTHORIZATION_PENDING') throw badRequest('Item waits for no action');
    item.cancelContinuation?.();
    item.triggeredBy = 'INTERNAL';
    item.authorizedAt = this.store.clock.now();
    const failure = granted ? undefined : new RunFailure('USER_AUTHORIZATION_NOT_GRANTED');
    startExecution(this.store, this.webhooks, item, { ...scenarioOf(item), failure });
  }

  /** Stores another holder's decision, and collects the data that waited for the decision. */
  #approve(item: StoredItem, granted: boolean): void {
    item.isApproved = granted;
    item.approverDecidesAt = this.store.clock.now();
    item.triggeredBy = 'INTERNAL';
    const details = granted ? undefined : APPROVAL_REFUSED;
    startExecution(this.store, this.webhooks, item, { ...scenarioOf(item), details });
  }

  /** Stops automatic updates until the next update. */
  disableAutoSync(item: StoredItem): void {
    change(this.store, item, { autoSyncDisabledAt: this.store.clock.iso() });
    autoSync(this.store, this.webhooks).plan(item);
  }

  /** Starts an automatic update. */
  sync(item: StoredItem): void {
    this.#interrupt(item);
    item.triggeredBy = 'SYNC';
    startExecution(this.store, this.webhooks, item);
  }

  #interrupt(item: StoredItem): void {
    halt(item);
    item.triggeredBy = 'INTERNAL';
  }

  #validate(connector: ConnectorJson, parameters: Record<string, string>): void {
    const details = validateParameters(connector.credentials, parameters, this.store.clock.now());
    if (details.length === 0) return;
    throw new ApiError(400, 'CONNECTOR_VALIDATION_ERROR', 'Invalid connector parameters', { details });
  }

  /** Throws when the user has an item with the same connector and credentials. */
  #refuseDuplicate(connector: ConnectorJson, parameters: Record<string, string>, clientUserId?: string): void {
    const lasting = connector.credentials.filter((credential) => !credential.mfa && credential.type !== 'password');
    if (lasting.length === 0) return;
    const items = [...this.store.items.values()].filter(
      (item) =>
        item.json.connector.id === connector.id &&
        item.json.clientUserId === (clientUserId ?? null) &&
        lasting.every(({ name }) => item.parameters[name] === parameters[name]),
    );
    if (items.length === 0) return;
    throw new ApiError(400, 'ITEM_USER_ALREADY_EXISTS', 'There is already an item for this user', {
      items: items.map((item) => item.json.id),
    });
  }

  #refuseTooManyFailures(item: StoredItem): void {
    const { clock } = this.store;
    if (item.json.consecutiveFailedLoginAttempts < LOGIN_FAILURES_ALLOWED || item.lastLoginFailureAt === undefined) {
      return;
    }
    const retryAt = item.lastLoginFailureAt + this.loginBackoffMs;
    if (clock.now() >= retryAt) return;
    throw new ApiError(400, 'TOO_MANY_CONSECUTIVE_LOGIN_FAILURES', 'Too many consecutive login failures', {
      data: {
        canRetryAfterDate: new Date(retryAt).toISOString(),
        readableBackoffTime: `${Math.round(this.loginBackoffMs / 60_000)} minutes`,
      },
    });
  }

  /** Throws when the last update is too recent for an update with an API key. Updates by the widget are exempt. */
  #refuseTooEarly(item: StoredItem): void {
    const hours = this.store.settings.minUpdateFrequencyHours;
    const { lastUpdatedAt } = item.json;
    if (hours === null || lastUpdatedAt === null) return;
    const elapsedMs = this.store.clock.now() - Date.parse(lastUpdatedAt);
    if (elapsedMs >= hours * 3_600_000) return;
    throw new ApiError(
      409,
      'CLIENT_IS_UPDATING_BEFORE_ALLOWED_FREQUENCY',
      `Client updates on this item are allowed at most every ${hours} hours. Last update was at ${lastUpdatedAt}`,
      { data: { minUpdateFrequencyAllowedInHours: hours, lastUpdatedAt } },
    );
  }

  /** Throws unless an item with one-step MFA gets a new code, with the credentials or alone. */
  #refuseUsedOrMissingCode(item: StoredItem, given: Record<string, string>): void {
    for (const { name, mfa } of item.json.connector.credentials) {
      if (!mfa) continue;
      const value = given[name];
      if (!value) {
        throw new ApiError(400, 'CONNECTOR_REQUIRED_PARAMETER_VALIDATION_ERROR', 'A new MFA parameter is required', {
          details: [{ code: '001', message: `${name} is required`, parameter: name }],
        });
      }
      const { lastCode } = item;
      const again = lastCode?.value === value && this.store.clock.now() < lastCode.at + CODE_LIFETIME_MS;
      if (again || value === USED_CODE) throw usedCode();
    }
  }

  #rememberCode(item: StoredItem, given: Record<string, string>): void {
    const name = item.json.connector.credentials.find((credential) => credential.mfa)?.name;
    const value = name && given[name];
    if (value) item.lastCode = { value, at: this.store.clock.now() };
  }
}

// Pluggy's code contains this typo.
const usedCode = () => new ApiError(400, 'MFA_PARAMERTER_WAS_ALREADY_USED_ERROR', 'The MFA parameter was already used');

/** Whether the connect token created the item or was issued for the item. */
function mayAccess(token: Credential & { kind: 'connectToken' }, item: StoredItem): boolean {
  return token.itemId === item.json.id || token.tokenId === item.createdByToken;
}

const triggeredBy = (credential: Credential): TriggeredBy => (credential.kind === 'connectToken' ? 'USER' : 'CLIENT');

/** Returns the event that Pluggy sends when an item reaches this state, or `undefined` before the login succeeds. */
function eventFor({ status, executionStatus, error }: ItemJson): ItemEvent | undefined {
  if (status === 'WAITING_USER_ACTION') return 'item/waiting_user_action';
  if (status === 'MERGING') return 'item/login_succeeded';
  if (status === 'UPDATING') return /LOGIN|CREAT/.test(executionStatus) ? undefined : 'item/login_succeeded';
  return error || status === 'LOGIN_ERROR' || status === 'OUTDATED' ? 'item/error' : 'item/updated';
}

function readProducts(value: unknown, connector: ConnectorJson): string[] {
  if (value === undefined || value === null) return [...connector.products];
  if (!Array.isArray(value)) throw badRequest('products must be a list');
  return connector.products.filter((product) => value.includes(product));
}

/** Reads the options of `POST /connect_token`, or the same fields of an item's body. https://docs.pluggy.ai/en/docs/reference/authentication.md */
export function readItemOptions(value: unknown, webhooks: Webhooks): ConnectTokenOptions {
  const { clientUserId, webhookUrl, oauthRedirectUri, avoidDuplicates } = (value ?? {}) as Record<string, unknown>;
  return {
    ...(typeof clientUserId === 'string' && { clientUserId }),
    ...(typeof webhookUrl === 'string' && { webhookUrl: webhooks.checkUrl(webhookUrl) }),
    ...(typeof oauthRedirectUri === 'string' && { oauthRedirectUri: checkRedirectUri(oauthRedirectUri) }),
    ...(avoidDuplicates === true && { avoidDuplicates }),
  };
}

/** Throws unless the value is an https URL or an app's deep link. https://docs.pluggy.ai/en/docs/connect-widget/oauth-support.md */
function checkRedirectUri(value: string): string {
  const refused = badRequest('oauthRedirectUri must be an https URL or a deep link, and not localhost');
  // Pluggy accepts `exp://…` and `myapp:///x`, and refuses `myapp:/x`.
  if (!URL.canParse(value) || !/^[a-z][a-z\d+.-]*:\/\//i.test(value)) throw refused;
  const { protocol, hostname } = new URL(value);
  if (/^(http|javascript|data|vbscript|file|blob|about|ws|wss|ftp):$/.test(protocol)) throw refused;
  if (/^(localhost|127\.0\.0\.1|\[::1\])$/.test(hostname)) throw refused;
  return value;
}
