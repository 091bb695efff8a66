import { expect, fixture, html } from '@open-wc/testing';
import { badgeFixture, shown, shows } from '../support/provider.js';

const TEXTS = { pt: 'Atualizado', en: 'Up to date', es: 'Actualizado' };
const badge = () => Object.assign(document.createElement('pluggy-item-status'), { status: 'UPDATED' });

describe('the language of an element', () => {
  afterEach(() => (document.documentElement.lang = 'en'));

  it("is that of the nearest lang, including the element's, and follows each change", async () => {
    const outer = await fixture<HTMLElement>(html`<div><p></p></div>`);
    const element = badge();
    outer.firstElementChild!.append(element);
    await shows(element, TEXTS.en);
    document.documentElement.lang = 'es-AR';
    await shows(element, TEXTS.es);
    outer.lang = 'pt-BR';
    await shows(element, TEXTS.pt);
    element.lang = 'en-GB';
    await shows(element, TEXTS.en);
    element.removeAttribute('lang');
    await shows(element, TEXTS.pt);
    outer.lang = '';
    await shows(element, TEXTS.en);
    outer.removeAttribute('lang');
    await shows(element, TEXTS.es);
    document.documentElement.removeAttribute('lang');
    await shows(element, TEXTS.en);
  });

  it('is inherited through open and closed shadow roots, from any place, also when set later', async () => {
    const outer = await fixture<HTMLElement>(html`<div><section></section></div>`);
    const host = outer.firstElementChild!;
    const middle = document.createElement('div');
    host.attachShadow({ mode: 'closed' }).append(middle);
    const element = badge();
    middle.attachShadow({ mode: 'open' }).append(element);
    await shows(element, TEXTS.en);
    outer.lang = 'pt';
    await shows(element, TEXTS.pt);
    middle.lang = 'es';
    await shows(element, TEXTS.es);
    middle.removeAttribute('lang');
    host.setAttribute('lang', 'en');
    await shows(element, TEXTS.en);
  });

  it('changes when the element is moved', async () => {
    const places = await fixture<HTMLElement>(
      html`<div>
        <p lang="pt"></p>
        <p lang="es"></p>
      </div>`,
    );
    const [one, other] = places.children as unknown as HTMLElement[];
    const element = badge();
    one!.append(element);
    await shows(element, TEXTS.pt);
    other!.append(element);
    await shows(element, TEXTS.es);
    other!.lang = 'en';
    await shows(element, TEXTS.en);
    // Move the ancestor, not the element.
    one!.append(other!);
    other!.removeAttribute('lang');
    await shows(element, TEXTS.pt);
  });

  it('can be set on an SVG element', async () => {
    const place = await fixture<HTMLElement>(
      html`<div>
        <svg lang="pt"><foreignObject></foreignObject></svg>
      </div>`,
    );
    const element = badge();
    place.querySelector('foreignObject')!.append(element);
    await shows(element, TEXTS.pt);
  });

  it('is English for an unsupported language', async () => {
    const element = await badgeFixture({ status: 'UPDATED', lang: 'fr' });
    expect(shown(element)).to.equal(TEXTS.en);
  });

  it('is watched by one observer for a thousand elements, which ends with the last of them', async () => {
    const Original = window.MutationObserver;
    let observers = 0;
    window.MutationObserver = class extends Original {
      constructor(callback: MutationCallback) {
        super(callback);
        observers++;
      }
      override disconnect() {
        super.disconnect();
        observers--;
      }
    };
    try {
      const place = await fixture<HTMLElement>(html`<div></div>`);
      place.append(...Array.from({ length: 1000 }, badge));
      expect(observers).to.equal(1);
      place.lang = 'pt';
      await shows(place.lastElementChild!, TEXTS.pt);
      place.replaceChildren();
      expect(observers).to.equal(0);
    } finally {
      window.MutationObserver = Original;
    }
  });
});
