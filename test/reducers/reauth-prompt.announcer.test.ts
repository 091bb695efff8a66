import { describe, expect, it } from 'vitest';
import { Announcer, type FocusPlace } from '../../src/elements/reauth-prompt/announcer.js';
import {
  initialState,
  reduce,
  type PromptEvent,
  type PromptState,
} from '../../src/elements/reauth-prompt/reauth-prompt.reducer.js';
import { mfa } from '../../src/locales/en/mfa.js';
import type { PromptTexts } from '../../src/elements/reauth-prompt/reauth-prompt.texts.js';
import type { Item } from '../../src/model/item-types.js';
import { parseItem } from '../../src/model/parse-item.js';
import { promptReason } from '../../src/model/prompt.js';

const NOW = Date.parse('2026-11-23T10:00:00Z');
const texts: PromptTexts = { locale: 'en', messages: mfa };
const { messages } = texts;
const BANK = 'Pluggy Bank';

const item = (fields: Record<string, unknown>): Item =>
  parseItem({ id: 'a', status: 'UPDATED', executionStatus: 'SUCCESS', connector: { id: 2, name: BANK }, ...fields });
const waiting = (status: string, more: Record<string, unknown>) => item({ status, executionStatus: status, ...more });
const asking = (parameter: Record<string, unknown> = {}) =>
  waiting('WAITING_USER_INPUT', { parameter: { name: 'token', type: 'number', ...parameter } });
const scanning = () => waiting('WAITING_USER_ACTION', { userAction: { type: 'qr', attributes: { qr: 'one' } } });
const endsIn = (ms: number) => ({ expiresAt: new Date(NOW + ms).toISOString() });

const become = (current: Item, now = NOW, hasDraft = false): PromptEvent => ({
  type: 'surroundings',
  surroundings: {
    itemId: current.id,
    item: current,
    reason: promptReason(current, { now }),
    now,
    canRefresh: true,
    canSendCode: true,
    canOpenWidget: true,
    isPhone: false,
  },
  hasDraft,
});

/** A prompt's state and its announcer. `after` returns the announcement that follows an event. */
class Prompt {
  readonly announcer = new Announcer();
  state: PromptState;

  constructor(current: Item) {
    const event = become(current) as PromptEvent & { type: 'surroundings' };
    this.state = initialState(event.surroundings);
    this.after(event);
  }

  get announced(): string {
    return this.announcer.text;
  }

  after(event: PromptEvent, focus: FocusPlace = 'none'): string {
    const before = this.state;
    this.state = reduce(before, event);
    this.announcer.update(before, this.state, texts, focus);
    return this.announced;
  }

  get sent(): PromptEvent {
    return { type: 'send-succeeded', sending: this.state.sending! };
  }
}

/** Returns the announced title and text. */
const said = (name: 'checking' | 'code' | 'fine' | 'timeout') => {
  const { title, text } = messages.texts[name];
  return `${title}. ${text(BANK)}`;
};

describe('the announcement of a screen', () => {
  it('is absent at first, and while the person has done nothing', () => {
    const prompt = new Prompt(asking());
    expect(prompt.announced).toBe('');
    expect(prompt.after(become(asking({ name: 'second' })))).toBe('');
  });

  it('reports the outcome of what the person has done', () => {
    const prompt = new Prompt(asking());
    expect(prompt.after({ type: 'send-started' })).toBe(messages.wait);
    expect(prompt.after(prompt.sent)).toBe(said('checking'));
    expect(prompt.after(become(asking({ name: 'second' })))).toBe(said('code'));
    expect(prompt.after(become(item({})))).toBe(said('fine'));
  });

  it.each<[focus: FocusPlace, announced: string]>([
    ['none', said('checking')],
    ['prompt', said('checking')],
    ['field', ''],
    ['button', ''],
  ])('is left to the focus where the focus moves to the prompt: from %s', (focus, announced) => {
    const prompt = new Prompt(asking());
    prompt.after({ type: 'send-started' });
    expect(prompt.after(prompt.sent, focus)).toBe(announced);
  });

  it.each<[focus: FocusPlace, announced: string]>([
    ['none', messages.failed.changed],
    ['prompt', ''],
    ['field', ''],
  ])('of another question is left to the focus where the focus moves to the field: from %s', (focus, announced) => {
    const prompt = new Prompt(asking());
    expect(prompt.after(become(asking({ name: 'second' }), NOW, true), focus)).toBe(announced);
  });
});

describe('the announcement of an action', () => {
  it.each<[focus: FocusPlace, announced: string]>([
    ['none', messages.failed.required],
    ['field', messages.failed.required],
    ['button', ''],
  ])('that failed is left to the field where the focus moves there: from %s', (focus, announced) => {
    const prompt = new Prompt(asking());
    expect(prompt.after({ type: 'value-refused', failure: { code: 'required' } }, focus)).toBe(announced);
  });

  it('is repeated by no later update', () => {
    const prompt = new Prompt(asking());
    prompt.after({ type: 'value-refused', failure: { code: 'required' } }, 'button');
    expect(prompt.after(become(asking()), 'field')).toBe('');
  });

  it("is the bank's own sentence where there is one", () => {
    const prompt = new Prompt(asking());
    expect(prompt.after({ type: 'value-refused', failure: { code: 'invalid', text: 'Seis.' } })).toBe('Seis.');
  });

  it('says that the item is being read, and then the result', () => {
    const prompt = new Prompt(scanning());
    expect(prompt.after({ type: 'read-started' }, 'button')).toBe(messages.wait);
    expect(prompt.after({ type: 'read-ended', failed: false }, 'button')).toBe(messages.notYet(BANK));
    prompt.after({ type: 'read-started' }, 'button');
    expect(prompt.after({ type: 'read-ended', failed: true }, 'button')).toBe(messages.unread);
  });

  it('is forgotten with the element', () => {
    const prompt = new Prompt(asking());
    prompt.after({ type: 'send-started' });
    prompt.announcer.clear();
    expect(prompt.announced).toBe('');
  });
});

describe('the announcement of the time', () => {
  it('comes at the start, at a minute and at ten seconds, each once', () => {
    const current = asking(endsIn(300_000));
    const prompt = new Prompt(current);
    expect(prompt.announced).toBe('You still have 5 minutes.');
    for (const [left, announced] of [
      [60_001, 'You still have 5 minutes.'],
      [60_000, 'You still have 1 minute.'],
      [10_001, 'You still have 1 minute.'],
      [10_000, 'You still have 10 seconds.'],
      [1, 'You still have 10 seconds.'],
    ] as const) {
      expect(prompt.after(become(current, NOW + 300_000 - left)), String(left)).toBe(announced);
    }
  });

  it('follows another announcement at the start, and says that the time is up without an action', () => {
    const prompt = new Prompt(asking());
    const current = asking({ name: 'second', ...endsIn(120_000) });
    expect(prompt.after(become(current, NOW, true))).toBe(`${messages.failed.changed} You still have 2 minutes.`);
    expect(prompt.after(become(current, NOW + 120_000))).toBe(said('timeout'));
  });

  it('does not come for a deadline that is far away', () => {
    expect(new Prompt(asking(endsIn(7_200_000))).announced).toBe('');
  });
});
