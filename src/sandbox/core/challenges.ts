import { qrImage } from './qr.js';
import { CODE } from './test-login.js';
import type { CredentialJson } from './types.js';

/** An MFA code that the sandbox always refuses as already used. */
export const USED_CODE = '111111';

/** A question that the institution asks after the login. A wrong answer ends the run in `INVALID_CREDENTIALS_MFA`. */
export interface Challenge {
  parameter: CredentialJson;
  accepts: (value: string) => boolean;
  /**
   * Time until the parameter's `expiresAt`: `inputTimeoutMs` by default, `null` for no deadline. A negative value sets a
   * deadline in the past, after which every answer is refused.
   */
  expiresInMs?: number | null;
}

const isCode = (value: string) => value === CODE;

export const codeChallenge: Challenge = {
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
  accepts: isCode,
};

export const imageChallenge: Challenge = {
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
  accepts: isCode,
};

function selectChallenge(name: string, label: string, labels: string[]): Challenge {
  const options = labels.map((text, index) => ({ value: String(index + 1), label: text }));
  return {
    parameter: { label, name, type: 'select', mfa: true, options, instructions: 'Escolha uma opção para continuar.' },
    accepts: (value) => options.some((option) => option.value === value),
  };
}

export const phones = selectChallenge('phone', 'Para qual celular enviar o código?', [
  '(11) 9****-1234',
  '(21) 9****-9876',
]);
export const companies = selectChallenge('company', 'Qual empresa conectar?', [
  'Padaria Jatobá Ltda.',
  'Oficina Peroba ME',
]);
export const anyOption = selectChallenge('option', 'Como confirmar o acesso?', ['SMS', 'E-mail', 'Ligação']);

/** Returns the challenge for a parameter that the control API set on an item, or the default code challenge. */
export function challengeFor(parameter: CredentialJson | null, now: number): Challenge {
  if (!parameter) return codeChallenge;
  const { options, expiresAt } = parameter;
  return {
    parameter,
    accepts: (value) => options?.some((option) => option.value === value) ?? value === CODE,
    ...(expiresAt && { expiresInMs: Date.parse(expiresAt) - now }),
  };
}
