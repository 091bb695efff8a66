import { expect, fixture, html } from '@open-wc/testing';
import { qrOf } from '../../src/model/mfa.js';
import type { PluggyReauthPromptElement } from '../../src/index.js';
import '../../src/define/error-banner.js';
import { testClock } from '../support/clock.js';
import {
  acting,
  asking,
  CODE,
  connectLabel,
  failing,
  field,
  ID,
  newer,
  PromptBackend,
  promptFixture,
  root,
  expectSentence,
  send,
  textOf,
  within,
  working,
} from '../support/prompt.js';
import { expectSdkFailures, nextEvent, until } from '../support/widget.js';
import { expectFailures } from '../support/console.js';

const answer =
  (status: number, body: unknown, type = 'application/json') =>
  () =>
    new Response(typeof body === 'string' ? body : JSON.stringify(body), { status, headers: { 'content-type': type } });

describe('<pluggy-reauth-prompt> when something goes wrong', () => {
  beforeEach(expectSdkFailures);
  let backend: PromptBackend;
  beforeEach(() => (backend = new PromptBackend()));
  afterEach(() => backend.restore());

  /** A response of the bank or the network that the test releases. */
  function heldResponse() {
    const waiting: ((response: Response) => void)[] = [];
    backend.onPost = () => new Promise((resolve) => waiting.push(resolve));
    return waiting;
  }

  describe('with the route for codes', () => {
    const USED = 'has already been used';
    const REJECTED = 'This wasn’t accepted. Please check it';
    const LATE = 'There wasn’t enough time to confirm at Pluggy Bank.';
    const OVER = 'Pluggy Bank no longer waits for it.';
    const SERVER = 'We couldn’t send it just now.';
    type Ending = 'empty' | 'kept' | 'restart' | 'sent';
    const pluggy = (code: string) => ({ code: 400, codeDescription: code, message: 'In English, for nobody.' });
    const rows: [name: string, onPost: () => Response | Promise<Response>, text: string, ending: Ending][] = [
      ...['MFA_PARAMERTER_WAS_ALREADY_USED_ERROR', 'MFA_PARAMETER_WAS_ALREADY_USED_ERROR'].map(
        (code): [string, () => Response, string, Ending] => [code, answer(400, pluggy(code)), USED, 'empty'],
      ),
      ...[
        'CONNECTOR_VALIDATION_ERROR',
        'CONNECTOR_REQUIRED_PARAMETER_VALIDATION_ERROR',
        'PARAMETERS_NOT_PROVIDED',
        'INVALID_CREDENTIALS_MFA',
        'A_CODE_OF_TOMORROW',
      ].map((code): [string, () => Response, string, Ending] => [code, answer(400, pluggy(code)), REJECTED, 'empty']),
      ['ITEM_MFA_EXPIRED', answer(400, pluggy('ITEM_MFA_EXPIRED')), LATE, 'restart'],
      ['USER_INPUT_TIMEOUT', answer(400, pluggy('USER_INPUT_TIMEOUT')), LATE, 'restart'],
      ['ITEM_MFA_NOT_FOUND', answer(404, pluggy('ITEM_MFA_NOT_FOUND')), OVER, 'restart'],
      [
        'ITEM_MFA_PARAMETER_EXPECTED_MISMATCH',
        answer(400, pluggy('ITEM_MFA_PARAMETER_EXPECTED_MISMATCH')),
        OVER,
        'restart',
      ],
      ['ITEM_NOT_FOUND', answer(404, pluggy('ITEM_NOT_FOUND')), OVER, 'restart'],
      ['ITEM_MFA_ALREADY_PROVIDED', answer(400, pluggy('ITEM_MFA_ALREADY_PROVIDED')), 'We’re checking with', 'sent'],
      ['ITEM_ALREADY_UPDATING', answer(409, pluggy('ITEM_ALREADY_UPDATING')), SERVER, 'kept'],
      ['401', answer(401, { error: 'unauthorized' }), SERVER, 'kept'],
      ['429', answer(429, { code: 429, message: 'Too many requests.' }), SERVER, 'kept'],
      ['INTERNAL_SERVER_ERROR', answer(500, pluggy('INTERNAL_SERVER_ERROR')), SERVER, 'kept'],
      ['503 with a page', answer(503, '<html><h1>nginx</h1>', 'text/html'), SERVER, 'kept'],
      ['200 with a page', answer(200, '<html><h1>Sign in</h1>', 'text/html'), SERVER, 'kept'],
      ['nobody', () => Promise.reject(new TypeError('Failed to fetch')), 'We couldn’t send it.', 'kept'],
    ];

    it('shows a sentence and an action for each of Pluggy’s codes, and without one', async () => {
      expectFailures('mfa-rejected', 'mfa-expired', 'mfa-not-waiting', 'mfa-server', 'mfa-network');
      const { prompt, change } = await backend.prompt(asking());
      for (const [index, [name, onPost, text, ending]] of rows.entries()) {
        await change(asking({ name: `token-${index}` }));
        backend.onPost = onPost;
        const posts = backend.posts.length;
        send(prompt);
        await expectSentence(prompt, text);
        expect(backend.posts.length, `${name}: once`).to.equal(posts + 1);
        expect(textOf(prompt), name).not.to.match(/[A-Z]+_[A-Z]+|English|nginx|<|undefined/);
        if (ending === 'restart') expect(connectLabel(prompt), name).to.equal('Start again Pluggy Bank');
        else if (ending === 'sent') expect(field(prompt), name).to.equal(null);
        else {
          expect(field(prompt).value, name).to.equal(ending === 'kept' ? CODE : '');
          expect(root(prompt).querySelector('button')!.getAttribute('aria-disabled'), name).to.equal('false');
        }
      }
    });

    it('waits 15 s for a slow response, and can then send again', async () => {
      expectFailures('mfa-network');
      const prompt = await promptFixture(asking());
      heldResponse();
      send(prompt);
      await until(() => backend.posts.length, 'it is on its way');
      send(prompt);
      expect(backend.posts.length, 'not twice').to.equal(1);
      // The code that sends is loaded: from now on the test controls the time.
      const clock = testClock();
      try {
        Object.assign(prompt, { item: asking({ name: 'second' }) });
        await prompt.updateComplete;
        send(prompt);
        while (backend.posts.length < 2) await clock.settle();
        await clock.pass(14_000);
        expect(textOf(prompt)).to.contain('Just a moment…');
        await clock.pass(1000);
        expect(textOf(prompt)).to.contain('We couldn’t send it.');
        expect(field(prompt).value).to.equal(CODE);
      } finally {
        clock.restore();
      }
    });

    it('explains a failure itself, while a banner beside it stays hidden', async () => {
      expectFailures('mfa-rejected');
      const { prompt, provider } = await backend.prompt(asking());
      const banner = document.createElement('pluggy-error-banner');
      provider.append(banner);
      backend.onPost = answer(400, pluggy('CONNECTOR_VALIDATION_ERROR'));
      send(prompt);
      await expectSentence(prompt, REJECTED);
      await banner.updateComplete;
      expect(banner.shadowRoot!.textContent).to.equal('');
    });
  });

  describe('while a code is on its way', () => {
    it("answers the bank's next question, unaffected by late responses", async () => {
      expectFailures('mfa-rejected', 'mfa-server');
      for (const late of [answer(200, {}), answer(400, { code: 'CONNECTOR_VALIDATION_ERROR' }), answer(500, '')]) {
        const { prompt, change } = await backend.prompt(asking());
        const waiting = heldResponse();
        send(prompt);
        await until(() => waiting.length, 'the first is on its way');
        await change(asking({ name: 'second', label: 'Palavra' }));
        expect(field(prompt).readOnly).to.equal(false);
        field(prompt).value = '54';
        const itemChange = nextEvent('pluggy-item-change');
        backend.item = { ...asking({ name: 'second', label: 'Palavra' }) };
        waiting[0]!(late());
        // The Item is read again after each response.
        await itemChange;
        await prompt.updateComplete;
        expect(field(prompt).value).to.equal('54');
        expect(root(prompt).querySelector('#failure')).to.equal(null);
        send(prompt, '543210');
        await until(() => waiting.length === 2, 'the second goes out');
        expect(JSON.parse(backend.posts.at(-1)!.body)).to.deep.equal({ second: '543210' });
        waiting[1]!(answer(200, {})());
        await expectSentence(prompt, 'We’re checking with');
      }
    });

    it('shows an empty form when it is removed and put back, and sends the next code', async () => {
      const { prompt, provider } = await backend.prompt(asking());
      const waiting = heldResponse();
      const input = field(prompt);
      send(prompt);
      await until(() => waiting.length, 'it is on its way');
      prompt.remove();
      await Promise.resolve();
      expect(input.value).to.equal('');
      provider.append(prompt);
      await until(() => !textOf(prompt).includes('Just a moment'), 'it asks again');
      waiting[0]!(answer(500, '')());
      send(prompt);
      await until(() => waiting.length === 2, 'it goes out');
      waiting[1]!(answer(200, {})());
      await expectSentence(prompt, 'We’re checking with');
    });
  });

  it('accepts any deadline: past, missing, invalid, in ten years', async () => {
    const { prompt, change } = await backend.prompt(asking({ expiresAt: within(-60_000) }));
    expect(textOf(prompt)).to.contain('There wasn’t enough time to confirm at Pluggy Bank.');
    expect(connectLabel(prompt)).to.equal('Start again Pluggy Bank');
    for (const expiresAt of [undefined, null, '', 'soon', within(315_360_000_000)]) {
      await change(asking({ expiresAt }));
      expect(field(prompt), String(expiresAt)).not.to.equal(null);
      expect(textOf(prompt), String(expiresAt)).not.to.match(/Time left|still have|null|NaN|Invalid|1970/);
    }
    await change(acting({ qr: 'one' }, { expiresAt: within(-1) }));
    expect(connectLabel(prompt)).to.equal('Start again Pluggy Bank');
  });

  it('sends a code once from two prompts for one Item, and both continue', async () => {
    const { prompt, provider, change } = await backend.prompt(asking());
    const other = Object.assign(document.createElement('pluggy-reauth-prompt'), { itemId: ID });
    provider.append(other);
    await until(() => field(other), 'both ask');
    field(other).value = '99';
    send(prompt);
    await expectSentence(prompt, 'We’re checking with');
    await until(() => !textOf(other), 'the other has nothing to ask');
    expect(backend.posts.length).to.equal(1);
    await change(asking({ name: 'second' }));
    expect([field(prompt).value, field(other).value]).to.deep.equal(['', '']);
    await change(newer());
    await expectSentence(prompt, 'You’re all set');
    expect(textOf(other)).to.equal('');
  });

  describe('removed', () => {
    const cases: [what: string, item: () => Record<string, unknown>][] = [
      ['a countdown', () => asking({ expiresAt: within(60_000) })],
      ['a deadline in ten years', () => asking({ expiresAt: within(315_360_000_000) })],
      ['a QR code', () => acting({ qr: 'one' }, { expiresAt: within(60_000) })],
    ];
    for (const [what, item] of cases) {
      it(`leaves no timer of ${what}`, async () => {
        const prompt = await promptFixture(asking());
        const clock = testClock();
        try {
          Object.assign(prompt, { item: item() });
          await prompt.updateComplete;
          await clock.settle();
          expect(clock.waiting).to.be.greaterThan(0);
          prompt.remove();
          await clock.settle();
          expect(clock.waiting).to.equal(0);
        } finally {
          clock.restore();
        }
      });
    }

    it('dispatches no event, and stays hidden when put back', async () => {
      const { prompt, provider, change } = await backend.prompt(asking());
      send(prompt);
      await expectSentence(prompt, 'We’re checking with');
      await change(newer());
      await expectSentence(prompt, 'You’re all set');
      prompt.remove();
      await Promise.resolve();
      provider.append(prompt);
      await until(() => !textOf(prompt), 'nothing is needed');
    });

    it('stops following a QR code, whatever it was reading', async () => {
      const { prompt, provider } = await backend.prompt(acting({ qr: 'one' }));
      await until(() => root(prompt).querySelector('svg'), 'it is drawn');
      const clock = testClock();
      try {
        root(prompt).querySelector('button')!.click();
        prompt.remove();
        await provider.refresh(ID);
        const { reads } = backend;
        await clock.pass(1900);
        expect(backend.reads).to.equal(reads);
      } finally {
        clock.restore();
      }
    });
  });

  describe("with the bank's texts", () => {
    const LONG = 'Código de segurança '.repeat(500);
    const WORD = 'M'.repeat(10_000);

    for (const dir of ['ltr', 'rtl']) {
      it(`fits 320 px at 200 % with 10 kB in every text, ${dir}`, async () => {
        const page = await fixture(html`
          <div dir=${dir} style="inline-size: 320px; font-size: 32px; overflow: auto">
            <pluggy-reauth-prompt mfa-endpoint="/api/items/{itemId}/mfa"></pluggy-reauth-prompt>
          </div>
        `);
        const prompt = page.firstElementChild as PluggyReauthPromptElement;
        const options = [{ value: '1', label: WORD }];
        for (const text of [LONG, WORD]) {
          const connector = { id: 2, name: text };
          const texts = {
            label: text,
            instructions: text,
            assistiveText: text,
            placeholder: text,
            validationMessage: text,
          };
          const items = [
            { ...asking({ ...texts, expiresAt: within(600_000) }), connector },
            { ...asking({ ...texts, type: 'select', options }), connector },
            { ...acting({ qr: 'one' }, { instructions: text }), connector },
            { ...failing('INVALID_CREDENTIALS'), connector },
          ];
          for (const item of items) {
            Object.assign(prompt, { item });
            await prompt.updateComplete;
            await until(() => textOf(prompt), 'it is there');
            root(prompt).querySelector<HTMLButtonElement>('form button')?.click();
            expect(page.scrollWidth, `${JSON.stringify(item).slice(0, 200)}`).to.be.at.most(320);
          }
        }
        expect(root(prompt).querySelector('#text')!.textContent.length).to.be.lessThan(250);
      });
    }

    it('renders them as text, never as markup or an address', async () => {
      const hostile = '<img src=x onerror="alert(1)">';
      const texts = { label: hostile, instructions: hostile, assistiveText: hostile, placeholder: hostile };
      const { prompt, change } = await backend.prompt({ ...asking(texts), connector: { id: 2, name: hostile } });
      expect(textOf(prompt).split(hostile).length - 1).to.equal(4);
      await change(acting({ image: 'javascript:alert(1)' }, { instructions: hostile }));
      await change(asking({ ...texts, type: 'image', data: 'data:text/html;base64,PGI+PGI+PGI+PGI+PGI+PGI+PGI+PGI+' }));
      expect(root(prompt).querySelector('img, a, script')).to.equal(null);
      expect(qrOf({ type: 'qr', attributes: { image: 'javascript:alert(1)' } })?.image).to.equal(undefined);
    });
  });

  it('uses the page’s texts where the page has set them', async () => {
    const { prompt, provider, change } = await backend.prompt(asking());
    provider.messages = {
      mfa: {
        bank: 'the bank',
        texts: { code: { title: 'Over to you', text: (bank) => `Please: ${bank}` } },
        asks: (bank) => `Please, ${bank}:`,
        actions: { send: 'Off it goes' },
        failed: { required: 'Nothing there' },
      },
    };
    await expectSentence(prompt, 'Over to you');
    send(prompt, '');
    await expectSentence(prompt, 'Nothing there');
    expect(root(prompt).querySelector('button')!.textContent.trim()).to.equal('Off it goes');
    await change({ ...asking(), connector: null });
    await expectSentence(prompt, 'Please: the bank');
    backend.onPost = () => Response.json((backend.item = { ...working(), connector: null }));
    send(prompt);
    // Other texts stay those of the library.
    await expectSentence(prompt, 'We’re checking with the bank…');
  });
});
