import { expect, fixture, html } from '@open-wc/testing';
import '../../src/define/item-card.js';
import '../../src/define/item-status.js';
import { expectConsole } from '../support/console.js';
import { severityOf, shown } from '../support/provider.js';
import { anItem, connectFixture, expectSdkFailures, until } from '../support/widget.js';

/** Adds an enumerable key to every object of the page, as old libraries do. */
function pollute(key: string, value: unknown): () => void {
  Object.defineProperty(Object.prototype, key, { value, enumerable: true, configurable: true, writable: true });
  return () => void Reflect.deleteProperty(Object.prototype, key);
}

// The SDK's module runs once for a page: this file has a page of its own.
describe('a page with an enumerable key on Object.prototype', () => {
  let restore: () => void;
  afterEach(() => restore());

  for (const [key, value] of [
    ['extend', () => 1],
    ['a b', 'text'],
    ['$each', { each: true }],
  ] as const) {
    it(`shows badge and card ("${key}")`, async () => {
      restore = pollute(key, value);
      const card = await fixture(html`<pluggy-item-card .item=${anItem()}></pluggy-item-card>`);
      await until(() => card.shadowRoot!.querySelector('[part=menu-button]'), 'the card');
      expect(card.shadowRoot!.querySelector('[part=name]')!.textContent.trim()).to.equal('Pluggy Bank');
      expect(card.shadowRoot!.querySelector('[part=status]')!.textContent.trim()).to.match(/^Up to date/);
      const badge = await fixture(html`<pluggy-item-status .item=${anItem()}></pluggy-item-status>`);
      expect([shown(badge).split(' · ')[0], severityOf(badge)]).to.deep.equal(['Up to date', 'ok']);
    });
  }

  it("gets the key that makes Pluggy's SDK fail in the message", async () => {
    expectSdkFailures();
    expectConsole(/Object\.prototype/);
    document.cookie = 'broken-sdk=1; path=/; samesite=strict';
    restore = pollute('extend', 'text');
    const element = await connectFixture();
    const { error } = await element.open();
    document.cookie = 'broken-sdk=; path=/; max-age=0';
    expect(error?.code).to.equal('widget-failed');
    expect(error?.retryable).to.equal(false);
    expect(error?.message).to.include('"extend"').and.include('Object.prototype');
    expect(error?.message).to.not.include('chunk');
  });
});
