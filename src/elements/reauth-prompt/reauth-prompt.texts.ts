import type { Locale, MfaMessages } from '../../locales/index.js';
import type { Item } from '../../model/item-types.js';
import { institutionName } from '../shared/item-labels.js';
import { day } from '../shared/day.js';
import type { Failure, Note, PromptState, WidgetReason } from './reauth-prompt.reducer.js';

/** Longer names of institutions are cut, so that the sentence stays readable. */
const MAX_NAME_LENGTH = 60;

/** The prompt's texts in the language of the page. */
export interface PromptTexts {
  readonly locale: Locale;
  readonly messages: MfaMessages;
}

/** The institution's name, or a word for an unknown one. */
export function bankName(item: Item | undefined, { messages }: PromptTexts): string {
  const name = institutionName(item);
  return name ? Array.from(name).slice(0, MAX_NAME_LENGTH).join('') : messages.bank;
}

/** The sentence that says why the prompt is there; empty without a screen. */
export function sentenceFor({ screen, surroundings }: PromptState, texts: PromptTexts): string {
  const { item, now } = surroundings;
  const { messages, locale } = texts;
  const bank = bankName(item, texts);
  switch (screen?.name) {
    case undefined:
      return '';
    case 'fine':
      return messages.fine(bank);
    case 'checking':
      return messages.checking(bank);
    case 'fetching':
      return messages.fetching[screen.after](bank);
    case 'form':
      return messages.why.code(bank);
    case 'elsewhere':
      return messages.why[screen.reason](bank);
    case 'widget': {
      const { reason } = screen;
      if (!isConsent(reason)) return messages.why[reason](bank);
      const { text, isToday } = day(Date.parse(item?.consentExpiresAt ?? ''), now, locale);
      return messages.why[reason === 'consent' && isToday ? 'consentToday' : reason](bank, text);
    }
  }
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

const isConsent = (reason: WidgetReason): reason is 'consent' | 'consentEnded' =>
  reason === 'consent' || reason === 'consentEnded';
