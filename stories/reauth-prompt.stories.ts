import type { Meta, StoryObj } from '@storybook/web-components-vite';
import { html } from 'lit';
import type { PluggyReauthPromptElement } from '../src/index.js';
import { playground } from './playground.js';

const meta: Meta = {
  title: 'Elements/Re-auth prompt',
  component: 'pluggy-reauth-prompt',
  parameters: { place: 'centre' },
  render: (args) => prompt(args),
};
export default meta;

const never = () => new Promise<string>(() => {});
const inMinutes = (minutes: number) => new Date(Date.now() + minutes * 60_000).toISOString();
const inDays = (days: number) => inMinutes(days * 1440 + 60);
const ID = '8d1f2c1e-0000-4000-8000-000000000001';

const item = (fields: Record<string, unknown>) => ({
  id: ID,
  status: 'UPDATED',
  executionStatus: 'SUCCESS',
  updatedAt: inMinutes(-1),
  connector: { id: 2, name: 'Pluggy Bank' },
  ...fields,
});
const asking = (parameter: Record<string, unknown>) =>
  item({
    status: 'WAITING_USER_INPUT',
    executionStatus: 'WAITING_USER_INPUT',
    parameter: { name: 'token', type: 'number', label: 'Chave de segurança', ...parameter },
  });
const acting = (userAction?: Record<string, unknown>) =>
  item({ status: 'WAITING_USER_ACTION', executionStatus: 'WAITING_USER_ACTION', userAction });
const failed = (code: string) => item({ status: 'LOGIN_ERROR', executionStatus: code, error: { code } });

const prompt = (item: unknown, mfaEndpoint = '/api/items/{itemId}/mfa') =>
  html`<pluggy-reauth-prompt .item=${item} mfa-endpoint=${mfaEndpoint} .tokenSource=${never}></pluggy-reauth-prompt>`;
const inProvider = (item: { id: string }) =>
  html`<pluggy-provider token-endpoint="/api/connect-token" .items=${[item]}>
    <pluggy-reauth-prompt item-id=${item.id}></pluggy-reauth-prompt>
  </pluggy-provider>`;

/** Returns a story that requires a text on the page. */
const showing = (render: () => unknown, text: RegExp | string, more: StoryObj = {}): StoryObj => ({
  render: render as NonNullable<StoryObj['render']>,
  play: async ({ canvasElement }) => {
    await appears(canvasElement, text);
  },
  ...more,
});

const code = {
  placeholder: 'Exemplo: 123456',
  validation: '^\\d{6}$',
  validationMessage: 'O token deve ter 6 números.',
  instructions: 'Digite o código de 6 números enviado pela instituição.',
};

/** A control for every setting. */
export const Playground = playground('pluggy-reauth-prompt', {
  args: { '.item': asking(code), 'mfa-endpoint': '/api/items/{itemId}/mfa', '.tokenSource': never },
});

/** A code to enter in place, as digits with leading zeros. */
export const Number = showing(() => prompt(asking({ ...code, expiresAt: inMinutes(5) })), 'Time left');
export const Text = showing(() => prompt(asking({ type: 'text', label: 'Palavra de segurança' })), 'Palavra');
export const Password = showing(() => prompt(asking({ type: 'password', label: 'Senha do cartão' })), 'Senha');
export const Select = showing(
  () =>
    prompt(
      asking({
        type: 'select',
        label: 'Para qual celular enviar o código?',
        options: [
          { value: '1', label: '(11) 9****-1234' },
          { value: '2', label: '(21) 9****-9876' },
        ],
      }),
    ),
  'celular',
);
const DOTS = 'R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7';
export const Image = showing(() => prompt(asking({ type: 'image', label: 'Código da imagem', data: DOTS })), 'imagem');
/** A value that only the widget can ask for. */
export const ImageBroken = showing(() => prompt(asking({ type: 'image', data: '%%%' })), 'Continue');
export const UnknownType = showing(() => prompt(asking({ type: 'string' })), 'Chave');
export const Optional = showing(() => prompt(asking({ optional: true, assistiveText: 'Está no verso.' })), 'optional');
export const LongTexts = showing(
  () => prompt(asking({ label: 'Código '.repeat(200), instructions: 'Leia com atenção. '.repeat(200) })),
  'Código',
);
export const Captcha = showing(() => prompt(asking({ type: 'hcaptcha' })), 'Continue');

/** The default: the widget asks for the value. */
export const CodeInWidget = showing(() => prompt(asking(code), ''), 'Continue');
export const CodeExpired = showing(() => prompt(asking({ expiresAt: inMinutes(-1) })), 'Start again');

/** The error of a missing value, beside the field. */
export const Empty = showing(() => prompt(asking(code)), 'Send', {
  play: async ({ canvasElement }) => {
    await appears(canvasElement, 'Send');
    rootIn(canvasElement).querySelector('button')!.click();
    await appears(canvasElement, 'Please fill this in');
  },
});

/** A QR code from a text of the institution. */
export const QrCode = showing(
  () =>
    inProvider(
      acting({
        type: 'qr',
        instructions: 'Leia o QR code com o aplicativo do banco.',
        attributes: { qr: 'PLUGGY-SANDBOX-LOGIN:1' },
        expiresAt: inMinutes(5),
      }),
    ),
  'QR code',
  {
    play: async ({ canvasElement }) => {
      await appears(canvasElement, 'check now');
      await until(() => rootIn(canvasElement).querySelector('svg[role=img] path'), 'the QR code is drawn');
    },
  },
);
export const Authorize = showing(
  () =>
    inProvider(acting({ type: 'authorize-access', instructions: 'Abra o aplicativo do banco e autorize o acesso.' })),
  'approval',
);
export const AuthorizeWithoutDetails = showing(() => inProvider(acting()), 'approval');
/** A run that continues without the person: there is no button. */
export const Pending = showing(() => inProvider(failed('USER_AUTHORIZATION_PENDING')), 'on its own');

export const Credentials = showing(() => prompt(failed('INVALID_CREDENTIALS')), 'sign-in');
export const WrongCode = showing(() => prompt(failed('INVALID_CREDENTIALS_MFA')), 'wasn’t accepted');
export const Timeout = showing(() => prompt(failed('USER_INPUT_TIMEOUT')), 'Start again');
export const Revoked = showing(() => prompt(failed('USER_AUTHORIZATION_REVOKED')), 'was cancelled');
export const Locked = showing(() => prompt(failed('ACCOUNT_LOCKED')), 'locked');
export const ConsentSoon = showing(() => prompt(item({ consentExpiresAt: inDays(5) })), 'Renew');
export const ConsentEnded = showing(() => prompt(item({ consentExpiresAt: inDays(-5) })), 'ended on');

/** A hidden prompt, because no action is needed. */
export const NotNeeded: StoryObj = {
  render: () => prompt(item({ consentExpiresAt: null })),
  play: ({ canvasElement }) => {
    if (promptIn(canvasElement).getBoundingClientRect().height) throw new Error('Expected: nothing is there.');
  },
};

export const Languages: StoryObj = {
  render: () =>
    html`${['pt-BR', 'en', 'es'].map((lang) => html`<p lang=${lang}>${prompt(asking({ ...code, expiresAt: inMinutes(5) }))}</p>`)}
    ${['pt-BR', 'en', 'es'].map((lang) => html`<p lang=${lang}>${prompt(failed('INVALID_CREDENTIALS'))}</p>`)}`,
  play: async ({ canvasElement }) => {
    await until(
      () => [...canvasElement.querySelectorAll('pluggy-reauth-prompt')].every((one) => one.shadowRoot!.textContent),
      'all are there',
    );
  },
};
export const Dark: StoryObj = { ...Number, globals: { theme: 'dark' } };
export const QrCodeDark: StoryObj = { ...QrCode, globals: { theme: 'dark' } };
export const ConsentDark: StoryObj = { ...ConsentSoon, globals: { theme: 'dark' } };
export const RightToLeft = showing(
  () =>
    prompt(asking({ label: 'رمز الأمان', instructions: 'أدخل الرمز المكوّن من ستة أرقام.', expiresAt: inMinutes(5) })),
  'رمز',
  { globals: { direction: 'rtl' } },
);
export const Narrow = showing(
  () => html`<div style="inline-size: 200px">${prompt(asking({ ...code, expiresAt: inMinutes(5) }))}</div>`,
  'Time left',
);

const promptIn = (canvas: HTMLElement): PluggyReauthPromptElement => canvas.querySelector('pluggy-reauth-prompt')!;
const rootIn = (canvas: HTMLElement) => promptIn(canvas).shadowRoot!;

async function appears(canvas: HTMLElement, text: RegExp | string) {
  await until(() => rootIn(canvas).textContent.match(text), `"${String(text)}" is there`);
}

/** Waits for a condition. A chunk changes the accessibility tree when the chunk arrives. */
async function until(condition: () => unknown, what: string) {
  const end = performance.now() + 5000;
  while (!condition()) {
    if (performance.now() > end) throw new Error(`Expected: ${what}.`);
    await new Promise(requestAnimationFrame);
  }
}
