import type { Connector } from './api.js';
import type { Values } from './form.js';
import { errorText, type Texts } from './texts.js';

type Outcome = keyof Texts['testers']['outcomes'];

/** Pluggy's test users, each with the name of an outcome or an error code. https://docs.pluggy.ai/en/docs/guides/sandbox.md */
const USERS: [user: string, ends: Outcome | { code: string }][] = [
  ['user-ok', 'ok'],
  ['user-ok-two-checking-accounts', 'accounts'],
  ['user-ok-account-error', 'partial'],
  ['user-ok-account-warning', 'warning'],
  ['user-ok-phone', 'phone'],
  ['user-ok-select', 'select'],
  ['user-ok-img', 'image'],
  ['user-ok-multi-company', 'company'],
  ['user-ok-auth-pending', 'pending'],
  ['user-bad', { code: 'INVALID_CREDENTIALS' }],
  ['user-locked', { code: 'ACCOUNT_LOCKED' }],
  ['user-logged', { code: 'ALREADY_LOGGED_IN' }],
  ['user-account-need-actions', { code: 'ACCOUNT_NEEDS_ACTION' }],
  ['user-account-need-actions-provider-message', { code: 'ACCOUNT_NEEDS_ACTION' }],
  ['user-account-credentials-reset', { code: 'ACCOUNT_CREDENTIALS_RESET' }],
  ['user-not-supported', { code: 'USER_NOT_SUPPORTED' }],
  ['user-unavailable', { code: 'SITE_NOT_AVAILABLE' }],
  ['user-connection-error', { code: 'CONNECTION_ERROR' }],
  ['user-error', { code: 'UNEXPECTED_ERROR' }],
];

const CPFS: [cpf: string, ends: Outcome][] = [
  ['761.092.776-73', 'ok'],
  ['238.242.640-30', 'approver'],
  ['051.177.670-55', 'rejected'],
  ['000.000.001-91', 'permission'],
  ['000.000.002-72', 'temporary'],
  ['000.000.003-53', 'never'],
  ['000.000.004-34', 'limit'],
  ['000.000.005-15', 'unsupported'],
  ['000.000.006-04', 'partial'],
  ['000.000.007-87', 'warning'],
];

const CNPJS: [cnpj: string, ends: Outcome][] = [
  ['11.222.333/0001-81', 'ok'],
  ['22.233.344/0001-83', 'approver'],
];

export interface Tester {
  name: string;
  ends: string;
  /** The values to fill the form with. */
  values: Values;
}

/** Returns the test users of a sandbox connector, or an empty list for other connectors. */
export function testersOf(connector: Connector, texts: Texts): Tester[] {
  if (!connector.isSandbox) return [];
  const has = (name: string) => connector.credentials.some((field) => field.name === name);
  const { outcomes } = texts.testers;
  if (has('user')) {
    const rest = { password: 'password-ok', token: '123456', account: '123456', birthDate: '01/02/1990' };
    return USERS.map(([user, ends]) => ({
      name: user,
      ends: typeof ends === 'string' ? outcomes[ends] : errorText(texts, ends.code)[0],
      values: { user, ...rest },
    }));
  }
  if (has('cpf')) return CPFS.map(([cpf, ends]) => ({ name: cpf, ends: outcomes[ends], values: { cpf } }));
  if (has('cnpj')) return CNPJS.map(([cnpj, ends]) => ({ name: cnpj, ends: outcomes[ends], values: { cnpj } }));
  return [];
}
