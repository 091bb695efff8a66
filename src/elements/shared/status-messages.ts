import { withOverrides, type Locale, type Messages, type StatusMessages } from '../../locales/index.js';
import { status as en } from '../../locales/en.status.js';
import { status as es } from '../../locales/es.status.js';
import { status as pt } from '../../locales/pt-BR.status.js';
import type { ItemView } from '../../model/item-view.js';

const MESSAGES: Record<Locale, StatusMessages> = { 'pt-BR': pt, en, es };

export function statusMessages(locale: Locale, overrides: Messages['status']): StatusMessages {
  return withOverrides(MESSAGES[locale], overrides);
}

/** The status of an Item in a few words. */
export function statusLabel({ label, days }: ItemView, messages: StatusMessages): string {
  return label === 'consent' ? messages.consent(days!) : messages.labels[label];
}
