/**
 * The widget's side of the real SDK's handshake, controlled by the test: the parent posts the name of a callback and
 * its arguments.
 */
import { initialize } from 'pluggy-connect-sdk/dist/module/pluggy-connect.js';

initialize();

type Call = (...args: unknown[]) => unknown;
const props = (window as unknown as { xprops: Record<string, unknown> }).xprops;

addEventListener('message', ({ data }: MessageEvent<unknown>) => {
  if (typeof data !== 'object' || data === null || !('widget' in data)) return;
  const { widget, args = [] } = data as { widget: string; args?: unknown[] };
  if (widget === 'reload') location.reload();
  else if (widget === 'leave') location.replace('about:blank');
  else if (widget === 'props') {
    const plain = Object.entries(props).filter(([, value]) => typeof value !== 'function');
    parent.postMessage({ props: Object.fromEntries(plain) }, '*');
  } else (props[widget] as Call)(...args);
});
