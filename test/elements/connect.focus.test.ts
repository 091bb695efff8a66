import { expect, fixture, html } from '@open-wc/testing';
import { sendKeys } from '@web/test-runner-commands';
import {
  closeAll,
  connectFixture,
  expectSdkFailures,
  openReady,
  theCloseButton,
  theDialog,
  until,
} from '../support/widget.js';

describe('the focus after the dialog', () => {
  beforeEach(expectSdkFailures);
  afterEach(closeAll);

  /** Adds the markup, with the element in the place of its `<slot>`. */
  const place = async (markup: string) => {
    const parent = await fixture<HTMLElement>(html`<div></div>`);
    parent.innerHTML = markup;
    const element = await connectFixture();
    parent.querySelector('slot')!.replaceWith(element);
    return { parent, element };
  };
  const openAndClose = async (element: Awaited<ReturnType<typeof connectFixture>>) => {
    element.focus();
    expect(document.activeElement === element, 'the opener has the focus').to.equal(true);
    const { outcome } = await openReady(element);
    theCloseButton().click();
    await outcome;
  };

  for (const attribute of ['popovertarget', 'commandfor']) {
    it(`is on the button of the popover with the opener: ${attribute}`, async () => {
      const { parent, element } = await place(
        `<button ${attribute}="menu">Accounts</button><div id="menu" popover><slot></slot></div>`,
      );
      parent.querySelector<HTMLElement>('[popover]')!.showPopover();
      await openAndClose(element);
      expect(document.activeElement!.textContent).to.equal('Accounts');
    });
  }

  it('is on a button to which a script has given the popover', async () => {
    const { parent, element } = await place('<button popovertarget>Accounts</button><div popover><slot></slot></div>');
    const popover = parent.querySelector<HTMLElement>('[popover]')!;
    parent.querySelector('button')!.popoverTargetElement = popover;
    popover.showPopover();
    await openAndClose(element);
    expect(document.activeElement!.textContent).to.equal('Accounts');
  });

  it('is on the button in a shadow root whose popover has the opener in a slot', async () => {
    const menu = await fixture<HTMLElement>(html`<div></div>`);
    const root = menu.attachShadow({ mode: 'open' });
    root.innerHTML = '<button popovertarget="menu">Accounts</button><div id="menu" popover><slot></slot></div>';
    const element = await connectFixture();
    menu.append(element);
    root.querySelector<HTMLElement>('[popover]')!.showPopover();
    await openAndClose(element);
    expect(root.activeElement!.textContent).to.equal('Accounts');
  });

  for (const [name, markup, hide] of [
    [
      'the summary of a <details> that a script has closed',
      '<details open><summary>Accounts</summary><slot></slot></details>',
      (parent: HTMLElement) => (parent.querySelector('details')!.open = false),
    ],
    [
      'the button of a menu that a script has hidden',
      '<button aria-controls="menu">Accounts</button><div id="menu"><slot></slot></div>',
      (parent: HTMLElement) => (parent.querySelector<HTMLElement>('#menu')!.hidden = true),
    ],
  ] as const) {
    it(`is on ${name} during the open`, async () => {
      const { parent, element } = await place(markup);
      element.focus();
      const { outcome } = await openReady(element);
      hide(parent);
      theCloseButton().click();
      await outcome;
      expect(document.activeElement!.textContent).to.equal('Accounts');
    });
  }

  it('is on the button of the popover after an open that ended before the code of the widget had loaded', async () => {
    const { parent, element } = await place(
      '<button popovertarget="menu">Accounts</button><div id="menu" popover><slot></slot></div>',
    );
    parent.querySelector<HTMLElement>('[popover]')!.showPopover();
    element.focus();
    const outcome = element.open();
    theCloseButton().click();
    await outcome;
    await until(() => document.activeElement!.textContent === 'Accounts', 'the focus is on the button');
  });

  it('is on the outer button for a popover in a popover', async () => {
    const { parent, element } = await place(
      `<button popovertarget="outer">Outer</button>
      <div id="outer" popover><button popovertarget="inner">Inner</button><div id="inner" popover><slot></slot></div></div>`,
    );
    for (const popover of parent.querySelectorAll<HTMLElement>('[popover]')) popover.showPopover();
    await openAndClose(element);
    expect(document.activeElement!.textContent).to.equal('Outer');
  });

  it('is on the opener again in a popover without a button', async () => {
    const { parent, element } = await place('<div popover><slot></slot></div>');
    const popover = parent.querySelector<HTMLElement>('[popover]')!;
    popover.showPopover();
    await openAndClose(element);
    expect(document.activeElement === element).to.equal(true);
    expect(popover.matches(':popover-open')).to.equal(true);
  });

  it('is on the opener in a popover that stays open', async () => {
    const { parent, element } = await place(
      '<button popovertarget="menu">Accounts</button><div popover="manual" id="menu"><slot></slot></div>',
    );
    parent.querySelector<HTMLElement>('[popover]')!.showPopover();
    await openAndClose(element);
    expect(document.activeElement === element).to.equal(true);
  });
});

describe("a page's own modal", () => {
  beforeEach(expectSdkFailures);

  /** Listeners of public libraries: Radix and focus-trap listen while an event is on its way to its target. */
  for (const [name, capture] of [
    ['on the way to the target', true],
    ['on the way back', false],
  ] as const) {
    it(`does not notice keys, presses and focus in the dialog: ${name}`, async () => {
      const noticed: string[] = [];
      const listeners = new AbortController();
      for (const type of 'keydown keyup pointerdown mousedown touchstart touchend click focusin focusout'.split(' ')) {
        document.addEventListener(
          type,
          (event) => {
            if (['Enter', ' '].includes((event as KeyboardEvent).key) && capture) return;
            noticed.push(`${type} ${(event as KeyboardEvent).key ?? ''}`);
            // As focus-trap does with a click outside.
            event.stopImmediatePropagation();
            event.preventDefault();
          },
          { capture, signal: listeners.signal },
        );
      }
      const element = await connectFixture();
      const { outcome } = await openReady(element);
      noticed.length = 0;
      theCloseButton().focus();
      for (const press of ['a', 'Tab']) await sendKeys({ press });
      theCloseButton().focus();
      for (const type of ['pointerdown', 'mousedown', 'touchend']) {
        theCloseButton().dispatchEvent(new Event(type, { bubbles: true, composed: true }));
      }
      theDialog()!.click();
      await sendKeys({ press: 'Escape' });
      expect((await outcome).type).to.equal('cancelled');
      // The focus returns to the page, and the key is released there.
      expect(noticed.filter((text) => !/^focus|^keyup/.test(text))).to.deep.equal([]);
      listeners.abort();
    });
  }

  it('does not notice Escape after a press beside the widget, which takes the focus away', async () => {
    const noticed: string[] = [];
    const listener = (event: KeyboardEvent) => noticed.push(event.key);
    document.addEventListener('keydown', listener, true);
    const element = await connectFixture();
    const { outcome } = await openReady(element);
    theCloseButton().focus();
    theCloseButton().blur();
    expect(document.activeElement === document.body).to.equal(true);
    await sendKeys({ press: 'Escape' });
    await outcome;
    expect(noticed).to.deep.equal([]);
    await sendKeys({ press: 'Escape' });
    expect(noticed, 'after the close').to.deep.equal(['Escape']);
    document.removeEventListener('keydown', listener, true);
  });

  it('cannot take a click from the dialog', async () => {
    const listener = (event: Event) => event.stopImmediatePropagation();
    document.addEventListener('click', listener, true);
    const element = await connectFixture();
    const { outcome } = await openReady(element);
    theCloseButton().click();
    expect((await outcome).type).to.equal('cancelled');
    document.removeEventListener('click', listener, true);
  });

  it('neither notices input in the dialog nor takes it before the code of the widget has loaded', async () => {
    const noticed: string[] = [];
    const listeners = new AbortController();
    const types = ['keydown', 'keyup', 'pointerdown', 'focusin', 'click'];
    const element = await connectFixture();
    element.focus();
    for (const type of types) {
      const notice = (event: Event) => {
        noticed.push(type);
        event.stopImmediatePropagation();
        event.preventDefault();
      };
      document.addEventListener(type, notice, { capture: true, signal: listeners.signal });
    }
    const outcome = element.open();
    const init = { bubbles: true, composed: true, cancelable: true };
    for (const type of ['keydown', 'keyup']) {
      theCloseButton().dispatchEvent(new KeyboardEvent(type, { key: 'Escape', ...init }));
    }
    theCloseButton().dispatchEvent(new PointerEvent('pointerdown', init));
    theCloseButton().click();
    expect(!!theDialog(), 'the dialog is there').to.equal(false);
    listeners.abort();
    expect((await outcome).type).to.equal('cancelled');
    // The focus returns to the page.
    expect(noticed.filter((type) => type !== 'focusin')).to.deep.equal([]);
  });
});
