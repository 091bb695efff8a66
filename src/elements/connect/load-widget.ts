import { loadChunk } from '../../client/load-chunk.js';
import { loadSdk } from '../../client/widget/sdk.js';
import type { Locale } from '../../locales/index.js';
import { widgetTexts } from '../../locales/widget.js';

let code: Promise<typeof import('./connect-widget.js')> | undefined;

/** Loads the code that only an open or its preparation needs, the texts in a language, and the SDK's chunk beside them. */
export async function loadWidgetCode(locale: Locale): Promise<typeof import('./connect-widget.js')> {
  loadSdk().catch(() => {});
  code ??= loadChunk(() => import('./connect-widget.js'));
  code.catch(() => (code = undefined));
  const [module] = await Promise.all([code, widgetTexts.load(locale, loadChunk)]);
  // A query in the script's URL makes chunks import a second instance of the entry, which has not loaded these texts.
  module.addTexts(widgetTexts.table);
  return module;
}

type InlineCode = typeof import('./inline-box.js');

let inline: InlineCode | undefined;

/** The code of inline mode, once it is loaded. */
export const inlineCode = () => inline;

export const loadInlineCode = async (): Promise<InlineCode> =>
  (inline ??= await loadChunk(() => import('./inline-box.js')));
