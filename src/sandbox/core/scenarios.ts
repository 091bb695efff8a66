import { anyOption, type Challenge, codeChallenge, companies, imageChallenge, phones } from './challenges.js';
import { BULK } from './data/transactions.js';
import { RunFailure } from './failures.js';
import { CODE, PASSWORD } from './test-login.js';
import type { ConnectorJson } from './types.js';
import { type Details, warn } from './warnings.js';

/** The course of a run. */
export interface Scenario {
  /** The failure that ends the run after the login. */
  failure?: RunFailure;
  /** Questions in order, each answered with `POST /items/:id/mfa`. */
  challenges: Challenge[];
  /** Whether the user authorises the access later on another device, as at Caixa. */
  pendingAtInstitution?: boolean;
  /** The user's action outside the browser while the item is `WAITING_USER_ACTION`. */
  approval?: 'qr' | 'app';
  /** Whether the simulated user acts only when `Execution.act` is called. */
  manual?: boolean;
  /** The decision of another holder, for which the accounts and cards wait although the run ends. */
  approver?: 'approves' | 'refuses';
  /** The states of products that failed or have a warning, by their key in `statusDetail`. */
  details?: Details;
  checkingAccounts: number;
  /** The number of additional transactions. */
  bulk?: number;
}

const fails = (code: string, extra?: ConstructorParameters<typeof RunFailure>[1]) => ({
  failure: new RunFailure(code, extra),
});

/** Test users of the credentials connectors. Every other user name is refused as wrong credentials. */
const users: Readonly<Record<string, Partial<Scenario>>> = {
  'user-ok': {},
  'user-logged': fails('ALREADY_LOGGED_IN'),
  'user-locked': fails('ACCOUNT_LOCKED'),
  'user-error': fails('UNEXPECTED_ERROR'),
  'user-unavailable': fails('SITE_NOT_AVAILABLE'),
  'user-account-need-actions': fails('ACCOUNT_NEEDS_ACTION'),
  'user-account-need-actions-provider-message': fails('ACCOUNT_NEEDS_ACTION', {
    providerMessage: 'Para continuar, aceite os novos termos de uso no aplicativo do banco.',
  }),
  'user-connection-error': fails('CONNECTION_ERROR'),
  'user-account-credentials-reset': fails('ACCOUNT_CREDENTIALS_RESET'),
  'user-not-supported': fails('USER_NOT_SUPPORTED'),
  'user-ok-account-error': { details: { accounts: { isUpdated: false, warnings: [] } } },
  'user-ok-account-warning': {
    details: {
      accounts: {
        isUpdated: true,
        warnings: [
          {
            code: '001',
            message: 'The user has no permission for this product at the institution',
            providerMessage: 'Usuário sem permissão para consultar a conta poupança.',
          },
        ],
      },
    },
  },
  'user-ok-two-checking-accounts': { checkingAccounts: 2 },
  'user-ok-auth-pending': { pendingAtInstitution: true },
  'user-ok-img': { challenges: [imageChallenge] },
  'user-ok-select': { challenges: [anyOption] },
  'user-ok-phone': { challenges: [phones, codeChallenge] },
  'user-ok-multi-company': { challenges: [codeChallenge, companies] },
};

/** Users with many transactions: `user-ok-perf`, or `user-ok-perf-1000x` with a multiplier. */
const PERFORMANCE_USER = /^user-ok-perf(?:-(\d+)x?)?$/;
const BULK_BY_DEFAULT = 100;
const MAX_BULK = 5_000;

function performance(user: string): Partial<Scenario> | undefined {
  const found = PERFORMANCE_USER.exec(user);
  return found ? { bulk: BULK * Math.min(Number(found[1] ?? BULK_BY_DEFAULT), MAX_BULK) } : undefined;
}

/** Open Finance test users, by CPF or CNPJ without punctuation. */
const people: Readonly<Record<string, Partial<Scenario>>> = {
  '76109277673': {},
  '23824264030': { approver: 'approves' },
  '05117767055': { approver: 'refuses' },
  '00000000191': { details: warn('permission', 'INV_001') },
  '00000000272': { details: warn('temporary', 'CC_003') },
  '00000000353': { details: warn('never', 'CC_004') },
  '00000000434': { details: warn('limit', 'TXN_003') },
  '00000000515': { details: warn('unsupported', 'INV_003') },
  '00000000604': { details: warn('part', 'ACCT_005') },
  '00000000787': { details: warn('other', 'LOAN_001') },
  '11222333000181': {},
  '22233344000183': { approver: 'approves' },
};

/** Returns the scenario for these credentials. Throws `RunFailure` when the institution refuses the login. */
export function signIn(connector: ConnectorJson, parameters: Record<string, string>): Scenario {
  const base: Scenario = { challenges: [], checkingAccounts: 1 };
  const names = new Set(connector.credentials.map((credential) => credential.name));
  if (names.has('user')) {
    const user = parameters.user ?? '';
    const known = Object.hasOwn(users, user) ? users[user] : performance(user);
    if (!known || parameters.password !== PASSWORD) throw new RunFailure('INVALID_CREDENTIALS');
    const code = connector.credentials.find((credential) => credential.mfa);
    if (code && parameters[code.name] !== CODE) throw new RunFailure('INVALID_CREDENTIALS_MFA');
    const twoStep = connector.hasMFA && !code;
    return { ...base, ...(twoStep && { challenges: [codeChallenge] }), ...known };
  }
  if (names.has('cpf') || names.has('cnpj')) {
    const id = (parameters.cpf ?? parameters.cnpj ?? '').replace(/\D/g, '');
    const known = Object.hasOwn(people, id) ? people[id] : undefined;
    if (!known) throw new RunFailure('INVALID_CREDENTIALS');
    return { ...base, ...known };
  }
  return base;
}

/** Returns the user names that can sign in to this connector. */
export function testUsers({ credentials }: ConnectorJson): string[] {
  const names = new Set(credentials.map(({ name }) => name));
  if (names.has('user')) return [...Object.keys(users), 'user-ok-perf'];
  if (names.has('cpf')) return Object.keys(people).filter((id) => id.length === 11);
  if (names.has('cnpj')) return Object.keys(people).filter((id) => id.length === 14);
  return [];
}

/** Returns the credentials of a test user, by default of the connector's first test user. */
export function credentialsOf(connector: ConnectorJson, user: unknown): Record<string, string> {
  const login = typeof user === 'string' && user !== '' ? user : testUsers(connector)[0];
  if (login === undefined) return {};
  return Object.fromEntries(
    connector.credentials.map(({ name, mfa }) => {
      if (name === 'password') return [name, PASSWORD];
      return [
        name,
        mfa ? CODE : name === 'user' || name === 'cpf' || name === 'cnpj' ? login : (OTHER_CREDENTIALS[name] ?? ''),
      ];
    }),
  );
}

/** Values of the joint account's additional credentials. */
const OTHER_CREDENTIALS: Readonly<Record<string, string>> = { account: '123456', birthDate: '01/01/1980', holder: '1' };
