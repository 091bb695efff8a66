import { expect } from '@open-wc/testing';
import { closeAll, connectFixture, expectSdkFailures, openReady, theDialog, until } from '../support/widget.js';

const root = document.documentElement;
const { body } = document;

/** A modal of the page that keeps the page from scrolling. `open` returns a function that closes the modal. */
type PageModal = () => () => void;

/** Sets a property inline. Returns a function that restores the value that was read before, as modal libraries do. */
function setInline(element: HTMLElement, name: string, value: string): () => void {
  const before = element.style.getPropertyValue(name);
  element.style.setProperty(name, value);
  return () => element.style.setProperty(name, before);
}

/** Locks as those of public libraries. */
const MODALS: Record<string, PageModal> = {
  'inline overflow and padding on the root, as by Headless UI': () => {
    const width = innerWidth - root.clientWidth;
    const restores = [setInline(root, 'overflow', 'hidden'), setInline(root, 'padding-right', `${width}px`)];
    return () => restores.forEach((restore) => restore());
  },
  'inline overflow and padding on the body, as by Bootstrap': () => {
    const restores = [setInline(body, 'overflow', 'hidden'), setInline(body, 'padding-right', '0px')];
    return () => restores.forEach((restore) => restore());
  },
  'a fixed body': () => {
    const { scrollY } = window;
    const style = body.getAttribute('style');
    body.style.cssText = `position: fixed; top: ${-scrollY}px; inset-inline: 0`;
    return () => {
      if (style === null) body.removeAttribute('style');
      else body.setAttribute('style', style);
      scrollTo(0, scrollY);
    };
  },
  'an inline style attribute that is stored whole': () => {
    const style = root.getAttribute('style') ?? '';
    root.setAttribute('style', `${style}; overflow-y: hidden; scrollbar-gutter: stable`);
    return () => root.setAttribute('style', style);
  },
  'a class on the root': () => {
    root.classList.add('locked');
    return () => root.classList.remove('locked');
  },
  'an important inline declaration': () => {
    root.style.setProperty('overflow', 'hidden', 'important');
    return () => root.style.removeProperty('overflow');
  },
};

/** The order of the page's modal (P) and of the widget's dialog (W): an upper-case letter opens, a lower-case one closes. */
const ORDERS = ['PWwp', 'PWpw', 'WPpw', 'WPwp', 'PpWwPp'];

describe('the page below the dialog', () => {
  beforeEach(expectSdkFailures);

  let content: HTMLElement;
  beforeEach(() => {
    content = document.createElement('div');
    content.innerHTML = '<style>.locked { overflow: hidden }</style>';
    content.style.blockSize = '5000px';
    body.append(content);
    scrollTo(0, 300);
  });
  afterEach(async () => {
    await closeAll();
    content.remove();
    for (const element of [root, body]) {
      for (const name of ['style', 'class']) {
        // Chromium does not remove an attribute that it has not serialized yet.
        element.setAttribute(name, '');
        element.removeAttribute(name);
      }
    }
    scrollTo(0, 0);
  });

  const overflow = () => getComputedStyle(root).overflowY;
  const attributes = () => JSON.stringify([root, body].map((element) => [element.className, element.style.cssText]));

  for (const [name, openModal] of Object.entries(MODALS)) {
    for (const order of ORDERS) {
      it(`keeps the lock of another modal, and scrolls in the end: ${name}, ${order}`, async () => {
        const element = await connectFixture();
        const before = attributes();
        const scrolls = overflow();
        let closeModal!: () => void;
        let outcome!: Promise<unknown>;
        let isOpen = false;
        for (const step of order) {
          const current = attributes();
          if (step === 'P') closeModal = openModal();
          else if (step === 'p') closeModal();
          else if (step === 'W') {
            ({ outcome } = await openReady(element));
            isOpen = true;
          } else {
            element.close();
            await outcome;
            isOpen = false;
          }
          if (step.toUpperCase() === 'W') expect(attributes(), `after ${step}`).to.equal(current);
          if (isOpen) expect(overflow(), `after ${step}`).to.equal('hidden');
        }
        expect(attributes(), 'in the end').to.equal(before);
        expect(overflow(), 'in the end').to.equal(scrolls);
        expect(scrollY).to.equal(300);
      });
    }
  }

  it('has no inline style at any time, also while the widget goes on in the background', async () => {
    const written: string[] = [];
    const observer = new MutationObserver((records) => {
      for (const { target, attributeName } of records) {
        // The SDK's class is removed in the same task.
        if (attributeName !== 'class') written.push(`${target.nodeName} ${attributeName}`);
      }
    });
    for (const element of [root, body]) observer.observe(element, { attributes: true });
    const element = await connectFixture({ allowConnectInBackground: true });
    const { outcome } = await openReady(element);
    expect(overflow()).to.equal('hidden');
    element.hide();
    expect(overflow()).to.equal('visible');
    element.show();
    expect(overflow()).to.equal('hidden');
    element.close();
    await outcome;
    expect(overflow()).to.equal('visible');
    observer.disconnect();
    expect(written).to.deep.equal([]);
  });

  it('goes on with a smooth scroll that began in the task of the close, as that of a modal with a fixed body', async () => {
    root.style.scrollBehavior = 'smooth';
    const element = await connectFixture();
    scrollTo({ top: 300, behavior: 'instant' });
    const closeModal = MODALS['a fixed body']!();
    const { outcome } = await openReady(element);
    expect(scrollY, 'the modal is open').to.equal(0);
    closeModal();
    element.close();
    await outcome;
    await until(() => scrollY === 300, 'the page is at its place again');
  });

  it('can be scrolled again when the dialog is removed from the document', async () => {
    const element = await connectFixture();
    const { outcome } = await openReady(element);
    theDialog()!.remove();
    await outcome;
    expect(overflow()).to.equal('visible');
    expect(root.getAttributeNames()).to.deep.equal(['lang']);
  });

  for (const style of [
    'html, body { height: 100% } body { overflow-x: hidden }',
    'html { height: 100% } body { height: 100%; overflow: auto }',
    'html { overflow-y: scroll }',
    'html { overflow: auto !important } body { overflow: hidden scroll !important }',
    'html { scrollbar-gutter: stable both-edges }',
    '* { overflow: auto } html { overflow: auto }',
  ]) {
    it(`stays at its place: ${style}`, async () => {
      const sheet = document.createElement('style');
      sheet.textContent = style;
      content.append(sheet);
      const element = await connectFixture();
      scrollTo(0, 300);
      const place = () => JSON.stringify(content.getBoundingClientRect());
      const before = place();
      expect(scrollY, 'the page scrolls').to.equal(300);
      const { outcome } = await openReady(element);
      expect(overflow()).to.equal('hidden');
      expect(place(), 'while it is open').to.equal(before);
      element.close();
      await outcome;
      expect(place(), 'afterwards').to.equal(before);
      expect(scrollY).to.equal(300);
    });
  }

  it('is locked by one attribute where the browser has no :has()', async () => {
    const supports = Object.getOwnPropertyDescriptor(CSS, 'supports')!;
    Object.defineProperty(CSS, 'supports', { configurable: true, value: (text: string) => !text.includes(':has') });
    try {
      const element = await connectFixture();
      const { outcome } = await openReady(element);
      const added = root.getAttributeNames().filter((name) => name !== 'lang');
      expect(added).to.have.length(1);
      // The rule works by the attribute alone.
      const dialog = theDialog()!;
      dialog.removeAttribute('data-pluggy-connect');
      expect(overflow()).to.equal('hidden');
      dialog.setAttribute('data-pluggy-connect', '');
      element.hide();
      expect(root.getAttributeNames()).to.deep.equal(['lang']);
      element.show();
      expect(root.getAttributeNames()).to.deep.equal(['lang', ...added]);
      element.close();
      await outcome;
      expect(root.getAttributeNames()).to.deep.equal(['lang']);
      expect(overflow()).to.equal('visible');
    } finally {
      Object.defineProperty(CSS, 'supports', supports);
    }
  });
});
