import { qrImage } from './qr.js';
import type { ConnectorJson, CredentialJson, ItemError, ProductState } from './types.js';

/** The right password and the right code of every test user. https://docs.pluggy.ai/en/docs/guides/sandbox.md */
const PASSWORD = 'password-ok';
const CODE = '123456';

/** English texts of the API; `providerMessage` is the institution's own. */
const MESSAGES: Record<string, string> = {
  INVALID_CREDENTIALS: 'Invalid username or password',
  INVALID_CREDENTIALS_MFA: 'The MFA parameter provided was incorrect',
  ALREADY_LOGGED_IN: 'The user already has an opened session at the institution',
  ACCOUNT_LOCKED: 'The account is locked',
  ACCOUNT_NEEDS_ACTION: 'The institution requires an action from the user',
  ACCOUNT_CREDENTIALS_RESET: 'The user must renew the credentials at the institution',
  UNEXPECTED_ERROR: 'An unexpected error happened',
  SITE_NOT_AVAILABLE: "The institution's site is not available",
  CONNECTION_ERROR: 'The institution could not be reached',
  USER_NOT_SUPPORTED: 'This kind of user is not supported',
  USER_AUTHORIZATION_PENDING: 'The user must authorize the access at the institution',
  USER_AUTHORIZATION_NOT_GRANTED: 'The user did not grant the access',
  USER_INPUT_TIMEOUT: 'User requested input had expired',
};

/** A run that ends badly. `parameter` names the field that was waited for, in webhooks. */
export class RunFailure extends Error {
  constructor(
    readonly code: string,
    readonly extra: Pick<ItemError, 'providerMessage' | 'attributes'> & { parameter?: string } = {},
  ) {
    super(MESSAGES[code] ?? code);
  }
}

/** Something asked after the login. What is no right answer ends the run in `INVALID_CREDENTIALS_MFA`. */
export interface Challenge {
  parameter: CredentialJson;
  accepts: (value: string) => boolean;
}

export interface Scenario {
  /** Ends the run after the login. */
  failure?: RunFailure;
  /** Asked one after the other, each with `POST /items/:id/mfa`. */
  challenges: Challenge[];
  /** The access is authorised on another device, minutes later (as at Caixa). */
  pendingAtInstitution?: boolean;
  /** What the person does elsewhere while the item is `WAITING_USER_ACTION`. */
  approval?: 'qr' | 'app' | 'approver' | 'refusing-approver';
  /** State of the accounts product, when it is not simply collected. */
  accounts?: Omit<ProductState, 'lastUpdatedAt'>;
  checkingAccounts: number;
}

const codeChallenge: Challenge = {
  parameter: {
    label: 'Chave de segurança',
    name: 'token',
    type: 'number',
    mfa: true,
    placeholder: 'Exemplo: 123456',
    validation: '^\\d{6}$',
    validationMessage: 'O token deve ter 6 números.',
    instructions: 'Digite o código de 6 números enviado pela instituição.',
  },
  accepts: (value) => value === CODE,
};

const imageChallenge: Challenge = {
  parameter: {
    label: 'Código da imagem',
    name: 'image',
    type: 'image',
    mfa: true,
    data: qrImage(CODE),
    placeholder: 'Exemplo: 123456',
    validationMessage: 'Digite o código da imagem.',
    instructions: 'Leia o QR code com o celular e digite o código que aparece.',
  },
  accepts: (value) => value === CODE,
};

function selectChallenge(name: string, label: string, labels: string[]): Challenge {
  const options = labels.map((text, index) => ({ value: String(index + 1), label: text }));
  return {
    parameter: { label, name, type: 'select', mfa: true, options, instructions: 'Escolha uma opção para continuar.' },
    accepts: (value) => options.some((option) => option.value === value),
  };
}

const phones = selectChallenge('phone', 'Para qual celular enviar o código?', ['(11) 9****-1234', '(21) 9****-9876']);
const companies = selectChallenge('company', 'Qual empresa conectar?', ['Padaria Jatobá Ltda.', 'Oficina Peroba ME']);
const anyOption = selectChallenge('option', 'Como confirmar o acesso?', ['SMS', 'E-mail', 'Ligação']);

const fails = (code: string, extra?: ConstructorParameters<typeof RunFailure>[1]) => ({
  failure: new RunFailure(code, extra),
});

/** Test users of the credentials connectors; whoever is not here has wrong credentials. */
const users: Record<string, Partial<Scenario>> = {
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
  'user-ok-account-error': { accounts: { isUpdated: false, warnings: [] } },
  'user-ok-account-warning': {
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
  'user-ok-two-checking-accounts': { checkingAccounts: 2 },
  'user-ok-auth-pending': { pendingAtInstitution: true },
  'user-ok-img': { challenges: [imageChallenge] },
  'user-ok-select': { challenges: [anyOption] },
  'user-ok-phone': { challenges: [phones, codeChallenge] },
  'user-ok-multi-company': { challenges: [codeChallenge, companies] },
};

/** `user-ok-perf`, `user-ok-perf-1000x`: the multiplier is about transactions. */
const PERFORMANCE_USER = /^user-ok-perf(-\d+x?)?$/;

/** Open Finance test people, by CPF or CNPJ without punctuation. */
const people: Record<string, Partial<Scenario>> = {
  '76109277673': {},
  '23824264030': { approval: 'approver' },
  '05117767055': { approval: 'refusing-approver' },
  '11222333000181': {},
};

/** What the institution makes of these credentials. Throws `RunFailure` where the login itself is refused. */
export function signIn(connector: ConnectorJson, parameters: Record<string, string>): Scenario {
  const base: Scenario = { challenges: [], checkingAccounts: 1 };
  const names = new Set(connector.credentials.map((credential) => credential.name));
  if (names.has('user')) {
    const user = parameters.user ?? '';
    const known = Object.hasOwn(users, user) ? users[user] : PERFORMANCE_USER.test(user) ? {} : undefined;
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

/** The challenge behind a parameter that was put on an item by hand; without one, the usual code. */
export function challengeFor(parameter: CredentialJson | null): Challenge {
  if (!parameter) return codeChallenge;
  const { options } = parameter;
  return { parameter, accepts: (value) => options?.some((option) => option.value === value) ?? value === CODE };
}
