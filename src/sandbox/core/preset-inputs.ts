import { anyOption, type Challenge, codeChallenge, companies, imageChallenge, phones } from './challenges.js';
import { CODE } from './test-login.js';
import type { CredentialJson } from './types.js';

const DAY = 86_400_000;

/** Returns the default code challenge with changes. */
const challenge = (change: Partial<CredentialJson>, more: Partial<Challenge> = {}): Challenge => ({
  ...codeChallenge,
  parameter: { ...codeChallenge.parameter, ...change },
  ...more,
});
const bare = { placeholder: undefined, instructions: undefined, validation: undefined, validationMessage: undefined };
const pictured = (data: string | undefined): Challenge => ({
  ...imageChallenge,
  parameter: { ...imageChallenge.parameter, data },
});

/** Presets for every kind of parameter that a run can wait for. The correct answer is always 123456 or any option. */
export const inputs: { name: string; challenges: Challenge[] }[] = [
  { name: 'mfa-number', challenges: [codeChallenge] },
  { name: 'mfa-text', challenges: [challenge({ type: 'text', name: 'answer', label: 'Palavra de segurança' })] },
  { name: 'mfa-password', challenges: [challenge({ type: 'password', name: 'pin', label: 'Senha do cartão' })] },
  { name: 'mfa-image', challenges: [imageChallenge] },
  {
    name: 'mfa-image-without-prefix',
    challenges: [pictured(imageChallenge.parameter.data?.slice('data:image/gif;base64,'.length))],
  },
  { name: 'mfa-image-broken', challenges: [pictured('%%% not base64 %%%')] },
  { name: 'mfa-image-missing', challenges: [pictured(undefined)] },
  { name: 'mfa-select', challenges: [anyOption] },
  {
    name: 'mfa-ethaddress',
    challenges: [challenge({ type: 'ethaddress', name: 'wallet', label: 'Endereço da carteira' })],
  },
  {
    name: 'mfa-hcaptcha',
    challenges: [challenge({ ...bare, type: 'hcaptcha', name: 'captcha', label: 'Confirmação' })],
  },
  { name: 'mfa-unknown-type', challenges: [challenge({ type: 'string' })] },
  { name: 'mfa-without-type', challenges: [challenge({ type: undefined })] },
  { name: 'mfa-label-only', challenges: [challenge(bare)] },
  {
    name: 'mfa-optional',
    challenges: [challenge({ optional: true }, { accepts: (value) => value === '' || value === CODE })],
  },
  {
    name: 'mfa-long-texts',
    challenges: [challenge({ label: 'Código '.repeat(200), instructions: 'Leia. '.repeat(500) })],
  },
  {
    name: 'mfa-hostile-texts',
    challenges: [challenge({ label: '<img src=x onerror=alert(1)>', instructions: '</form>' })],
  },
  {
    name: 'mfa-right-to-left',
    challenges: [challenge({ label: 'رمز الأمان', instructions: 'أدخل الرمز المكوّن من ستة أرقام.' })],
  },
  { name: 'mfa-slow-validation', challenges: [challenge({ validation: '^(\\d+)+$' })] },
  { name: 'mfa-broken-validation', challenges: [challenge({ validation: '^(\\d{6}$' })] },
  { name: 'mfa-expires-in-15-seconds', challenges: [{ ...codeChallenge, expiresInMs: 15_000 }] },
  { name: 'mfa-expires-in-10-years', challenges: [{ ...codeChallenge, expiresInMs: 3653 * DAY }] },
  { name: 'mfa-without-deadline', challenges: [{ ...codeChallenge, expiresInMs: null }] },
  { name: 'mfa-expired', challenges: [{ ...codeChallenge, expiresInMs: -60_000 }] },
  { name: 'mfa-phone-then-code', challenges: [phones, codeChallenge] },
  { name: 'mfa-code-then-company', challenges: [codeChallenge, companies] },
  { name: 'mfa-code-twice', challenges: [codeChallenge, codeChallenge] },
];
