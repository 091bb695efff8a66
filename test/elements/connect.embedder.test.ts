import { expect } from '@open-wc/testing';
import { servers, TOKEN, until } from '../support/widget.js';

describe('<pluggy-connect> in a page with Cross-Origin-Embedder-Policy', () => {
  it('opens the widget in a credentialless frame, or names the header where the browser has no such frames', async () => {
    const frame = document.createElement('iframe');
    frame.src = '/__embedder-policy__';
    document.body.append(frame);
    await until(() => page()?.customElements.get('pluggy-connect'), 'the element is defined');
    const { document: inside } = page()!;
    const connect = Object.assign(inside.createElement('pluggy-connect'), {
      tokenSource: () => Promise.resolve(TOKEN),
      widgetUrl: servers.child,
      preload: 'none' as const,
    });
    inside.body.append(connect);
    const opened = performance.now();
    const isReady = new Promise<boolean>((resolve) => {
      connect.addEventListener('pluggy-ready', () => resolve(true));
      connect.addEventListener('pluggy-error', (event) => (event.preventDefault(), resolve(false)));
    });
    const outcome = connect.open();
    if ('credentialless' in HTMLIFrameElement.prototype) {
      expect(await isReady).to.equal(true);
      connect.close();
      expect((await outcome).type).to.equal('cancelled');
    } else {
      expect(await isReady).to.equal(false);
      const { error } = await outcome;
      expect([error?.code, error?.retryable]).to.deep.equal(['widget-blocked', false]);
      expect(error?.message).to.include('Cross-Origin-Embedder-Policy');
      expect(performance.now() - opened).to.be.lessThan(10_000);
    }
    frame.remove();

    function page() {
      return frame.contentWindow as (Window & typeof globalThis) | null;
    }
  });
});
