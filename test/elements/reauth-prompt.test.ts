import { expect, fixture, html } from '@open-wc/testing';
import { sendKeys } from '@web/test-runner-commands';
import type { PluggyErrorEvent, PluggyMfaSubmitEvent, PluggyReauthPromptElement } from '../../src/index.js';
import {
  acting,
  asking,
  CODE,
  connectIn,
  connectLabel,
  failing,
  field,
  ID,
  newer,
  PromptBackend,
  root,
  sentenceOf,
  expectSentence,
  send,
  textOf,
  within,
  working,
} from '../support/prompt.js';
import { watchPage } from '../support/secrets.js';
import {
  anItem,
  expectSdkFailures,
  nextEvent,
  recordEvents,
  theDialog,
  until,
  widgetCalls,
} from '../support/widget.js';
import { expectFailures, recordConsole } from '../support/console.js';

describe('<pluggy-reauth-prompt>', () => {
  beforeEach(expectSdkFailures);
  let backend: PromptBackend;

  beforeEach(() => (backend = new PromptBackend()));
  afterEach(() => backend.restore());

  it('is hidden while nothing is needed', async () => {
    const prompt = await fixture<PluggyReauthPromptElement>(html`<pluggy-reauth-prompt></pluggy-reauth-prompt>`);
    prompt.item = anItem({ consentExpiresAt: null });
    await prompt.updateComplete;
    expect(prompt.offsetHeight).to.equal(0);
    prompt.item = anItem({ consentExpiresAt: within(5 * 86_400_000) });
    await expectSentence(prompt, 'Your permission at Pluggy Bank ends on');
    prompt.item = anItem({ executionStatus: 'PARTIAL_SUCCESS', consentExpiresAt: within(-86_400_000) });
    await expectSentence(prompt, 'ended on');
    prompt.item = failing('USER_AUTHORIZATION_REVOKED');
    await expectSentence(prompt, 'was cancelled');
    expect(textOf(prompt)).not.to.match(/null|1970|Invalid/);
    prompt.item = anItem();
    await until(() => prompt.offsetHeight === 0, 'it is gone');
  });

  describe('in place', () => {
    it('sends digits unchanged and once, and to the route only', async () => {
      const page = watchPage(CODE);
      const { prompt, change } = await backend.prompt(asking());
      const input = field(prompt);
      expect([input.type, input.inputMode, input.getAttribute('autocomplete')]).to.deep.equal([
        'text',
        'numeric',
        'one-time-code',
      ]);
      expect(input.labels![0]!.textContent).to.contain('Chave de segurança');
      const submitEvent = nextEvent('pluggy-mfa-submit');
      input.focus();
      await sendKeys({ type: '012 345' });
      page.collect();
      await sendKeys({ press: 'Enter' });
      const { itemId, parameterName } = await submitEvent;
      expect([itemId, parameterName]).to.deep.equal([ID, 'token']);
      await expectSentence(prompt, 'We’re checking with Pluggy Bank');
      expect(backend.posts).to.deep.equal([{ path: `/api/items/${ID}/mfa`, body: JSON.stringify({ token: CODE }) }]);
      expect(input.value).to.equal('');
      expect((root(prompt).activeElement as HTMLElement).id, 'the focus is not lost').to.equal('prompt');
      await change(newer());
      await expectSentence(prompt, 'You’re all set');
      expect(page.found(await submitEvent)).to.deep.equal([]);
      page.stop();
    });

    it('has a field for every type', async () => {
      const { prompt, change } = await backend.prompt(asking({ type: 'password' }));
      expect(field(prompt).type).to.equal('password');
      for (const [type, expected] of [
        ['text', 'text'],
        ['string', 'text'],
        ['ethaddress', 'text'],
      ] as const) {
        await change(asking({ type, expiresAt: within(600_000) }));
        expect(field(prompt).type, type).to.equal(expected);
        expect(field(prompt).inputMode).to.equal('');
      }
      await change(asking({ name: 'phone', type: 'select', options: [{ value: '1', label: '(11)' }] }));
      expect(field(prompt).localName).to.equal('select');
      send(prompt, '1');
      await until(() => backend.posts.length, 'it is sent');
      expect(JSON.parse(backend.posts[0]!.body)).to.deep.equal({ phone: '1' });
      const gif = 'R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7';
      for (const data of [gif, `data:image/gif;base64,${gif}`]) {
        await change(asking({ name: `image-${data.length}`, type: 'image', data }));
        expect(root(prompt).querySelector('img')!.src).to.equal(`data:image/gif;base64,${gif}`);
      }
      for (const parameter of [{ type: 'hcaptcha' }, { type: 'image', data: '%%%' }]) {
        await change(asking(parameter));
        expect(connectLabel(prompt)).to.equal('Continue Pluggy Bank');
      }
    });

    it('shows an error for an invalid value before sending', async () => {
      const { prompt, change } = await backend.prompt(asking());
      send(prompt, '');
      await expectSentence(prompt, 'Please fill this in');
      send(prompt, '12');
      await expectSentence(prompt, 'O token deve ter 6 números.');
      expect(field(prompt).getAttribute('aria-invalid')).to.equal('true');
      expect(field(prompt).getAttribute('aria-describedby')).to.contain('failure');
      await change(asking({ name: 'other', validation: '^(\\d+)+$', optional: true }));
      send(prompt, '');
      await until(() => backend.posts.length, 'what is optional may be empty');
      expect(backend.posts.length).to.equal(1);
    });

    it('sends nothing when the page prevents it', async () => {
      const { prompt } = await backend.prompt(asking());
      prompt.addEventListener('pluggy-mfa-submit', (event: PluggyMfaSubmitEvent) => event.preventDefault(), {
        once: true,
      });
      send(prompt);
      expect(field(prompt).value).to.equal(CODE);
      expect(backend.posts).to.deep.equal([]);
      expect(textOf(prompt)).to.contain('Send');
    });

    it('keeps the typed value while the same parameter waits, and explains a new one', async () => {
      const { prompt, change } = await backend.prompt(asking());
      field(prompt).value = '01';
      field(prompt).focus();
      await change(asking({ label: 'Another label' }));
      expect(field(prompt).value).to.equal('01');
      await change(asking({ name: 'phone', type: 'text' }));
      expect(field(prompt).value).to.equal('');
      expect(textOf(prompt)).to.contain('Your bank has changed its question.');
      expect(root(prompt).activeElement === field(prompt), 'the focus goes on').to.equal(true);
    });

    it('asks again for a second step, and not for the same one', async () => {
      const { prompt, change } = await backend.prompt(asking());
      backend.onPost = () => Response.json({});
      field(prompt).focus();
      send(prompt);
      await expectSentence(prompt, 'We’re checking with');
      await change(asking());
      expect(field(prompt)).to.equal(null);
      await change(asking({ expiresAt: within(300_000) }));
      expect(field(prompt).value).to.equal('');
      expect(root(prompt).activeElement === field(prompt), 'the focus goes on').to.equal(true);
    });

    const refusals: [status: number, body: unknown, text: string, isKept: boolean, code: string][] = [
      [400, { code: 'CONNECTOR_VALIDATION_ERROR' }, 'This wasn’t accepted', false, 'mfa-rejected'],
      [400, { code: 'MFA_PARAMERTER_WAS_ALREADY_USED_ERROR' }, 'has already been used', false, 'mfa-rejected'],
      [500, '<html>', 'We couldn’t send it just now', true, 'mfa-server'],
    ];
    for (const [status, body, text, isKept, code] of refusals) {
      it(`continues after ${status} ${JSON.stringify(body)}`, async () => {
        expectFailures('mfa-rejected', 'mfa-server');
        const { prompt } = await backend.prompt(asking());
        backend.onPost = () => Response.json(body, { status });
        const failed = nextEvent('pluggy-error');
        send(prompt);
        const { error }: PluggyErrorEvent = await failed;
        expect(error.code).to.equal(code);
        await expectSentence(prompt, text);
        expect(field(prompt).value).to.equal(isKept ? CODE : '');
        backend.onPost = () => Response.json((backend.item = working()));
        send(prompt);
        await expectSentence(prompt, 'We’re checking with');
        expect(backend.posts.length).to.equal(2);
      });
    }

    it('offers a new start when the code comes too late or was not expected', async () => {
      expectFailures('mfa-expired', 'mfa-not-waiting');
      const { prompt, change } = await backend.prompt(asking());
      backend.onPost = () => Response.json({ code: 'ITEM_MFA_EXPIRED' }, { status: 400 });
      send(prompt);
      await expectSentence(prompt, 'There wasn’t enough time to confirm at Pluggy Bank.');
      expect(connectLabel(prompt)).to.equal('Start again Pluggy Bank');
      await change(asking({ expiresAt: within(60_000) }));
      backend.onPost = () => Response.json({ codeDescription: 'ITEM_MFA_NOT_FOUND' }, { status: 404 });
      send(prompt);
      await expectSentence(prompt, 'no longer waits');
      await change(failing('INVALID_CREDENTIALS_MFA'));
      await expectSentence(prompt, 'The code wasn’t accepted');
      expect(connectLabel(prompt)).to.equal('Start again Pluggy Bank');
    });

    it('shows a countdown, announces it rarely, and closes at the end', async () => {
      const { prompt, change } = await backend.prompt(asking({ expiresAt: within(300_500) }));
      await expectSentence(prompt, 'Time left: 5:0');
      expect(sentenceOf(prompt)).to.match(/^You still have 5 minutes(, 1 second)?\.$/);
      await change(asking({ expiresAt: within(58_500) }));
      expect(sentenceOf(prompt)).to.match(/^You still have 5[89] seconds\.$/);
      await change(asking({ expiresAt: within(500) }));
      await expectSentence(prompt, 'Start again');
      expect(field(prompt)).to.equal(null);
      for (const expiresAt of [undefined, within(315_360_000_000)]) {
        await change(asking({ expiresAt }));
        expect(textOf(prompt)).not.to.contain('Time left');
        expect(field(prompt)).not.to.equal(null);
      }
    });

    it('drops the code when removed while sending', async () => {
      const { prompt, provider } = await backend.prompt(asking());
      const input = field(prompt);
      let answer!: (response: Response) => void;
      backend.onPost = () => new Promise((resolve) => (answer = resolve));
      send(prompt);
      await until(() => backend.posts.length, 'it is on its way');
      prompt.remove();
      await Promise.resolve();
      expect(input.value).to.equal('');
      answer(Response.json({}, { status: 500 }));
      provider.append(prompt);
      await until(() => field(prompt), 'it asks again');
      expect(field(prompt).value).to.equal('');
    });

    it('warns of an id that no provider looks up', async () => {
      const warnings = recordConsole('warn');
      const prompt = await fixture<PluggyReauthPromptElement>(
        html`<pluggy-reauth-prompt item-id="a"></pluggy-reauth-prompt>`,
      );
      await prompt.updateComplete;
      warnings.restore();
      expect(warnings.texts().length).to.equal(1);
      expect(warnings.texts()[0]).to.match(/^<pluggy-reauth-prompt> item-id="a" is ignored\./);
    });

    it('works without a provider, with its own route', async () => {
      const prompt = await fixture<PluggyReauthPromptElement>(
        html`<pluggy-reauth-prompt mfa-endpoint="/api/codes/{itemId}/mfa"></pluggy-reauth-prompt>`,
      );
      prompt.item = asking();
      await until(() => field(prompt), 'it asks');
      send(prompt);
      await expectSentence(prompt, 'We’re checking with');
      expect(backend.posts).to.deep.equal([{ path: `/api/codes/${ID}/mfa`, body: JSON.stringify({ token: CODE }) }]);
    });
  });

  describe('elsewhere', () => {
    it('draws a QR code, and its replacement', async () => {
      const { prompt, change } = await backend.prompt(acting({ qr: 'one' }));
      const path = () => root(prompt).querySelector('svg[role=img] path')?.getAttribute('d');
      await until(path, 'it is drawn');
      const first = path();
      expect(textOf(prompt)).to.contain('Leia o QR code.');
      await change(acting({ qr: 'two' }));
      expect(path()).not.to.equal(first);
      expect(connectIn(prompt)).to.equal(null);
    });

    describe('on a phone, which cannot scan its own screen', () => {
      const realMatchMedia = window.matchMedia.bind(window);
      const overrides = new Map<string, unknown>();
      beforeEach(() => {
        const phone = { matches: true } as MediaQueryList;
        const answer = (query: string) => (query === '(pointer: coarse)' ? phone : realMatchMedia(query));
        Object.defineProperty(window, 'matchMedia', { configurable: true, writable: true, value: answer });
      });
      afterEach(() => {
        Object.defineProperty(window, 'matchMedia', { configurable: true, writable: true, value: realMatchMedia });
        for (const name of overrides.keys()) delete (navigator as unknown as Record<string, unknown>)[name];
        overrides.clear();
        history.replaceState(null, '', location.pathname);
      });
      const override = (name: string, value: unknown) => {
        overrides.set(name, value);
        Object.defineProperty(navigator, name, { configurable: true, value });
      };
      const buttons = (prompt: PluggyReauthPromptElement) => [...root(prompt).querySelectorAll('button')];
      const labels = (prompt: PluggyReauthPromptElement) =>
        buttons(prompt).map(({ textContent }) => textContent.trim());
      const press = (prompt: PluggyReauthPromptElement, text: string) =>
        buttons(prompt)
          .find(({ textContent }) => textContent.trim() === text)!
          .click();
      const manual = (prompt: PluggyReauthPromptElement) => root(prompt).querySelector<HTMLInputElement>('input');

      it('copies a code that is a text', async () => {
        const copied: string[] = [];
        override('clipboard', { writeText: (text: string) => Promise.resolve(void copied.push(text)) });
        const { prompt } = await backend.prompt(acting({ qr: 'the-code' }));
        expect(labels(prompt)).to.deep.equal(['Copy code', 'Open on another device', 'I’ve done it, check now']);
        expect(buttons(prompt).map(({ className }) => className)).to.deep.equal(['', 'outline', 'outline']);
        expect(textOf(prompt)).to.contain('can’t scan a QR code on its own screen').and.not.contain('scan the code');
        expect(root(prompt).querySelector('summary')!.getBoundingClientRect().height).to.be.at.least(44);
        press(prompt, 'Copy code');
        await expectSentence(prompt, 'Code copied. Now paste it in the app: Pluggy Bank.');
        expect(copied).to.deep.equal(['the-code']);
        expect(manual(prompt)).to.equal(null);
      });

      it('offers another device alone for a code that is a picture', async () => {
        const picture = `data:image/png;base64,iVBORw0KGgo${'A'.repeat(40)}`;
        const { prompt } = await backend.prompt(acting({ image: picture }));
        expect(labels(prompt)[0]).to.equal('Open on another device');
      });

      it('shows the current code to copy by hand where there is no clipboard', async () => {
        override('clipboard', undefined);
        const { prompt, change } = await backend.prompt(acting({ qr: 'one' }));
        press(prompt, 'Copy code');
        await expectSentence(prompt, 'Press and hold the text to copy it.');
        await change(acting({ qr: 'two' }));
        expect(manual(prompt)!.value).to.equal('two');
        expect(root(prompt).innerHTML).not.to.contain('two');
      });

      it('shares the page’s address without its parameters', async () => {
        history.replaceState(null, '', `${location.pathname}?token=secret#/accounts?code=secret`);
        const shared: unknown[] = [];
        override('share', (data: unknown) => Promise.resolve(void shared.push(data)));
        const { prompt } = await backend.prompt(acting({ qr: 'one' }));
        press(prompt, 'Open on another device');
        await until(() => shared.length, 'shared');
        expect(shared).to.deep.equal([{ url: `${location.origin}${location.pathname}#/accounts` }]);
      });

      it('copies the address where the browser cannot share, and shows it where it cannot copy either', async () => {
        override('share', undefined);
        const copied: string[] = [];
        override('clipboard', { writeText: (text: string) => Promise.resolve(void copied.push(text)) });
        const { prompt } = await backend.prompt(acting({ qr: 'one' }));
        press(prompt, 'Open on another device');
        await expectSentence(prompt, 'Link copied.');
        expect(copied).to.deep.equal([location.origin + location.pathname]);
        override('clipboard', undefined);
        press(prompt, 'Open on another device');
        await expectSentence(prompt, 'Press and hold the text to copy it.');
        expect(manual(prompt)!.value).to.equal(location.origin + location.pathname);
      });

      it('says nothing when the person closes the share sheet', async () => {
        override('share', () => Promise.reject(new DOMException('No.', 'AbortError')));
        const { prompt } = await backend.prompt(acting({ qr: 'one' }));
        const before = textOf(prompt);
        press(prompt, 'Open on another device');
        await new Promise((resolve) => setTimeout(resolve, 50));
        expect(textOf(prompt)).to.equal(before);
      });
    });

    it('offers no other way to scan on a computer', async () => {
      const { prompt } = await backend.prompt(acting({ qr: 'one' }));
      expect(textOf(prompt)).not.to.contain('another device');
    });

    it('reads the Item on demand, and shows the result', async () => {
      const { prompt } = await backend.prompt(acting({ qr: 'one' }));
      const check = root(prompt).querySelector('button')!;
      check.focus();
      check.click();
      await expectSentence(prompt, 'We haven’t heard from Pluggy Bank yet.');
      backend.item = newer({ status: 'UPDATING', executionStatus: 'ACCOUNTS_IN_PROGRESS' });
      check.click();
      await expectSentence(prompt, 'We’re getting your data from Pluggy Bank.');
      expect((root(prompt).activeElement as HTMLElement).id).to.equal('prompt');
      root(prompt).querySelector<HTMLElement>('.panel')!.blur();
      expect(backend.reads).to.be.greaterThan(1);
    });

    it('shows an error when the Item could not be read, and reads again', async () => {
      expectFailures('items-unauthorized');
      const { prompt } = await backend.prompt(acting({ qr: 'one' }));
      const originalFetch = window.fetch.bind(window);
      window.fetch = () => Promise.resolve(new Response('', { status: 403 }));
      root(prompt).querySelector('button')!.click();
      await expectSentence(prompt, 'We couldn’t check just now.');
      window.fetch = originalFetch;
      root(prompt).querySelector('button')!.click();
      await expectSentence(prompt, 'We haven’t heard from Pluggy Bank yet.');
    });

    it("shows the bank's message as text", async () => {
      const providerMessage = 'Aceite os <b>termos</b> no app';
      const error = { code: 'ACCOUNT_NEEDS_ACTION', providerMessage };
      const { prompt, change } = await backend.prompt(newer({ status: 'LOGIN_ERROR', error }));
      await expectSentence(prompt, `Pluggy Bank says: ${providerMessage}`);
      expect(root(prompt).querySelector('[part=quote] b')).to.equal(null);
      await change(asking());
      expect(root(prompt).querySelector('[part=quote]')).to.equal(null);
    });

    it('waits for an authorisation without an urgent state', async () => {
      const { prompt } = await backend.prompt(failing('USER_AUTHORIZATION_PENDING'));
      await expectSentence(prompt, 'continues on its own');
      expect(connectIn(prompt)).to.equal(null);
    });

    it('says that other people of the account have to approve, with nothing to press', async () => {
      const warnings = [{ code: 'ACCT_002' }];
      const { prompt, change } = await backend.prompt(
        newer({ statusDetail: { accounts: { isUpdated: false, warnings } } }),
      );
      await expectSentence(prompt, 'The other people on your account at Pluggy Bank still need to approve.');
      expect(root(prompt).querySelector('button, pluggy-connect')).to.equal(null);
      await change(newer());
      expect(textOf(prompt)).to.equal('');
    });
  });

  describe('in the widget', () => {
    let record: ReturnType<typeof recordEvents>;
    beforeEach(() => (record = recordEvents()));
    afterEach(async () => {
      record.stop();
      await until(() => !theDialog(), 'the dialog is gone');
    });

    it('opens for its Item, stays without a success, and disappears after one', async () => {
      const { prompt } = await backend.prompt(asking(), '');
      const button = connectIn(prompt);
      expect(button.textContent).to.match(/^Continue\s+Pluggy Bank$/);
      let ready = nextEvent('pluggy-ready');
      button.click();
      expect((await ready).itemId).to.equal(ID);
      let closed = nextEvent('pluggy-close');
      button.close();
      await closed;
      expect(connectIn(prompt) === button, 'it stays').to.equal(true);

      ready = nextEvent('pluggy-ready');
      button.click();
      await ready;
      backend.item = newer();
      widgetCalls('onSuccessProp', { item: backend.item });
      await nextEvent('pluggy-success');
      closed = nextEvent('pluggy-close');
      widgetCalls('close');
      await closed;
      await expectSentence(prompt, 'You’re all set');
      expect(record.types()).to.deep.equal(['open', 'ready', 'close', 'open', 'ready', 'success', 'close']);
    });

    it('reads the Item first, and does not open when nothing is needed any more', async () => {
      const { prompt } = await backend.prompt(failing('INVALID_CREDENTIALS'));
      const button = connectIn(prompt);
      button.focus();
      backend.item = newer();
      button.click();
      await expectSentence(prompt, 'You’re all set');
      expect(record.types()).to.deep.equal([]);
      expect((root(prompt).activeElement as HTMLElement).id).to.equal('prompt');
    });

    it('uses the settings of its attributes', async () => {
      const prompt = await fixture<PluggyReauthPromptElement>(
        html`<pluggy-reauth-prompt token-endpoint="/api/token" preload="none" no-fullscreen></pluggy-reauth-prompt>`,
      );
      prompt.item = failing('INVALID_CREDENTIALS');
      await until(() => connectIn(prompt), 'the button is there');
      expect(connectIn(prompt).settings).to.include({
        tokenEndpoint: '/api/token',
        preload: 'none',
        noFullscreen: true,
      });
      expect(connectIn(prompt).itemId).to.equal(ID);
    });

    it("uses the provider's current settings where the prompt has none", async () => {
      const { prompt, provider } = await backend.prompt(failing('INVALID_CREDENTIALS'));
      Object.assign(provider, { tokenEndpoint: '/api/of-the-provider', includeSandbox: true, theme: 'dark' });
      await until(() => connectIn(prompt).settings.theme === 'dark', 'the settings have arrived');
      expect(connectIn(prompt).settings).to.include({ tokenEndpoint: '/api/of-the-provider', includeSandbox: true });
      const openFinanceParameters = { cpf: '00000000191' };
      Object.assign(prompt, { tokenEndpoint: '/api/of-the-prompt', openFinanceParameters });
      prompt.setAttribute('theme', 'light');
      await until(() => connectIn(prompt).settings.theme === 'light', 'the settings have arrived');
      expect(connectIn(prompt).settings).to.include({
        tokenEndpoint: '/api/of-the-prompt',
        includeSandbox: true,
        openFinanceParameters,
      });
      expect(connectIn(prompt).store, 'the items stay those of the provider').to.equal(prompt.store);
      prompt.removeAttribute('theme');
      prompt.tokenEndpoint = '';
      await until(() => connectIn(prompt).settings.theme === 'dark', 'the settings have arrived');
      expect(connectIn(prompt).settings.tokenEndpoint).to.equal('/api/of-the-provider');
      for (const name of ['theme', 'preload']) expect(connectIn(prompt).hasAttribute(name), name).to.equal(false);
    });
  });

  it('keeps two prompts for two Items apart', async () => {
    backend.item = asking();
    const page = await fixture(html`
      <pluggy-provider
        mfa-endpoint="/api/items/{itemId}/mfa"
        .items=${[backend.item, { ...backend.item, id: 'other' }]}
      >
        <pluggy-reauth-prompt item-id=${ID}></pluggy-reauth-prompt>
        <pluggy-reauth-prompt item-id="other"></pluggy-reauth-prompt>
      </pluggy-provider>
    `);
    const [one, other] = [...page.querySelectorAll('pluggy-reauth-prompt')] as [
      PluggyReauthPromptElement,
      PluggyReauthPromptElement,
    ];
    await until(() => field(one) && field(other), 'both ask');
    backend.onPost = () => Response.json({});
    send(other);
    await expectSentence(other, 'We’re checking with');
    expect(backend.posts.map(({ path }) => path)).to.deep.equal(['/api/items/other/mfa']);
    expect(field(one).value).to.equal('');
  });
});
