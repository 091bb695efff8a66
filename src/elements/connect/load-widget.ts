import { loadChunk } from '../../client/load-chunk.js';
import { loadSdk } from '../../client/widget/sdk.js';

let code: Promise<typeof import('./connect-widget.js')> | undefined;

/** Loads the code that only an open or its preparation needs, and the SDK's chunk beside it. */
export function loadWidgetCode(): Promise<typeof import('./connect-widget.js')> {
  loadSdk().catch(() => {});
  code ??= loadChunk(() => import('./connect-widget.js'));
  code.catch(() => (code = undefined));
  return code;
}
