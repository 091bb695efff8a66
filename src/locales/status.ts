import { status as en } from './en/status.js';
import { status as es } from './es/status.js';
import type { Locale } from './locale.js';
import type { MessageGroups } from './messages.js';
import { status as pt } from './pt-BR/status.js';

export const statusTexts: Record<Locale, MessageGroups['status']> = { 'pt-BR': pt, en, es };
