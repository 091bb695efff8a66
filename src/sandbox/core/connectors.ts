import type { ErrorDetail } from './errors.js';
import type { ConnectorJson, CredentialJson, Health } from './types.js';

/** The login method of a connector. The connector's JSON does not contain the method. */
export type Login = 'credentials' | 'qr' | 'app' | 'oauth';

interface Definition extends Omit<
  ConnectorJson,
  | 'imageUrl'
  | 'health'
  | 'createdAt'
  | 'updatedAt'
  | 'hasMFA'
  | 'oauth'
  | 'oauthUrl'
  | 'supportsPaymentInitiation'
  | 'supportsScheduledPayments'
  | 'supportsSmartTransfers'
  | 'supportsAutomaticPix'
  | 'supportsBoletoManagement'
> {
  login: Login;
  health: Health['status'];
  hasMFA?: boolean;
  /** Days until an Open Finance consent expires. By default a consent has no end. https://docs.pluggy.ai/en/docs/connections/consents */
  consentDays?: number;
}

const CREATED_AT = '2020-09-07T00:08:06.588Z';

const user: CredentialJson = {
  label: 'Usuário',
  name: 'user',
  type: 'text',
  placeholder: 'user-ok',
  validation: '^user-.{2,50}$',
  validationMessage: 'O usuário deve começar com "user-"',
  optional: false,
};
const password: CredentialJson = {
  label: 'Senha',
  name: 'password',
  type: 'password',
  placeholder: '',
  validation: '^.{6,20}$',
  validationMessage: 'A senha deve ter entre 6 e 20 caracteres',
  optional: false,
};
const token: CredentialJson = {
  label: 'Código do token',
  name: 'token',
  type: 'number',
  mfa: true,
  placeholder: '123456',
  validation: '^\\d{6}$',
  validationMessage: 'O token deve ter 6 números',
  instructions: 'Abra o aplicativo autenticador e digite o código de 6 números.',
  optional: false,
};
const cpf: CredentialJson = {
  label: 'CPF',
  name: 'cpf',
  type: 'number',
  placeholder: '000.000.000-00',
  validation: '^\\d{3}\\.?\\d{3}\\.?\\d{3}-?\\d{2}$',
  validationMessage: 'O CPF deve ter 11 números',
  assistiveText: 'CPFs de teste: 761.092.776-73, 238.242.640-30 e 051.177.670-55',
  optional: false,
};
const cnpj: CredentialJson = {
  label: 'CNPJ',
  name: 'cnpj',
  type: 'number',
  placeholder: '00.000.000/0000-00',
  validation: '^\\d{2}\\.?\\d{3}\\.?\\d{3}/?\\d{4}-?\\d{2}$',
  validationMessage: 'O CNPJ deve ter 14 números',
  assistiveText: 'CNPJ de teste: 11.222.333/0001-81',
  optional: false,
};
const account: CredentialJson = {
  label: 'Conta',
  name: 'account',
  type: 'number',
  validation: '^\\d{4,12}$',
  validationMessage: 'A conta deve ter de 4 a 12 números',
  placeholder: '123456',
  optional: false,
};
/** A credential that must be a past date. Only a date credential can cause the validation detail `003`. */
const birthDate: CredentialJson = {
  label: 'Data de nascimento',
  name: 'birthDate',
  type: 'text',
  validation: '^\\d{2}/\\d{2}/\\d{4}$',
  validationMessage: 'A data deve ter o formato dd/mm/aaaa',
  placeholder: 'dd/mm/aaaa',
  optional: false,
};
const holder: CredentialJson = {
  label: 'Titular',
  name: 'holder',
  type: 'select',
  options: [
    { value: '1', label: '1º titular' },
    { value: '2', label: '2º titular' },
  ],
  optional: true,
};

const products: ConnectorJson['products'] = [
  'ACCOUNTS',
  'CREDIT_CARDS',
  'TRANSACTIONS',
  'PAYMENT_DATA',
  'INVESTMENTS',
  'INVESTMENTS_TRANSACTIONS',
  'IDENTITY',
];

const openFinanceProducts: ConnectorJson['products'] = [...products, 'LOANS', 'ACCOUNT_STATEMENTS'];

const sandbox = {
  institutionUrl: 'https://pluggy.ai',
  primaryColor: 'ef294b',
  type: 'PERSONAL_BANK',
  country: 'BR',
  isOpenFinance: false,
  isSandbox: true,
  login: 'credentials',
  health: 'ONLINE',
  products,
} as const;

/**
 * Sandbox connectors. Pluggy publishes only the ids 0, 2 and 600; the other ids may differ, so find those connectors by
 * their properties.
 * https://docs.pluggy.ai/en/docs/guides/sandbox.md
 */
const sandboxConnectors: Definition[] = [
  { ...sandbox, id: 0, name: 'Pluggy Bank (0)', credentials: [user, password] },
  { ...sandbox, id: 2, name: 'Pluggy Bank', credentials: [user, password] },
  {
    ...sandbox,
    id: 1,
    name: 'Pluggy Bank Empresas',
    type: 'BUSINESS_BANK',
    primaryColor: '1f4e79',
    credentials: [user, password],
  },
  {
    ...sandbox,
    id: 3,
    name: 'Pluggy Bank MFA 1 etapa',
    primaryColor: '7a3ff2',
    hasMFA: true,
    credentials: [user, password, token],
  },
  {
    ...sandbox,
    id: 4,
    name: 'Pluggy Bank MFA 2 etapas',
    primaryColor: '0f7b6c',
    hasMFA: true,
    credentials: [user, password],
  },
  {
    ...sandbox,
    id: 5,
    name: 'Pluggy Bank Conta Conjunta',
    primaryColor: 'b3541e',
    credentials: [account, user, password, birthDate, holder],
  },
  { ...sandbox, id: 6, name: 'Pluggy Bank QR', primaryColor: 'd9480f', login: 'qr', credentials: [] },
  {
    ...sandbox,
    id: 7,
    name: 'Pluggy Bank Autorização no app',
    primaryColor: '2b6cb0',
    login: 'app',
    credentials: [user, password],
  },
  {
    ...sandbox,
    id: 8,
    name: 'Pluggy Bank Instável',
    primaryColor: '8a6d00',
    health: 'UNSTABLE',
    credentials: [user, password],
  },
  {
    ...sandbox,
    id: 9,
    name: 'Pluggy Bank Fora do ar',
    primaryColor: '5c6370',
    health: 'OFFLINE',
    credentials: [user, password],
  },
  {
    ...sandbox,
    id: 600,
    name: 'MockBank',
    primaryColor: '0b7285',
    login: 'oauth',
    isOpenFinance: true,
    products: openFinanceProducts,
    credentials: [cpf],
  },
  {
    ...sandbox,
    id: 601,
    name: 'MockBank Empresas',
    type: 'BUSINESS_BANK',
    primaryColor: '0b4f6c',
    login: 'oauth',
    isOpenFinance: true,
    products: openFinanceProducts,
    consentDays: 365,
    credentials: [cnpj],
  },
];

const real = { ...sandbox, isSandbox: false, institutionUrl: 'https://bank.example' } as const;

/** Fictional institutions in place of real banks. A trial client can list them but cannot create items of them. */
const fictitious: Definition[] = [
  { ...real, id: 9001, name: 'Banco Jabuticaba', primaryColor: '4a154b', credentials: [cpf, password] },
  {
    ...real,
    id: 9002,
    name: 'Banco Jabuticaba Empresas',
    type: 'BUSINESS_BANK',
    primaryColor: '4a154b',
    credentials: [cnpj, password],
  },
  {
    ...real,
    id: 9003,
    name: 'Capivara Pay',
    type: 'PAYMENT_ACCOUNT',
    primaryColor: '8d5524',
    login: 'oauth',
    isOpenFinance: true,
    credentials: [cpf],
  },
  {
    ...real,
    id: 9004,
    name: 'Corretora Sabiá',
    type: 'INVESTMENT',
    primaryColor: 'd35400',
    hasMFA: true,
    credentials: [cpf, password, token],
  },
  {
    ...real,
    id: 9005,
    name: 'Tucano Telecom',
    type: 'TELECOMMUNICATION',
    primaryColor: '0a9396',
    credentials: [cpf, password],
  },
  {
    ...real,
    id: 9006,
    name: 'Notas Ipê',
    type: 'INVOICE',
    primaryColor: 'b5179e',
    credentials: [cnpj, password],
  },
  {
    ...real,
    id: 9007,
    name: 'Mercado Pitanga',
    type: 'DIGITAL_ECONOMY',
    primaryColor: 'c1121f',
    health: 'UNSTABLE',
    credentials: [cpf, password],
  },
  {
    ...real,
    id: 9008,
    name: 'Cooperativa Araucária',
    primaryColor: '2d6a4f',
    login: 'oauth',
    isOpenFinance: true,
    credentials: [cpf],
  },
  { ...real, id: 9009, name: 'Banco Quebracho', country: 'AR', primaryColor: '6c584c', credentials: [user, password] },
  { ...real, id: 9010, name: 'Banco Frailejón', country: 'CO', primaryColor: '588157', credentials: [user, password] },
  { ...real, id: 9011, name: 'Banco Ajolote', country: 'MX', primaryColor: 'e56b6f', credentials: [user, password] },
];

/** The id of MeuPluggy, the only non-sandbox connector that a trial client can use. */
const meuPluggy: Definition = {
  ...real,
  id: 200,
  name: 'MeuPluggy',
  institutionUrl: 'https://meu.pluggy.ai',
  primaryColor: '36b37e',
  login: 'oauth',
  credentials: [],
};
export const MEU_PLUGGY = meuPluggy.id;

const catalogue = new Map([meuPluggy, ...fictitious, ...sandboxConnectors].map((entry) => [entry.id, entry]));

export const loginOf = (id: number): Login => catalogue.get(id)?.login ?? 'credentials';
export const consentDaysOf = (id: number): number | undefined => catalogue.get(id)?.consentDays;

/** Returns a connector as the API shows it, or `undefined`. The options decide whether `health.details` is included. */
export function connectorById(id: number, context: ConnectorContext): ConnectorJson | undefined {
  const definition = catalogue.get(id);
  return definition && toJson(definition, context);
}

/** Returns every connector. */
export const allConnectors = (context: ConnectorContext): ConnectorJson[] =>
  [...catalogue.values()].map((definition) => toJson(definition, context));

/** The context that a connector's JSON depends on. */
export interface ConnectorContext {
  /** The sandbox's address, as the caller sees it. */
  base: string;
  /** Health by connector id, where the health differs from the catalogue. */
  health: ReadonlyMap<number, Health['status']>;
  withHealthDetails?: boolean;
}

function toJson(definition: Definition, { base, health: current, withHealthDetails }: ConnectorContext): ConnectorJson {
  const health = current.get(definition.id) ?? definition.health;
  const { login, health: _usual, consentDays: _consentDays, ...rest } = definition;
  const oauth = login === 'oauth';
  return structuredClone({
    ...rest,
    imageUrl: `${base}/sandbox/logos/${definition.id}.svg`,
    hasMFA: definition.hasMFA ?? false,
    oauth,
    ...(oauth && { oauthUrl: `${base}/sandbox/oauth` }),
    ...(login === 'credentials' && { resetPasswordUrl: definition.institutionUrl }),
    health: { status: health, stage: null, ...(withHealthDetails && { details: healthDetails[health] }) },
    supportsPaymentInitiation: definition.isOpenFinance,
    supportsScheduledPayments: definition.isOpenFinance,
    supportsSmartTransfers: false,
    supportsAutomaticPix: false,
    supportsBoletoManagement: false,
    createdAt: CREATED_AT,
    updatedAt: CREATED_AT,
  });
}

const healthDetails: Record<Health['status'], NonNullable<Health['details']>> = {
  ONLINE: { connectionRateLast6Hours: 98, connectionsLast6Hours: 1204 },
  UNSTABLE: { connectionRateLast6Hours: 41, connectionsLast6Hours: 310, error: 'Success rate is lower than usual' },
  OFFLINE: { connectionRateLast6Hours: 0, connectionsLast6Hours: 0, error: 'Institution is under maintenance' },
};

/** Returns the result of `GET /connectors` with the filters of the official SDK and of the widget, in catalogue order. */
export function listConnectors(
  query: URLSearchParams,
  context: Omit<ConnectorContext, 'withHealthDetails'>,
): ConnectorJson[] {
  const list = (name: string) => query.get(name)?.split(',').filter(Boolean);
  const flag = (name: string) => (query.has(name) ? query.get(name) === 'true' : undefined);
  const name = fold(query.get('name') ?? '');
  const countries = list('countries');
  const types = list('types');
  const ids = list('ids');
  const wanted: [boolean | undefined, (connector: ConnectorJson) => boolean][] = [
    [flag('isOpenFinance'), (connector) => connector.isOpenFinance],
    [flag('supportsPaymentInitiation'), (connector) => connector.supportsPaymentInitiation],
  ];
  const withHealthDetails = flag('healthDetails') || flag('includeHealth');
  return [...catalogue.values()]
    .map((definition) => toJson(definition, { ...context, withHealthDetails }))
    .filter((connector) => !connector.isSandbox || flag('sandbox'))
    .filter((connector) => fold(connector.name).includes(name))
    .filter((connector) => !countries || countries.includes(connector.country))
    .filter((connector) => !types || types.includes(connector.type))
    .filter((connector) => !ids || ids.includes(String(connector.id)))
    .filter((connector) => wanted.every(([value, valueOf]) => value === undefined || valueOf(connector) === value));
}

/** Removes case and accents for searching. */
const fold = (text: string) =>
  text
    .normalize('NFD')
    .replace(/\p{Diacritic}/gu, '')
    .toLowerCase();

/** Validates the parameters of `POST /items` and `/connectors/:id/validate`. Date rules compare with `now`. */
export function validateParameters(
  credentials: CredentialJson[],
  parameters: Record<string, string>,
  now: number,
): ErrorDetail[] {
  return credentials.flatMap((credential): ErrorDetail[] => {
    const value = parameters[credential.name] ?? '';
    const detail = (code: ErrorDetail['code'], message: string) => [{ code, message, parameter: credential.name }];
    if (value === '') return credential.optional ? [] : detail('001', `${credential.name} is required`);
    const broken = credential.validationMessage ?? `${credential.name} is invalid`;
    if (credential.validation && !new RegExp(credential.validation).test(value)) return detail('002', broken);
    if (credential.options && !credential.options.some((option) => option.value === value))
      return detail('002', broken);
    if (credential.name === birthDate.name && !isPastDate(value, now)) {
      return detail('003', 'A data deve existir e estar no passado');
    }
    return [];
  });
}

function isPastDate(value: string, now: number): boolean {
  const [day, month, year] = value.split('/').map(Number) as [number, number, number];
  const date = new Date(Date.UTC(year, month - 1, day));
  return date.getUTCDate() === day && date.getUTCMonth() === month - 1 && date.getTime() < now;
}

/** Returns a generated logo: the connector's initials on its colour. */
export function logo(id: number): string | undefined {
  const definition = catalogue.get(id);
  if (!definition) return undefined;
  const words = definition.name.split(' ').filter((word) => /^\p{Lu}/u.test(word));
  const initials = (words[0]?.[0] ?? '') + (words[1]?.[0] ?? words[0]?.[1] ?? '');
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64" width="64" height="64"><rect width="64" height="64" rx="14" fill="#${definition.primaryColor}"/><text x="32" y="41" text-anchor="middle" font-family="system-ui,sans-serif" font-size="25" font-weight="700" fill="#fff">${initials}</text></svg>`;
}
