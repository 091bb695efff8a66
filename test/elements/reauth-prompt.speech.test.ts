import { expect } from '@open-wc/testing';
import { sendKeys } from '@web/test-runner-commands';
import { testClock } from '../support/clock.js';
import {
  acting,
  asking,
  field,
  listen,
  newer,
  PromptBackend,
  promptFixture,
  root,
  said,
  says,
  send,
} from '../support/prompt.js';

const WHY = 'To go on, Pluggy Bank needs you to confirm something.';
const UP = 'The time to confirm at Pluggy Bank is up. No problem: just start again.';

describe('<pluggy-reauth-prompt> for screen readers', () => {
  let backend: PromptBackend;
  beforeEach(() => (backend = new PromptBackend()));
  afterEach(() => backend.restore());

  describe('with time', () => {
    for (const where of ['elsewhere', 'in the field']) {
      it(`says what is left three times, and each once: the focus is ${where}`, async () => {
        const prompt = await promptFixture(asking());
        const clock = testClock();
        try {
          Object.assign(prompt, { item: asking({ expiresAt: new Date(clock.now + 300_000).toISOString() }) });
          await prompt.updateComplete;
          expect(said(prompt)).to.equal('You still have 5 minutes.');
          if (where !== 'elsewhere') field(prompt).focus();
          const heard = listen(prompt);
          await clock.pass(240_000);
          expect(heard).to.deep.equal(['You still have 1 minute.']);
          await clock.pass(49_000);
          // A change of the Item is no news of the time.
          Object.assign(prompt, { item: { ...prompt.item, updatedAt: newer().updatedAt } });
          await prompt.updateComplete;
          await clock.pass(11_000);
          const end = where === 'elsewhere' ? UP : `→ ${UP}`;
          expect(heard).to.deep.equal(['You still have 1 minute.', 'You still have 10 seconds.', end]);
          await clock.pass(600_000);
          expect(heard.length).to.equal(3);
        } finally {
          clock.restore();
        }
      });
    }

    it('says it once of a QR code that has a little time again and again', async () => {
      const prompt = await promptFixture(asking());
      const clock = testClock();
      try {
        const rotate = async (qr: string) => {
          const expiresAt = new Date(clock.now + 20_000).toISOString();
          Object.assign(prompt, { item: acting({ qr }, { expiresAt }) });
          await prompt.updateComplete;
        };
        await rotate('one');
        const heard = listen(prompt);
        for (const qr of ['two', 'three', 'four']) {
          await clock.pass(15_000);
          await rotate(qr);
        }
        expect(heard).to.deep.equal(['You still have 10 seconds.']);
      } finally {
        clock.restore();
      }
    });
  });

  it('says what becomes of a code where nothing has the focus, each once and in order', async () => {
    const { prompt, change } = await backend.prompt(asking());
    backend.onPost = () => Response.json({});
    const heard = listen(prompt);
    send(prompt);
    await says(prompt, 'We’re checking with');
    await change(asking({ name: 'second' }));
    send(prompt, '543210');
    await says(prompt, 'We’re checking with');
    await change(newer());
    await says(prompt, 'You’re all set');
    const wait = ['Just a moment…', 'Got it. We’re checking with Pluggy Bank…'];
    const well = 'You’re all set with Pluggy Bank.';
    expect(heard).to.deep.equal([...wait, WHY, ...wait, well]);
  });

  it('says it by the focus where that goes on, and by nothing beside', async () => {
    const { prompt, change } = await backend.prompt(asking({ validation: '^\\d{6}$' }));
    backend.onPost = () => Response.json({});
    field(prompt).focus();
    const heard = listen(prompt);
    await sendKeys({ type: '12' });
    await sendKeys({ press: 'Enter' });
    await sendKeys({ type: '3456' });
    await sendKeys({ press: 'Enter' });
    await says(prompt, 'We’re checking with');
    await change(asking({ name: 'second', label: 'Palavra' }));
    await sendKeys({ type: '543210' });
    await sendKeys({ press: 'Enter' });
    await says(prompt, 'We’re checking with');
    await change(newer());
    await says(prompt, 'You’re all set');
    const received = '→ Got it. We’re checking with Pluggy Bank…';
    expect(heard).to.deep.equal([
      'O token deve ter 6 números.',
      'Just a moment…',
      received,
      '→ Palavra',
      'Just a moment…',
      received,
      // The focus is on the sentence already, and nothing else would tell that it is another one.
      'You’re all set with Pluggy Bank.',
    ]);
  });

  it('says what is wrong once: with the field where the focus goes there, else by itself', async () => {
    const { prompt } = await backend.prompt(asking());
    const heard = listen(prompt);
    send(prompt, '');
    expect(root(prompt).activeElement).to.equal(null);
    const button = root(prompt).querySelector('button')!;
    button.focus();
    button.click();
    await prompt.updateComplete;
    expect(heard).to.deep.equal([
      'Please fill this in to continue.',
      '→ Send',
      '→ Chave de segurança · Please fill this in to continue.',
    ]);
  });

  it('says that the bank has changed its question once, wherever the focus is', async () => {
    const { prompt, change } = await backend.prompt(asking());
    const heard = listen(prompt);
    field(prompt).value = '01';
    await change(asking({ name: 'phone', label: 'Celular' }));
    field(prompt).focus();
    field(prompt).value = '11';
    await change(asking({ name: 'word', label: 'Palavra' }));
    const changed = 'Your bank has changed its question. See what it needs now.';
    expect(heard).to.deep.equal([changed, `→ Celular · ${changed}`, `→ Palavra · ${changed}`]);
  });
});
