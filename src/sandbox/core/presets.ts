import { ERROR_MESSAGES, statusAfter } from './failures.js';
import { inputs } from './preset-inputs.js';
import { PRODUCT_STEPS } from './products.js';
import type { Scenario } from './scenarios.js';
import type { ItemError, ItemJson, ItemPatch } from './types.js';
import { type Details, WAITING_FOR_APPROVAL, warn, WARNINGS } from './warnings.js';

/** The group in which the control page shows a preset. */
export type PresetGroup =
  'done' | 'partial' | 'warning' | 'consent' | 'sync' | 'working' | 'input' | 'action' | 'error' | 'unknown';

/** A named state that can be set on any item. */
export interface Preset {
  name: string;
  group: PresetGroup;
  /** Returns the changes to `CLEAN`. `at` returns the date at an offset in ms from now. */
  patch: (at: (ms: number) => string, item: ItemJson) => ItemPatch;
  /** The run to start after the patch, so that the item accepts a code or an authorisation. */
  run?: Partial<Scenario>;
  /** The number of consecutive failed runs before. */
  failures?: number;
  deleted?: true;
  /** Whether the user revoked the consent at the institution. The item reports this only after its next run. */
  revoked?: true;
}

const DAY = 86_400_000;
const HOUR = 3_600_000;

/** The base state that each preset changes. */
export const CLEAN = {
  status: 'UPDATED',
  executionStatus: 'SUCCESS',
  error: null,
  statusDetail: null,
  parameter: null,
  userAction: null,
  nextAutoSyncAt: null,
  consentExpiresAt: null,
  autoSyncDisabledAt: null,
  consecutiveFailedLoginAttempts: 0,
} as const satisfies ItemPatch;

/** Every `executionStatus` of a current run, with both spellings where Pluggy's docs and SDKs differ. */
const PROGRESS = [
  'CREATING',
  'CREATED',
  'LOGIN_IN_PROGRESS',
  'LOGIN_MFA_IN_PROGRESS',
  ...PRODUCT_STEPS.map(([, , step]) => step),
  'INVESTMENT_TRANSACTIONS_IN_PROGRESS',
  'OPPORTUNITIES_IN_PROGRESS',
  'PORTFOLIO_IN_PROGRESS',
  'MERGING',
];

const kebab = (code: string) => code.toLowerCase().replaceAll('_', '-');
const preset = (group: PresetGroup, name: string, patch: ItemPatch | Preset['patch'], more: Partial<Preset> = {}) => ({
  name,
  group,
  patch: typeof patch === 'function' ? patch : () => patch,
  ...more,
});
const fails = (status: string, code: string, more: Partial<ItemError> = {}): ItemPatch => ({
  status,
  executionStatus: code,
  error: { code, message: ERROR_MESSAGES[code] ?? code, ...more },
  ...(status === 'LOGIN_ERROR' && { consecutiveFailedLoginAttempts: 1 }),
});

/** Presets of each failure, with the sandbox's usual status and with the other status that the docs do not exclude. */
const errors: Preset[] = Object.keys(ERROR_MESSAGES).flatMap((code) => {
  const usual = statusAfter(code);
  const other = usual === 'LOGIN_ERROR' ? 'OUTDATED' : 'LOGIN_ERROR';
  return [
    preset('error', kebab(code), fails(usual, code)),
    preset('error', `${kebab(code)}-as-${kebab(other)}`, fails(other, code)),
  ];
});

/** Returns a patch in which some products were not collected or have a warning, and all others were collected. */
function detail(details: Details): Preset['patch'] {
  return (at, item) => ({
    executionStatus: Object.values(details).every(({ isUpdated }) => isUpdated) ? 'SUCCESS' : 'PARTIAL_SUCCESS',
    lastUpdatedAt: at(0),
    statusDetail: Object.fromEntries(
      PRODUCT_STEPS.map(([name, key]) => {
        // A warning of an Open Finance product is shown for direct connectors too, which do not have every product.
        const state = details[key] ?? (item.products.includes(name) ? { isUpdated: true, warnings: [] } : undefined);
        return [key, state ? { ...state, lastUpdatedAt: state.isUpdated ? at(0) : at(-9 * DAY) } : null];
      }),
    ),
  });
}

const warnings = {
  '001': {
    code: '001',
    message: 'The user has no permission for this product at the institution',
    providerMessage: 'Usuário sem permissão para consultar este produto.',
  },
  '002': { code: '002', message: 'The account waits for the authorisation of another holder' },
  '423': { code: '423', message: 'The monthly limit of requests for this product was reached' },
};

const others: Preset[] = [
  preset('done', 'updated', (at) => ({ lastUpdatedAt: at(0) })),
  preset('done', 'updated-days-ago', (at) => ({ lastUpdatedAt: at(-9 * DAY) })),
  preset('done', 'updated-in-the-future', (at) => ({ lastUpdatedAt: at(DAY) })),
  preset('done', 'never-updated', { ...fails('OUTDATED', 'CONNECTION_ERROR'), lastUpdatedAt: null }),
  preset('done', 'deleted', {}, { deleted: true }),

  preset('partial', 'partial-accounts', detail({ accounts: { isUpdated: false, warnings: [] } })),
  preset('partial', 'partial-001', detail({ investments: { isUpdated: false, warnings: [warnings['001']] } })),
  preset('partial', 'partial-002', detail({ accounts: { isUpdated: false, warnings: [warnings['002']] } })),
  preset('partial', 'partial-423', detail({ accounts: { isUpdated: false, warnings: [warnings['423']] } })),
  preset('partial', 'warning-001', detail({ accounts: { isUpdated: true, warnings: [warnings['001']] } })),
  preset('partial', 'partial-without-detail', { executionStatus: 'PARTIAL_SUCCESS' }),

  ...WARNINGS.map(({ family, code }) => preset('warning', `${family}-${kebab(code)}`, detail(warn(family, code)))),
  // The product was collected, and an action of the user can make its data better.
  preset('warning', 'permission-txn-001-updated', detail(warn('permission', 'TXN_001', true))),
  preset('warning', 'several-warnings', detail({ ...warn('permission', 'INV_001'), ...warn('limit', 'TXN_003') })),

  preset('consent', 'consent-none', (at) => ({ lastUpdatedAt: at(0), consentExpiresAt: null })),
  preset('consent', 'consent-expires-in-a-year', (at) => ({ consentExpiresAt: at(365 * DAY) })),
  preset('consent', 'consent-expires-in-14-days', (at) => ({ consentExpiresAt: at(14 * DAY - HOUR) })),
  preset('consent', 'consent-expires-in-5-days', (at) => ({ consentExpiresAt: at(5 * DAY) })),
  preset('consent', 'consent-expires-today', (at) => ({ consentExpiresAt: at(HOUR) })),
  preset('consent', 'consent-expired', (at) => ({ consentExpiresAt: at(-DAY) })),
  preset('consent', 'consent-revoked', fails('LOGIN_ERROR', 'USER_AUTHORIZATION_REVOKED')),
  preset('consent', 'consent-revoked-at-bank', (at) => ({ lastUpdatedAt: at(-HOUR) }), { revoked: true }),

  preset('sync', 'next-sync-in-an-hour', (at) => ({ lastUpdatedAt: at(0), nextAutoSyncAt: at(HOUR) })),
  preset('sync', 'next-sync-tomorrow', (at) => ({ lastUpdatedAt: at(0), nextAutoSyncAt: at(DAY) })),
  preset('sync', 'outdated-sync-retries', (at) => ({
    ...fails('OUTDATED', 'SITE_NOT_AVAILABLE'),
    lastUpdatedAt: at(-DAY),
    nextAutoSyncAt: at(HOUR),
  })),
  preset('sync', 'outdated-sync-given-up', (at) => ({
    ...fails('OUTDATED', 'SITE_NOT_AVAILABLE'),
    lastUpdatedAt: at(-3 * DAY),
  })),
  preset('sync', 'auto-sync-disabled', (at) => ({ lastUpdatedAt: at(-2 * DAY), autoSyncDisabledAt: at(-DAY) })),
  preset('sync', 'outdated-too-often', fails('OUTDATED', 'UNEXPECTED_ERROR'), { failures: 5 }),
  preset('sync', 'login-failed-twice', {
    ...fails('LOGIN_ERROR', 'INVALID_CREDENTIALS'),
    consecutiveFailedLoginAttempts: 2,
  }),

  ...PROGRESS.map((step) => preset('working', kebab(step), { status: 'UPDATING', executionStatus: step })),
  preset('working', 'merging-as-status', { status: 'MERGING', executionStatus: 'MERGING' }),

  ...inputs.map(({ name, challenges }) => preset('input', name, {}, { run: { challenges } })),

  preset('action', 'qr-code', {}, { run: { approval: 'qr', manual: true } }),
  preset('action', 'authorize-in-app', {}, { run: { approval: 'app', manual: true } }),
  preset('action', 'second-approver', detail(WAITING_FOR_APPROVAL)),
  preset('action', 'action-of-unknown-type', (at) => ({
    status: 'WAITING_USER_ACTION',
    executionStatus: 'WAITING_USER_ACTION',
    userAction: {
      type: 'voice-call' as 'qr',
      instructions: 'Atenda a ligação do banco e confirme o acesso.',
      attributes: { phone: '(11) 9****-1234' },
      expiresAt: at(10 * 60_000),
    },
  })),
  preset('action', 'action-without-details', {
    status: 'WAITING_USER_ACTION',
    executionStatus: 'WAITING_USER_ACTION',
  }),

  preset(
    'error',
    'account-needs-action-provider-message',
    fails('OUTDATED', 'ACCOUNT_NEEDS_ACTION', {
      providerMessage: 'Para continuar, aceite os novos termos de uso no aplicativo do banco.',
    }),
  ),
  preset(
    'error',
    'invalid-credentials-provider-message',
    fails('LOGIN_ERROR', 'INVALID_CREDENTIALS', {
      providerMessage: 'Senha inválida. <b>Você tem mais 1 tentativa</b> antes do bloqueio.',
    }),
  ),
  preset(
    'error',
    'authorization-pending-on-device',
    fails('OUTDATED', 'USER_AUTHORIZATION_PENDING', { attributes: { deviceName: 'Pluggy' } }),
  ),
  preset('error', 'status-and-code-differ', {
    ...fails('OUTDATED', 'UNEXPECTED_ERROR'),
    executionStatus: 'CONNECTION_ERROR',
  }),
  preset('error', 'outdated-without-error', { status: 'OUTDATED', executionStatus: 'ERROR' }),
  preset('error', 'login-error-without-error', { status: 'LOGIN_ERROR', executionStatus: 'ERROR' }),

  preset('unknown', 'unknown-status', { status: 'ON_HOLIDAY', executionStatus: 'ON_HOLIDAY' }),
  preset('unknown', 'unknown-execution-status', { executionStatus: 'HALF_SUCCESS' }),
  preset('unknown', 'unknown-progress', { status: 'UPDATING', executionStatus: 'PENSIONS_IN_PROGRESS' }),
  preset('unknown', 'unknown-error', fails('OUTDATED', 'BANK_ON_FIRE')),
];

/** All presets by name. */
export const PRESETS: ReadonlyMap<string, Preset> = new Map([...others, ...errors].map((entry) => [entry.name, entry]));
