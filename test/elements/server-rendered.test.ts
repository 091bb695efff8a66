import { expect } from '@open-wc/testing';
import type { ReactiveElement } from '@lit/reactive-element';
import { SIGN_PATHS } from '../../src/elements/shared/signs.js';
import type { PluggyErrorBannerElement, PluggyItemStatusElement } from '../../src/index.js';

type Drawn = PluggyItemStatusElement & PluggyErrorBannerElement;

/** Input of server and browser. */
const FAILED = { id: 'a', status: 'LOGIN_ERROR', error: { code: 'INVALID_CREDENTIALS' } };
const NOW = Date.parse('2026-01-02T13:20:00Z');

/** Waits for a condition, because the network's time varies. */
async function happens(condition: () => unknown) {
  while (!condition()) await new Promise(requestAnimationFrame);
}

describe('a server-rendered page', () => {
  let frame: HTMLIFrameElement;
  let page: Document;
  const get = (id: string) => page.getElementById(id) as Drawn;
  const textOf = (element: Element) =>
    [...element.shadowRoot!.children]
      .filter(({ localName }) => localName !== 'style')
      .map(({ textContent }) => textContent.replace(/\s+/g, ' ').trim())
      .filter(Boolean)
      .join(' ');
  /** Creates the same element in the browser. */
  const fresh = (element: Drawn) => {
    const made = page.createElement(element.localName) as Drawn;
    for (const { name, value } of element.attributes) made.setAttribute(name, value);
    made.item = element.item;
    page.body.append(made);
    return made;
  };

  before(async () => {
    // The parser creates the shadow roots, and the policy of the page has to allow the styles.
    frame = document.createElement('iframe');
    frame.src = '/__server-rendered__';
    frame.width = '600';
    document.body.append(frame);
    await new Promise((resolve) => frame.addEventListener('load', resolve, { once: true }));
    page = frame.contentDocument!;
  });
  after(() => {
    frame.remove();
    document.cookie = 'no-chunk=; max-age=0';
  });

  it('is readable before any script, with icons and complete dates', () => {
    expect(page.defaultView!.customElements.get('pluggy-item-status')).to.equal(undefined);
    expect(textOf(get('attributes'))).to.match(/^Updated on Jan 2, 2026, \d+:20\sAM \S+$/);
    expect(textOf(get('property'))).to.equal('Reconnect your account');
    expect(textOf(get('code'))).to.contain('This connection no longer exists');
    const icon = get('property').shadowRoot!.querySelector('[part=icon]')!;
    expect(icon.querySelector('path')!.getAttribute('d')).to.equal(SIGN_PATHS.attention);
    expect(icon.getBoundingClientRect().width).to.be.closeTo(16, 0.5);
    expect(page.defaultView!.getComputedStyle(get('failed')).display).to.equal('block');
  });

  it('has the browser’s language, clock, parts and styles after the first update', async () => {
    const view = page.defaultView!;
    view.Date.now = () => NOW;
    // Set before the elements are defined, as by a framework that has the data.
    for (const id of ['property', 'failed']) get(id).item = FAILED;
    document.cookie = 'no-chunk=template';
    for (const ending of ['ts', 'js'])
      await fetch(`/src/elements/error-banner/error-banner.template.${ending}`, { cache: 'reload' });
    const script = page.createElement('script');
    script.type = 'module';
    script.src = '/src/define.ts';
    page.head.append(script);
    await view.customElements.whenDefined('pluggy-error-banner');
    await view.customElements.whenDefined('pluggy-item-status');
    const all = [...page.body.children] as (Drawn & ReactiveElement)[];
    await Promise.all(all.map(({ updateComplete }) => updateComplete));

    expect(textOf(get('attributes'))).to.equal('Atualizado há 3 horas');
    expect(textOf(get('property'))).to.equal('Reconecte sua conta');
    for (const id of ['gone', 'over']) expect(get(id).shadowRoot!.childNodes.length, id).to.equal(0);
    // The banner's template is not loaded: the server's content is still visible.
    expect(textOf(get('failed'))).to.match(/^The username or password didn’t match/);
    expect(view.getComputedStyle(get('failed')).display).to.equal('block');

    document.cookie = 'no-chunk=; max-age=0';
    await happens(() => {
      for (const id of ['code', 'failed']) get(id).requestUpdate();
      return /Usuário/.test(textOf(get('failed'))) && /Esta conexão/.test(textOf(get('code')));
    });
    for (const element of all) {
      const made = fresh(element);
      await made.updateComplete;
      const [ours, theirs] = [made, element].map(({ shadowRoot }) => shadowRoot!);
      await happens(() => ours!.childElementCount === theirs!.childElementCount);
      const { id } = element;
      expect(theirs!.querySelector('style'), id).to.equal(null);
      expect(theirs!.childNodes.length, id).to.equal(ours!.childNodes.length);
      theirs!.childNodes.forEach((node, index) => {
        expect(node.isEqualNode(ours!.childNodes[index]!), `${id}: ${node.textContent}`).to.equal(true);
      });
      expect([...theirs!.adoptedStyleSheets], id).to.have.ordered.members([...ours!.adoptedStyleSheets]);
      expect(view.getComputedStyle(element).display, id).to.equal(view.getComputedStyle(made).display);
      made.remove();
    }
  });
});
