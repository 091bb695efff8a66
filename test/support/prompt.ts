import { fixture, html } from '@open-wc/testing';
import type { PluggyProviderElement, PluggyReauthPromptElement } from '../../src/index.js';
import '../../src/define/provider.js';
import '../../src/define/reauth-prompt.js';
import { anItem, later, servers, TOKEN, until } from './widget.js';

export const ID = anItem().id;
export const CODE = '012345';
const PARAMETER = {
  name: 'token',
  type: 'number',
  label: 'Chave de segurança',
  validation: '^\\d{6}$',
  validationMessage: 'O token deve ter 6 números.',
};
let milliseconds = 0;

/** Returns an Item that is newer than all previous ones. */
export const newer = (fields: Record<string, unknown> = {}) =>
  anItem({ updatedAt: later(++milliseconds / 1000), ...fields });
export const asking = (parameter: Record<string, unknown> = {}) =>
  newer({
    status: 'WAITING_USER_INPUT',
    executionStatus: 'WAITING_USER_INPUT',
    parameter: { ...PARAMETER, ...parameter },
  });
export const acting = (attributes: Record<string, string>, more: Record<string, unknown> = {}) =>
  newer({
    status: 'WAITING_USER_ACTION',
    executionStatus: 'WAITING_USER_ACTION',
    userAction: { type: 'qr', instructions: 'Leia o QR code.', attributes, ...more },
  });
export const working = () => newer({ status: 'UPDATING', executionStatus: 'LOGIN_MFA_IN_PROGRESS' });
export const failing = (code: string) => newer({ status: 'LOGIN_ERROR', executionStatus: code, error: { code } });
export const within = (ms: number) => new Date(Date.now() + ms).toISOString();

/** Replaces the page's backend for one Item: records requests, and answers codes as the test says. */
export class PromptBackend {
  item: Record<string, unknown> = newer();
  readonly posts: { path: string; body: string }[] = [];
  reads = 0;
  onPost: () => Response | Promise<Response> = () => Response.json((this.item = working()));
  #originalFetch = fetch;

  constructor() {
    window.fetch = async (input, init = {}) => {
      const { pathname } = new URL(input as URL, location.href);
      if (!pathname.startsWith('/api/')) return this.#originalFetch.call(window, input, init);
      if (init.method === 'POST') {
        if (!pathname.endsWith('/mfa')) return Response.json({});
        this.posts.push({ path: pathname, body: init.body as string });
        return this.onPost();
      }
      if (pathname !== '/api/items') this.reads++;
      return Response.json(pathname === '/api/items' ? [this.item] : this.item);
    };
  }

  restore(): void {
    window.fetch = this.#originalFetch;
    for (const prompt of document.querySelectorAll('pluggy-reauth-prompt')) {
      prompt.shadowRoot!.querySelector('pluggy-connect')?.close();
    }
  }

  /** Adds a prompt under a provider with this backend. */
  async prompt(first: Record<string, unknown>, mfaEndpoint = '/api/items/{itemId}/mfa') {
    this.item = first;
    const provider = await fixture<PluggyProviderElement>(
      html`<pluggy-provider items-endpoint="/api/items" mfa-endpoint=${mfaEndpoint} preload="none">
        <pluggy-reauth-prompt item-id=${ID}></pluggy-reauth-prompt>
      </pluggy-provider>`,
    );
    Object.assign(provider, { widgetUrl: servers.child, tokenSource: () => Promise.resolve(TOKEN) });
    const prompt = provider.querySelector('pluggy-reauth-prompt')!;
    await until(() => textOf(prompt), 'the prompt is there');
    const change = async (next: Record<string, unknown>) => {
      this.item = next;
      await provider.refresh(ID);
      await prompt.updateComplete;
    };
    return { prompt, provider, change };
  }
}

/** Adds a prompt without a provider, with its own route for codes. */
export async function promptFixture(item: Record<string, unknown>): Promise<PluggyReauthPromptElement> {
  const prompt = await fixture<PluggyReauthPromptElement>(
    html`<pluggy-reauth-prompt mfa-endpoint="/api/items/{itemId}/mfa" token-endpoint="/api/token" preload="none">
    </pluggy-reauth-prompt>`,
  );
  Object.assign(prompt, { item });
  await until(() => textOf(prompt), 'the prompt is there');
  return prompt;
}

export const root = (prompt: PluggyReauthPromptElement) => prompt.shadowRoot!;
export const textOf = (prompt: PluggyReauthPromptElement) => root(prompt).textContent.replace(/\s+/g, ' ').trim();
export const field = (prompt: PluggyReauthPromptElement) => root(prompt).querySelector<HTMLInputElement>('#value')!;
export const sentenceOf = (prompt: PluggyReauthPromptElement) =>
  root(prompt).querySelector('[role=status]')?.textContent ?? '';
export const expectSentence = (prompt: PluggyReauthPromptElement, text: string) =>
  until(() => textOf(prompt).includes(text), text);
export const connectIn = (prompt: PluggyReauthPromptElement) => root(prompt).querySelector('pluggy-connect')!;
/** Returns the label of the button that opens the widget, which also names the institution for screen readers. */
export const connectLabel = (prompt: PluggyReauthPromptElement) =>
  connectIn(prompt).textContent.replace(/\s+/g, ' ').trim();
export const send = (prompt: PluggyReauthPromptElement, value = CODE) => {
  field(prompt).value = value;
  root(prompt).querySelector<HTMLButtonElement>('form button')!.click();
};

/**
 * Records the texts that a screen reader announces from now on, in order: changes of the live region, and elements that
 * receive the focus.
 */
export function listen(prompt: PluggyReauthPromptElement): string[] {
  const announced: string[] = [];
  let before = sentenceOf(prompt);
  const record = () => {
    const now = sentenceOf(prompt);
    if (now && now !== before) announced.push(now);
    before = now;
  };
  new MutationObserver(record).observe(root(prompt), { subtree: true, childList: true, characterData: true });
  root(prompt).addEventListener('focusin', ({ target }) => {
    record();
    const { labels } = target as HTMLInputElement;
    const referred = (attribute: string) =>
      ((target as Element).getAttribute(attribute)?.split(' ') ?? []).map((id) =>
        root(prompt).querySelector(`#${id}`)!,
      );
    const [title = labels?.[0] ?? (target as Element)] = referred('aria-labelledby');
    const parts = [title, ...referred('aria-describedby')];
    announced.push(`→ ${parts.map(({ textContent }) => textContent.replace(/\s+/g, ' ').trim()).join(' · ')}`);
  });
  return announced;
}
