import type { Locale, MfaMessages } from '../../locales/index.js';
import type { Item } from '../../model/item-types.js';
import { institutionName } from '../shared/item-labels.js';
import { day } from '../shared/day.js';
import type { Failure, Note, PromptState, Screen, Surroundings } from './reauth-prompt.reducer.js';

/** Longer names of institutions are cut, so that the sentence stays readable. */
const MAX_NAME_LENGTH = 60;

/** The prompt's texts in the language of the page. */
export interface PromptTexts {
  readonly locale: Locale;
  readonly messages: MfaMessages;
}

/** The title and the text of a prompt. */
interface Content {
  readonly title: string;
  readonly text: string;
}

/** The institution's name, or a word for an unknown one. */
export function bankName(item: Item | undefined, { messages }: PromptTexts): string {
  const name = institutionName(item);
  return name ? Array.from(name).slice(0, MAX_NAME_LENGTH).join('') : messages.bank;
}

/** Returns what is needed, or what happens now: a title, and a sentence about it. */
export function contentFor(screen: Screen, { item, now, isPhone }: Surroundings, texts: PromptTexts): Content {
  const { messages, locale } = texts;
  const bank = bankName(item, texts);
  const name = 'reason' in screen ? screen.reason : screen.name === 'form' ? 'code' : nameOf(screen);
  if (name !== 'consent' && name !== 'consentEnded') {
    const { title, text } = messages.texts[name === 'qr' && isPhone ? 'qrOnPhone' : name];
    return { title, text: text(bank) };
  }
  const { text: when, isToday } = day(Date.parse(item?.consentExpiresAt ?? ''), now, locale);
  const { title, text } = messages.texts[name === 'consent' && isToday ? 'consentToday' : name];
  return { title, text: text(bank, when) };
}

/** Returns the content as one text for screen readers; empty without a screen. */
export function sentenceOf({ screen, surroundings }: PromptState, texts: PromptTexts): string {
  if (!screen) return '';
  const { title, text } = contentFor(screen, surroundings, texts);
  return `${title}. ${text}`;
}

export function failureText(failure: Failure | undefined, { messages }: PromptTexts): string | undefined {
  return failure && (failure.text ?? messages.failed[failure.code]);
}

export function noteText(note: Note | undefined, item: Item | undefined, texts: PromptTexts): string | undefined {
  const { messages } = texts;
  switch (note?.code) {
    case undefined:
      return undefined;
    case 'changed':
      return messages.failed.changed;
    case 'notYet':
      return messages.notYet(bankName(item, texts));
    case 'unread':
      return messages.unread;
    case 'copied':
      return messages.onPhone.copied(bankName(item, texts));
    case 'linkCopied':
      return messages.onPhone.linkCopied;
    case 'byHand':
      return messages.onPhone.byHand;
  }
}

/** Returns the name of the texts of a screen without a reason. */
const nameOf = (screen: Exclude<Screen, { reason: string } | { name: 'form' }>) =>
  screen.name !== 'fetching' ? screen.name : screen.after === 'code' ? 'codeAccepted' : 'approved';
