import { connect as en } from './en/connect.js';
import { connect as es } from './es/connect.js';
import type { Locale } from './locale.js';
import type { MessageGroups } from './messages.js';
import { connect as pt } from './pt-BR/connect.js';

export const connectTexts: Record<Locale, MessageGroups['connect']> = { 'pt-BR': pt, en, es };
