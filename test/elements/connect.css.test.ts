import { expect } from '@open-wc/testing';
import type { PluggyConnectElement } from '../../src/index.js';
import {
  closeAll,
  connectFixture,
  expectSdkFailures,
  openReady,
  recordEvents,
  theBar,
  theDialog,
  theFrame,
  until,
} from '../support/widget.js';

const ODD_BOX = `margin: 9px; padding: 9px; border: 9px solid red; outline: 9px solid red; min-width: 2000px; min-height: 100vh;
  max-width: 10px; max-height: 10px; width: 5px; height: 5px; box-sizing: border-box; float: left; overflow: scroll; aspect-ratio: 1;
  position: relative; inset: 30px; z-index: -1; flex: 1 1 100%; order: 2; align-self: end; display: inline; columns: 3`;
const ODD_LOOK = `background: red; opacity: 0.1; filter: blur(9px); backdrop-filter: blur(9px); transform: rotate(9deg);
  translate: 9px; rotate: 9deg; scale: 2; clip-path: inset(40%); mask: linear-gradient(#000, transparent); mix-blend-mode: multiply;
  visibility: hidden; box-shadow: 0 0 9px red; border-radius: 50%; pointer-events: none; cursor: none; user-select: none;
  content-visibility: hidden; contain: strict; zoom: 2; writing-mode: vertical-rl; perspective: 9px; isolation: isolate`;
const RARE = `will-change: transform; transform-style: preserve-3d; backface-visibility: hidden; container-type: size; scrollbar-gutter: stable;
  offset-path: path("M 0 0 L 99 99"); offset-position: 9px; clip: rect(0px, 0px, 0px, 0px); content: linear-gradient(#000, red); justify-self: end;
  interactivity: inert; touch-action: none; resize: both; view-transition-name: match-element`;
const important = (declarations: string) => `${declarations.replaceAll(';', ' !important;')} !important`;

/** Style sheets of pages. */
const SHEETS = {
  'dialog > div { background: #fff }': '',
  'dialog div { background: #fff; padding: 30px; display: grid }': '',
  'div { background: #fff }': '',
  'div { min-height: 100vh }': '',
  'div { min-width: 2000px; max-height: 10px }': '',
  'div:empty { display: none }': '',
  'dialog > div::before { content: ""; position: absolute; inset: 0; background: #fff }': '',
  '::before, ::after { content: "x"; display: block; position: fixed; inset: 0; background: red; z-index: 2147483647 }':
    '',
  '* { transition: all 9s 9s }': '',
  'an animation of everything': `html *, ::before { animation: page 9s infinite alternate }
    @keyframes page { from { opacity: 0; transform: rotate(9deg); background: red; inset: 40%; visibility: hidden } }`,
  'dialog { display: grid; place-items: center; inline-size: 400px; margin: auto; border-radius: 20px }': '',
  'dialog[open] { display: none !important }': '',
  'dialog:not([open]) { display: block !important; visibility: visible !important }': '',
  'dialog::backdrop { background: yellow; backdrop-filter: blur(9px) }': '',
  'iframe { max-inline-size: 100%; block-size: auto; aspect-ratio: 16 / 9; border: 9px solid red; inset: 9px }': '',
  'iframe { display: none; visibility: hidden; opacity: 0; filter: blur(9px); position: absolute }': '',
  'iframe { inline-size: 10px !important; block-size: 10px !important; background: red !important }': '',
  'button { display: none !important } p { display: none !important; margin: 90px }': '',
  '[hidden] { display: block !important } [inert] { opacity: 0.2; display: none }': '',
  '* { all: unset }': '',
  'boxes of div, dialog and iframe': `div, dialog, iframe { ${ODD_BOX} }`,
  'looks of div, dialog and iframe': `div, dialog, iframe { ${ODD_LOOK} }`,
  'rare properties of div, dialog and iframe': `div, dialog, iframe { ${RARE} }`,
  'important boxes of everything': `html * { ${important(ODD_BOX)} }`,
  'important looks of everything': `html * { ${important(ODD_LOOK)} }`,
  'important boxes of div, below a class of the root': `html.page div, html.page iframe { ${important(ODD_BOX)} }`,
  'important looks of div, below a class of the root': `:root.page div, :root.page dialog { ${important(ODD_LOOK)} }`,
  'an important reset in a cascade layer': `@layer reset { * { ${important(
    'margin: 0; padding: 0; box-sizing: border-box; min-width: 0; font: inherit; border: 9px solid red',
  )} } }`,
  'html { overflow-y: scroll; filter: invert(1); transform: scale(0.9); visibility: hidden; cursor: wait }': '',
  'html :first-child, html :last-child, html :only-child { display: none }': '',
  'dialog, iframe, [id^=zoid], [id^=zoid] div { direction: rtl; unicode-bidi: bidi-override; color-scheme: dark }': '',
  'body ~ *, html > :not(head, body) { display: none !important; position: static !important }': '',
  '*, *::before, *::after { display: block !important }': '',
};

/** Cascade layers in which `!important` wins over all that a sheet of the library could say. */
const LAYERS = {
  'boxes in a cascade layer': `@layer page { dialog, div:not([id]):not([class]) { ${important(ODD_BOX)} } }`,
  'looks in a cascade layer': `@layer page { dialog, div:not([id]):not([class]) { ${important(ODD_LOOK)} } }`,
  'empty elements in a cascade layer': '@layer page { :empty { display: none !important } }',
  'boxes of the SDK’s nodes in a cascade layer': `@layer page { div, iframe { ${important(ODD_BOX)} } }`,
  'looks of the SDK’s nodes in a cascade layer': `@layer page { div, iframe { ${important(ODD_LOOK)} } }`,
  'rare properties in a cascade layer': `@layer page { div:not([id]):not([class]), dialog { ${important(RARE)} } }`,
  'rare properties of the SDK’s nodes in a cascade layer': `@layer page { div, iframe { ${important(RARE)} } }`,
  'transitions in a cascade layer':
    '@layer page { * { transition: all 9s 9s !important; animation: none 9s !important } }',
};

const box = (element: Element) => {
  const { x, y, width, height } = element.getBoundingClientRect();
  return [x, y, width, height].map(Math.round).join(' ');
};

/** Returns every computed value of an element of the library, and whether it has pseudo-elements. */
const allStyles = (element: Element) => {
  const style = getComputedStyle(element);
  const names = [...style].filter((name) => !/^--|^interactivity$/.test(name));
  const values = Object.fromEntries(names.map((name) => [name, style.getPropertyValue(name)]));
  const pseudo = ['::before', '::after'].map((name) => getComputedStyle(element, name).content);
  return { box: box(element), values, pseudo };
};

/** Properties of the SDK's nodes that decide where and how they are painted. */
const PAINT =
  'display visibility opacity background-color border-top-width outline-style transform translate rotate scale filter backdrop-filter clip-path mask-image box-shadow border-top-left-radius overflow-y pointer-events cursor position z-index margin-top padding-top animation-name mix-blend-mode zoom writing-mode contain content-visibility will-change transform-style container-type scrollbar-gutter offset-path clip content color-scheme interactivity touch-action';

const sdkStyles = () =>
  [...theDialog()!.querySelectorAll('[id^=zoid] , [id^=zoid] :is(div, iframe)')].map((element) => {
    const style = getComputedStyle(element);
    const values = PAINT.split(' ').map((name) => `${name}: ${style.getPropertyValue(name)}`);
    const shown = element.matches('[inert]') ? [style.visibility] : [box(element), ...values];
    return [element.localName, ...shown, getComputedStyle(element, '::before').content];
  });

/** Styles of the dialog's own nodes; the first four are in the document and not in a shadow root. */
const ownStyles = () => {
  const [container, host] = theDialog()!.children;
  return {
    dialog: allStyles(theDialog()!),
    container: allStyles(container!),
    host: allStyles(host!),
    backdrop: getComputedStyle(theDialog()!, '::backdrop').display,
    bar: allStyles(theBar().querySelector('.bar')!),
    button: allStyles(theBar().querySelector('button')!),
  };
};

const atCentre = () => document.elementFromPoint(innerWidth / 2, innerHeight / 2);

/** States of an open and of its preparation, with a way to reach each. */
const stylesOfOpen = async (element: PluggyConnectElement, frame: () => Element | null) => {
  void element.open();
  const click = { ...ownStyles(), skeleton: allStyles(theBar().querySelector('.skeleton')!) };
  await until(() => frame(), 'the frame');
  await until(() => record.types().includes('ready'), 'the widget answers');
  await until(() => getComputedStyle(frame()!).opacity === '1', 'the frame has faded in');
  await until(() => !theDialog()!.getAnimations().length, 'the backdrop has faded in');
  const ready = { ...ownStyles(), sdk: sdkStyles(), top: atCentre() === theFrame() };
  element.hide();
  const hidden = { display: getComputedStyle(theDialog()!).display, box: box(theDialog()!) };
  element.show();
  const shown = { ...ownStyles(), sdk: sdkStyles(), top: atCentre() === theFrame() };
  element.close();
  await until(() => !theDialog(), 'the dialog is gone');
  return { click, ready, hidden, shown };
};

let record: ReturnType<typeof recordEvents>;

describe("the page's CSS", () => {
  beforeEach(expectSdkFailures);

  let free: Awaited<ReturnType<typeof stylesOfOpen>>;
  const sheet = document.createElement('style');

  beforeEach(() => (record = recordEvents()));
  afterEach(async () => {
    record.stop();
    await closeAll();
    sheet.remove();
    document.documentElement.classList.remove('page');
  });

  before(async () => {
    // Sheets that make the page longer than the window must not change the size of the window.
    document.documentElement.style.scrollbarWidth = 'none';
    record = recordEvents();
    free = await stylesOfOpen(await connectFixture({ allowConnectInBackground: true }), theFrame);
    record.stop();
    expect(free.ready.top).to.equal(true);
    expect(free.hidden.display).to.equal('none');
  });

  after(() => document.documentElement.removeAttribute('style'));

  for (const [name, css] of [...Object.entries(SHEETS), ...Object.entries(LAYERS)]) {
    it(`does not reach the dialog: ${name}`, async () => {
      sheet.textContent = css || name;
      document.documentElement.classList.add('page');
      document.head.append(sheet);
      const element = await connectFixture({ allowConnectInBackground: true });
      const styled = await stylesOfOpen(element, theFrame);
      // The test compares part by part, so that a failure names the part that differs.
      for (const state of ['click', 'ready', 'hidden', 'shown'] as const) {
        for (const [part, values] of Object.entries(styled[state])) {
          expect(values, `${state}, ${part}`).to.deep.equal((free[state] as Record<string, unknown>)[part]);
        }
      }
    });

    // A transformed root is the containing block of what is not in the top layer.
    if (name.startsWith('html {')) continue;
    it(`does not reach a prepared dialog: ${name}`, async () => {
      sheet.textContent = css || name;
      document.documentElement.classList.add('page');
      document.head.append(sheet);
      const element = await connectFixture({ allowConnectInBackground: true, preload: 'intent' });
      element.dispatchEvent(new PointerEvent('pointerdown'));
      await until(theDialog, 'the dialog is prepared');
      const { visibility, display } = getComputedStyle(theDialog()!);
      expect({ visibility, display, box: box(theDialog()!) }).to.deep.equal({
        visibility: 'hidden',
        display: 'block',
        box: free.click.dialog.box,
      });
      expect(getComputedStyle(theDialog()!.firstElementChild!).visibility).to.equal('hidden');
      expect(getComputedStyle(theBar().querySelector('.bar')!).visibility).to.equal('hidden');
      void element.open();
      for (const [part, values] of Object.entries(ownStyles()).slice(0, 4)) {
        expect(values, part).to.deep.equal((free.ready as Record<string, unknown>)[part]);
      }
    });
  }

  it('does not keep the SDK from hiding nodes with inline styles', async () => {
    const element = await connectFixture();
    const { outcome } = await openReady(element);
    for (const [property, value] of [
      ['display', 'none'],
      ['visibility', 'hidden'],
    ] as const) {
      for (const node of theDialog()!.querySelectorAll<HTMLElement>('[id^=zoid] :is(div, iframe):not([inert])')) {
        const { cssText } = node.style;
        node.style[property] = value;
        expect(getComputedStyle(node)[property], `${node.className} ${property}`).to.equal(value);
        node.style.cssText = cssText;
      }
    }
    element.close();
    await outcome;
  });
});
