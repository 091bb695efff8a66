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
  sentenceOf,
  expectSentence,
  send,
} from '../support/prompt.js';

const WHY = 'Your bank needs a code. To continue, Pluggy Bank needs to know that it’s you.';
const UP = 'Time ran out. There wasn’t enough time to confirm at Pluggy Bank. No problem: just start again.';

describe('<pluggy-reauth-prompt> for screen readers', () => {
  let backend: PromptBackend;
  beforeEach(() => (backend = new PromptBackend()));
  afterEach(() => backend.restore());

  describe('with time', () => {
    for (const where of ['elsewhere', 'in the field']) {
      it(`announces the remaining time three times, once each: the focus is ${where}`, async () => {
        const prompt = await promptFixture(asking());
        const clock = testClock();
        try {
          Object.assign(prompt, { item: asking({ expiresAt: new Date(clock.now + 300_000).toISOString() }) });
          await prompt.updateComplete;
          expect(sentenceOf(prompt)).to.equal('You still have 5 minutes.');
          if (where !== 'elsewhere') field(prompt).focus();
          const announced = listen(prompt);
          await clock.pass(240_000);
          expect(announced).to.deep.equal(['You still have 1 minute.']);
          await clock.pass(49_000);
          // A change of the Item does not announce the time again.
          Object.assign(prompt, { item: { ...prompt.item, updatedAt: newer().updatedAt } });
          await prompt.updateComplete;
          await clock.pass(11_000);
          // The name and the description of the prompt, which gets the focus.
          const end = where === 'elsewhere' ? UP : `→ ${UP.replace('. ', ' · ')}`;
          expect(announced).to.deep.equal(['You still have 1 minute.', 'You still have 10 seconds.', end]);
          await clock.pass(600_000);
          expect(announced.length).to.equal(3);
        } finally {
          clock.restore();
        }
      });
    }

    it('announces the same time as the countdown shows', async () => {
      const prompt = await promptFixture(asking());
      const clock = testClock();
      try {
        Object.assign(prompt, { item: asking({ expiresAt: new Date(clock.now + 117_000).toISOString() }) });
        await prompt.updateComplete;
        expect(sentenceOf(prompt)).to.equal('You still have 1 minute, 57 seconds.');
        expect(root(prompt).textContent).to.include('1:57');
      } finally {
        clock.restore();
      }
    });

    it("announces a QR code's short time once, although the code is replaced", async () => {
      const prompt = await promptFixture(asking());
      const clock = testClock();
      try {
        const rotate = async (qr: string) => {
          const expiresAt = new Date(clock.now + 20_000).toISOString();
          Object.assign(prompt, { item: acting({ qr }, { expiresAt }) });
          await prompt.updateComplete;
        };
        await rotate('one');
        const announced = listen(prompt);
        for (const qr of ['two', 'three', 'four']) {
          await clock.pass(15_000);
          await rotate(qr);
        }
        expect(announced).to.deep.equal(['You still have 10 seconds.']);
      } finally {
        clock.restore();
      }
    });
  });

  it('announces the result of a code once and in order when nothing has the focus', async () => {
    const { prompt, change } = await backend.prompt(asking());
    backend.onPost = () => Response.json({});
    const announced = listen(prompt);
    send(prompt);
    await expectSentence(prompt, 'We’re checking with');
    await change(asking({ name: 'second' }));
    send(prompt, '543210');
    await expectSentence(prompt, 'We’re checking with');
    await change(newer());
    await expectSentence(prompt, 'You’re all set');
    const wait = ['Just a moment…', 'Got it. We’re checking with Pluggy Bank…'];
    const well = 'You’re all set. Your account at Pluggy Bank doesn’t need anything else.';
    expect(announced).to.deep.equal([...wait, WHY, ...wait, well]);
  });

  it('moves the focus to the result, without an announcement besides', async () => {
    const { prompt, change } = await backend.prompt(asking({ validation: '^\\d{6}$' }));
    backend.onPost = () => Response.json({});
    field(prompt).focus();
    const announced = listen(prompt);
    await sendKeys({ type: '12' });
    await sendKeys({ press: 'Enter' });
    await sendKeys({ type: '3456' });
    await sendKeys({ press: 'Enter' });
    await expectSentence(prompt, 'We’re checking with');
    await change(asking({ name: 'second', label: 'Palavra' }));
    await sendKeys({ type: '543210' });
    await sendKeys({ press: 'Enter' });
    await expectSentence(prompt, 'We’re checking with');
    await change(newer());
    await expectSentence(prompt, 'You’re all set');
    const received = '→ Got it · We’re checking with Pluggy Bank…';
    expect(announced).to.deep.equal([
      'O token deve ter 6 números.',
      'Just a moment…',
      received,
      '→ Palavra',
      'Just a moment…',
      received,
      // The focus is on the prompt already, so only the live region can announce the change.
      'You’re all set. Your account at Pluggy Bank doesn’t need anything else.',
    ]);
  });

  it('announces an error once: with the field when the focus moves there, otherwise in the live region', async () => {
    const { prompt } = await backend.prompt(asking());
    const announced = listen(prompt);
    send(prompt, '');
    expect(root(prompt).activeElement).to.equal(null);
    const button = root(prompt).querySelector('button')!;
    button.focus();
    button.click();
    await prompt.updateComplete;
    expect(announced).to.deep.equal([
      'Please fill this in to continue.',
      '→ Send',
      '→ Chave de segurança · Please fill this in to continue.',
    ]);
  });

  it('announces a changed question once, wherever the focus is', async () => {
    const { prompt, change } = await backend.prompt(asking());
    const announced = listen(prompt);
    field(prompt).value = '01';
    await change(asking({ name: 'phone', label: 'Celular' }));
    field(prompt).focus();
    field(prompt).value = '11';
    await change(asking({ name: 'word', label: 'Palavra' }));
    const changed = 'Your bank has changed its question. See what it needs now.';
    expect(announced).to.deep.equal([changed, `→ Celular · ${changed}`, `→ Palavra · ${changed}`]);
  });
});
