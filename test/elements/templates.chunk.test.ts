import { expect, fixture, html } from '@open-wc/testing';
import { testClock } from '../support/clock.js';
import { recordConsole } from '../support/console.js';
import { asking } from '../support/prompt.js';
import '../../src/define/error-banner.js';

describe('a prompt and a banner whose templates fail to load', () => {
  // A file of its own: a chunk that is loaded once stays loaded.
  it('stay hidden with one warning, request the template again while in the page, and appear with it', async () => {
    document.cookie = 'no-chunk=template';
    // The browser's cache may have the modules from another test file.
    for (const name of ['error-banner/error-banner', 'reauth-prompt/reauth-prompt']) {
      for (const ending of ['ts', 'js']) await fetch(`/src/elements/${name}.template.${ending}`, { cache: 'reload' });
    }
    const failures: unknown[] = [];
    const fail = (event: Event) => failures.push(event);
    for (const type of ['error', 'unhandledrejection', 'pluggy-error']) addEventListener(type, fail);
    const warnings = recordConsole('warn');
    const clock = testClock();
    const requestCount = () =>
      performance.getEntriesByType('resource').filter(({ name }) => /\.template\./.test(name)).length;
    /** The network's time varies. */
    const happens = async (condition: () => unknown) => {
      while (!condition()) await new Promise(requestAnimationFrame);
    };
    try {
      const page = await fixture(html`
        <div style="display: flow-root">
          <pluggy-reauth-prompt mfa-endpoint="/api/mfa" .item=${asking()}></pluggy-reauth-prompt>
          <pluggy-error-banner code="ACCOUNT_LOCKED"></pluggy-error-banner>
        </div>
      `);
      const [prompt, banner] = [...page.children] as [HTMLElement, HTMLElement];
      await happens(() => clock.waiting === 2);
      expect(page.getBoundingClientRect().height).to.equal(0);

      const first = requestCount();
      await clock.pass(5000);
      await happens(() => clock.waiting === 2);
      expect(requestCount()).to.be.greaterThan(first);

      // A disconnected element requests nothing, and leaves no timer.
      page.remove();
      expect(clock.waiting).to.equal(0);
      document.cookie = 'no-chunk=; max-age=0';
      const second = requestCount();
      await clock.pass(60_000);
      expect(requestCount()).to.equal(second);

      document.body.append(page);
      await happens(
        () => prompt.shadowRoot!.querySelector('#value') && banner.shadowRoot!.querySelector('[part=title]'),
      );
      expect(page.getBoundingClientRect().height).to.be.greaterThan(100);
      expect(clock.waiting).to.equal(0);
      expect(failures).to.deep.equal([]);
      expect(warnings.texts().length).to.equal(1);
      expect(warnings.texts()[0]).to.match(
        /^<pluggy-(reauth-prompt|error-banner)> .*\.template\..*#widget-unavailable$/s,
      );
      page.remove();
    } finally {
      clock.restore();
      warnings.restore();
      document.cookie = 'no-chunk=; max-age=0';
      for (const type of ['error', 'unhandledrejection', 'pluggy-error']) removeEventListener(type, fail);
    }
  });
});
