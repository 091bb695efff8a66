// @vitest-environment happy-dom
import { afterEach, describe, expect, it, onTestFinished } from 'vitest';
import '../../../src/define.js';
import { anItem, fakeConnect } from '../../../src/testing/index.js';
import errors from '../../../docs/rules/errors.md?raw';
import integration from '../../../docs/rules/widget-integration.md?raw';
import { waitFor } from '../../support/wait-for.js';

const ID = 'c6ed8a1e-4c8b-4d7e-9d3e-0a1b2c3d4e5f';
const FAILED = anItem({
  id: ID,
  status: 'LOGIN_ERROR',
  executionStatus: 'INVALID_CREDENTIALS',
  error: { code: 'INVALID_CREDENTIALS', message: 'The credentials are invalid.', providerMessage: '<b>Senha</b>' },
});

afterEach(() => document.body.replaceChildren());

/** Returns the code of the block with this name; test environments with a DOM have no access to files. */
function sample(name: string): string {
  const [, code] = new RegExp(`^[\`]{3}\\w+ ${name}\\n(.*?)^[\`]{3}`, 'ms').exec(errors + integration)!;
  return code!;
}

type Watch = (page: EventTarget, say: (text: string) => void) => void;

/** Loads a sample without imports. */
const load = (name: string) =>
  import(/* @vite-ignore */ `data:text/javascript,${encodeURIComponent(sample(name))}`) as Promise<{ watch: Watch }>;

/** Returns the text of a node and of the shadow roots in it, without style sheets. */
function textOf(node: Node): string {
  if (node.nodeType === Node.TEXT_NODE) return node.textContent ?? '';
  if (node.nodeName === 'STYLE') return '';
  const { childNodes } = (node as Element).shadowRoot ?? node;
  return [...childNodes].map(textOf).join(' ');
}

const fake = () => {
  // The first open loads modules, which takes long on a busy machine.
  const connect = fakeConnect({ timeoutMs: 120_000 });
  onTestFinished(() => connect.restore());
  return connect;
};

/** Adds markup, clicks the first button of `<pluggy-connect>`, and returns the element. */
async function clickIn(html: string) {
  document.body.innerHTML = html;
  const element = document.querySelector('pluggy-connect')!;
  element.tokenEndpoint = '/api/connect-token';
  await element.updateComplete;
  element.shadowRoot!.querySelector('button')!.click();
  return element;
}

describe('the outcome', () => {
  /** Connects a bank, and returns the sentences that a page shows. */
  async function sentences(name: string): Promise<string[]> {
    const { watch } = await load(name);
    const said: string[] = [];
    const connect = fake();
    const element = await clickIn('<pluggy-connect>Connect a bank</pluggy-connect>');
    watch(element, (text) => said.push(text));
    await connect.succeed();
    return said;
  }

  it('wrong: a close after a success says that the person cancelled', async () => {
    expect(await sentences('wrong-close.js')).toEqual(['Connected.', 'You cancelled. Please try again.']);
  });

  it('right: the outcome of the close is the success', async () => {
    expect(await sentences('outcome.js')).toEqual(['Connected.']);
  });

  it('right: there is a sentence for every outcome', async () => {
    const { watch } = await load('outcome.js');
    const said: string[] = [];
    watch(document, (text) => said.push(text));
    for (const type of ['success', 'pending', 'error', 'cancelled'])
      document.dispatchEvent(Object.assign(new Event('pluggy-close'), { outcome: { type } }));
    expect(said).toEqual([
      'Connected.',
      'Your bank is still working. This page updates by itself.',
      '',
      'Nothing was connected.',
    ]);
  });
});

describe('the text of an error', () => {
  it('right: the banner has a text for people, and the bank’s words as text', async () => {
    document.body.innerHTML = sample('explained.html').replace(' items-endpoint="/api/items"', '');
    document.documentElement.lang = 'pt-BR';
    onTestFinished(() => document.documentElement.removeAttribute('lang'));
    document.querySelector('pluggy-provider')!.items = [FAILED];
    const banner = document.querySelector('pluggy-error-banner')!;
    await waitFor(() => expect(textOf(banner)).toContain('Reconectar'));
    const text = textOf(banner).replace(/\s+/g, ' ');
    expect(text).toContain('<b>Senha</b>');
    expect(text).not.toMatch(/INVALID_CREDENTIALS|credentials are invalid/);
  });
});

describe('an update after refused credentials', () => {
  it('right: the widget opens for the Item, after a click of the person', async () => {
    const connect = fake();
    document.body.innerHTML = sample('reconnect.html');
    const element = document.querySelector('pluggy-connect')!;
    element.tokenEndpoint = '/api/connect-token';
    await element.updateComplete;
    expect(connect.options).toBeUndefined();
    element.shadowRoot!.querySelector('button')!.click();
    await connect.opened();
    expect(connect.options).toMatchObject({ updateItem: ID });
    element.close();
  });

  it('right: the prompt asks for a new sign-in', async () => {
    const provider = document.createElement('pluggy-provider');
    provider.tokenEndpoint = '/api/connect-token';
    provider.innerHTML = sample('reconnect.html');
    provider.items = [FAILED];
    document.body.append(provider);
    const prompt = document.querySelector('pluggy-reauth-prompt')!;
    await waitFor(() => expect(textOf(prompt)).toContain('Reconnect'));
  });
});
