import { expect } from '@open-wc/testing';
import { WidgetRun } from '../../../src/client/widget/run.js';

describe('closing a widget', () => {
  it('continues once when the end is asked for and the SDK closes later', async () => {
    const run = new WidgetRun(
      { accessToken: 'token' } as never,
      { options: {} } as never,
      new AbortController().signal,
    );
    let calls = 0;
    const goOn = run.close(() => calls++);
    goOn();
    await new Promise((resolve) => setTimeout(resolve));
    expect(calls).to.equal(1);
  });
});
