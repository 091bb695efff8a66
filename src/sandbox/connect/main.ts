import { render } from 'lit';
import { initialize } from 'pluggy-connect-sdk/dist/module/pluggy-connect.js';
import { run, setUpDocument, type Host } from './run.js';
import { textsFor } from './texts.js';
import { standalone } from './views.js';

const host = connectToHost();
if (host) void run(host);
else explain();

/** Performs the child's side of the SDK's handshake. Returns `undefined` when the page is not in a frame of the SDK. */
function connectToHost(): Host | undefined {
  try {
    initialize();
  } catch {
    // The frame belongs to another program.
  }
  return (window as { xprops?: Host }).xprops;
}

function explain(): void {
  const texts = textsFor(navigator.language);
  setUpDocument(texts, matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light');
  render(standalone(texts), document.getElementById('app') as HTMLElement);
}
