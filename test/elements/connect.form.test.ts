import { expect, fixture, html } from '@open-wc/testing';
import { sendKeys } from '@web/test-runner-commands';
import { PluggyConnectElement } from '../../src/index.js';
import { expectConsole, expectFailures, recordConsole } from '../support/console.js';
import {
  anItem,
  closeAll,
  connectFixture,
  expectSdkFailures,
  nextEvent,
  openReady,
  recordEvents,
  servers,
  theDialog,
  TOKEN,
  until,
  widgetCalls,
} from '../support/widget.js';

const ID = anItem().id;

describe('<pluggy-connect> as a form control', () => {
  beforeEach(expectSdkFailures);
  let record: ReturnType<typeof recordEvents>;

  beforeEach(() => (record = recordEvents()));
  afterEach(async () => {
    record.stop();
    await closeAll();
  });

  /** Adds the button to a form, or to the given markup, ready to open. */
  async function within<T extends Element = HTMLFormElement>(template: ReturnType<typeof html>) {
    const parent = await fixture<T>(template);
    const element = parent.querySelector('pluggy-connect')!;
    Object.assign(element, { widgetUrl: servers.child, tokenSource: () => Promise.resolve(TOKEN), preload: 'none' });
    await element.updateComplete;
    return { parent, element, button: element.shadowRoot!.querySelector('button')! };
  }
  const submitted = (form: HTMLFormElement) => [...new FormData(form)];

  describe('in a form', () => {
    it('submits nothing before a connection, and the Item’s id after', async () => {
      const { parent: form, element } = await within(html`<form><pluggy-connect name="bank"></pluggy-connect></form>`);
      expect(submitted(form)).to.deep.equal([]);
      expect(element.form).to.equal(form);
      const { outcome } = await openReady(element);
      widgetCalls('onSuccessProp', { item: anItem() });
      await nextEvent('pluggy-success');
      await element.updateComplete;
      expect(submitted(form)).to.deep.equal([['bank', ID]]);
      widgetCalls('close');
      await outcome;
    });

    it('submits nothing without a name, and follows its name', async () => {
      const { parent: form, element } = await within(html`<form><pluggy-connect value="a"></pluggy-connect></form>`);
      expect(submitted(form)).to.deep.equal([]);
      element.name = 'bank';
      await element.updateComplete;
      expect(submitted(form)).to.deep.equal([['bank', 'a']]);
      expect(element.getAttribute('name')).to.equal('bank');
    });

    it('starts with the value attribute, as in a form that the server renders again', async () => {
      const { parent: form, element } = await within(
        html`<form><pluggy-connect name="bank" value="from-server" required></pluggy-connect></form>`,
      );
      expect(element.value).to.equal('from-server');
      expect(element.defaultValue).to.equal('from-server');
      expect(submitted(form)).to.deep.equal([['bank', 'from-server']]);
      expect(form.checkValidity()).to.equal(true);
      element.setAttribute('value', 'another');
      await element.updateComplete;
      expect(submitted(form)).to.deep.equal([['bank', 'another']]);
    });

    it('has a value that can be read and set, apart from the attribute', async () => {
      const { parent: form, element } = await within(
        html`<form><pluggy-connect name="bank" value="first"></pluggy-connect></form>`,
      );
      element.value = 'second';
      expect(element.value).to.equal('second');
      expect(element.getAttribute('value')).to.equal('first');
      await element.updateComplete;
      expect(submitted(form)).to.deep.equal([['bank', 'second']]);
      element.setAttribute('value', 'third');
      await element.updateComplete;
      expect(element.value, 'as on <input>, once it was set').to.equal('second');
      element.value = '';
      await element.updateComplete;
      expect(element.value).to.equal('');
      expect(submitted(form)).to.deep.equal([]);
      element.value = undefined as unknown as string;
      expect(element.value).to.equal('');
    });

    it('returns to the attribute when the form is reset', async () => {
      const { parent: form, element } = await within(
        html`<form><pluggy-connect name="bank" value="first"></pluggy-connect></form>`,
      );
      element.value = 'second';
      form.reset();
      await element.updateComplete;
      expect(element.value).to.equal('first');
      expect(submitted(form)).to.deep.equal([['bank', 'first']]);
    });

    it('takes the value that the browser restores', async () => {
      const { parent: form, element } = await within(
        html`<form><pluggy-connect name="bank" value="first"></pluggy-connect></form>`,
      );
      element.formStateRestoreCallback('restored');
      await element.updateComplete;
      expect(submitted(form)).to.deep.equal([['bank', 'restored']]);
      element.formStateRestoreCallback(null);
      await element.updateComplete;
      expect(submitted(form)).to.deep.equal([['bank', 'first']]);
    });

    it('counts the Item to update as its value', async () => {
      const { parent: form, element } = await within(
        html`<form><pluggy-connect name="bank" item-id="item-1" required></pluggy-connect></form>`,
      );
      expect(element.value).to.equal('item-1');
      expect(submitted(form)).to.deep.equal([['bank', 'item-1']]);
      expect(form.checkValidity()).to.equal(true);
      element.removeAttribute('item-id');
      await element.updateComplete;
      expect(element.value).to.equal('');
      expect(submitted(form)).to.deep.equal([]);
      expect(form.checkValidity()).to.equal(false);
    });

    for (const [lang, message] of [
      ['en', 'Connect an account to continue.'],
      ['pt-BR', 'Conecte uma conta para continuar.'],
      ['es', 'Conecta una cuenta para continuar.'],
    ] as const) {
      it(`that requires it, is invalid before a connection, with a message: ${lang}`, async () => {
        const { parent: form, element } = await within(
          html`<form lang=${lang}><pluggy-connect name="bank" required></pluggy-connect></form>`,
        );
        expect(element.willValidate).to.equal(true);
        expect(element.validity.valueMissing).to.equal(true);
        expect(element.validationMessage).to.equal(message);
        expect(element.checkValidity()).to.equal(false);
        expect(form.checkValidity()).to.equal(false);
        element.value = ID;
        await element.updateComplete;
        expect(element.validity.valid).to.equal(true);
        expect(element.validationMessage).to.equal('');
        expect(form.checkValidity()).to.equal(true);
        element.value = '';
        await element.updateComplete;
        expect(form.checkValidity()).to.equal(false);
        element.required = false;
        await element.updateComplete;
        expect(form.checkValidity()).to.equal(true);
      });
    }

    it('that requires it, is not submitted, and the button gets the focus', async () => {
      const {
        parent: form,
        element,
        button,
      } = await within(html`<form><pluggy-connect name="bank" required></pluggy-connect></form>`);
      let submits = 0;
      form.addEventListener('submit', (event) => {
        event.preventDefault();
        submits++;
      });
      form.requestSubmit();
      expect(submits).to.equal(0);
      expect(document.activeElement).to.equal(element);
      expect(element.shadowRoot!.activeElement).to.equal(button);
      element.value = ID;
      await element.updateComplete;
      form.requestSubmit();
      expect(submits).to.equal(1);
    });

    it('does not submit it by itself', async () => {
      const { parent: form, button } = await within(html`<form><pluggy-connect name="bank"></pluggy-connect></form>`);
      let submits = 0;
      form.addEventListener('submit', (event) => {
        event.preventDefault();
        submits++;
      });
      button.click();
      expect(theDialog()!.open).to.equal(true);
      expect(submits).to.equal(0);
    });
  });

  describe('that is disabled', () => {
    let warnings: ReturnType<typeof recordConsole>;
    beforeEach(() => (warnings = recordConsole('warn')));
    afterEach(() => warnings.restore());

    const cannotOpen = async (element: PluggyConnectElement) => {
      await element.updateComplete;
      const button = element.shadowRoot!.querySelector('button')!;
      expect(button.disabled).to.equal(true);
      element.click();
      button.click();
      const outcome = element.open();
      expect(theDialog()).to.equal(null);
      expect(record.types()).to.deep.equal([]);
      expect(await outcome).to.deep.equal({ type: 'cancelled' });
    };

    it('by its attribute, does nothing and submits nothing', async () => {
      const { parent: form, element } = await within(
        html`<form><pluggy-connect name="bank" value="a" disabled></pluggy-connect></form>`,
      );
      await cannotOpen(element);
      expect(submitted(form)).to.deep.equal([]);
    });

    it('by its property, does nothing and submits nothing', async () => {
      const { parent: form, element } = await within(
        html`<form><pluggy-connect name="bank" value="a"></pluggy-connect></form>`,
      );
      element.disabled = true;
      await cannotOpen(element);
      expect(submitted(form)).to.deep.equal([]);
      element.disabled = false;
      await element.updateComplete;
      expect(submitted(form)).to.deep.equal([['bank', 'a']]);
    });

    it('by its fieldset, does nothing and submits nothing, until the fieldset is on again', async () => {
      const {
        parent: form,
        element,
        button,
      } = await within(
        html`<form>
          <fieldset disabled><pluggy-connect name="bank" value="a" required></pluggy-connect></fieldset>
        </form>`,
      );
      await cannotOpen(element);
      expect(submitted(form)).to.deep.equal([]);
      expect(element.willValidate).to.equal(false);
      form.querySelector('fieldset')!.disabled = false;
      await element.updateComplete;
      expect(button.disabled).to.equal(false);
      expect(submitted(form)).to.deep.equal([['bank', 'a']]);
    });

    it('by attribute and fieldset, stays disabled until both are off', async () => {
      const {
        parent: form,
        element,
        button,
      } = await within(
        html`<form>
          <fieldset disabled><pluggy-connect disabled></pluggy-connect></fieldset>
        </form>`,
      );
      element.removeAttribute('disabled');
      await cannotOpen(element);
      element.setAttribute('disabled', '');
      form.querySelector('fieldset')!.disabled = false;
      await cannotOpen(element);
      element.removeAttribute('disabled');
      await element.updateComplete;
      expect(button.disabled).to.equal(false);
    });

    it('with the text "false", opens, submits and validates all the same', async () => {
      const {
        parent: form,
        element,
        button,
      } = await within(html`<form><pluggy-connect name="bank" value="a" disabled="false"></pluggy-connect></form>`);
      expect(button.disabled).to.equal(false);
      expect(submitted(form)).to.deep.equal([['bank', 'a']]);
      expect(warnings.texts().length).to.equal(1);
      expect(warnings.texts()[0]).to.include('<pluggy-connect> disabled="false"');
      element.setAttribute('disabled', 'true');
      await cannotOpen(element);
      element.setAttribute('disabled', 'false');
      await element.updateComplete;
      expect(button.disabled).to.equal(false);
      expect(submitted(form)).to.deep.equal([['bank', 'a']]);
    });
  });

  it('with "false" set to its properties, is neither disabled nor required', async () => {
    const {
      parent: form,
      element,
      button,
    } = await within(html`<form><pluggy-connect name="bank"></pluggy-connect></form>`);
    Object.assign(element, { disabled: 'false', required: 'false' });
    await element.updateComplete;
    expect(button.disabled).to.equal(false);
    expect(form.checkValidity()).to.equal(true);
  });

  describe('opens', () => {
    it('at the click of its label, beside or around it', async () => {
      const { parent, element } = await within<HTMLDivElement>(
        html`<div><label for="bank">Your bank</label> <pluggy-connect id="bank"></pluggy-connect></div>`,
      );
      parent.querySelector('label')!.click();
      expect(theDialog()!.open).to.equal(true);
      expect(record.types()).to.deep.equal(['open']);
      element.close();
      const around = await within<HTMLLabelElement>(html`<label><b>Bank</b> <pluggy-connect></pluggy-connect></label>`);
      around.parent.querySelector('b')!.click();
      expect(theDialog()!.open).to.equal(true);
      expect(record.types().filter((type) => type === 'open').length).to.equal(2);
    });

    it('once at a click of the button inside a label', async () => {
      const { button } = await within(html`<label>Bank <pluggy-connect></pluggy-connect></label>`);
      button.click();
      expect(record.types()).to.deep.equal(['open']);
    });

    it('at a click of its slotted content', async () => {
      const { parent } = await within<HTMLDivElement>(
        html`<div>
          <pluggy-connect><i slot="icon">*</i><span>Connect</span></pluggy-connect>
        </div>`,
      );
      parent.querySelector('span')!.click();
      expect(theDialog()!.open).to.equal(true);
    });

    it('not at a click of slotted content while disabled', async () => {
      const { parent } = await within<HTMLDivElement>(
        html`<div>
          <pluggy-connect disabled><span>Connect</span></pluggy-connect>
        </div>`,
      );
      parent.querySelector('span')!.click();
      expect(theDialog()).to.equal(null);
    });

    it('not at a click of the error sentence', async () => {
      expectFailures('token-endpoint-missing');
      const element = await connectFixture({ tokenSource: undefined });
      await element.open();
      const sentence = element.shadowRoot!.querySelector<HTMLElement>('[role=alert]')!;
      await until(() => sentence.textContent.includes('let this site’s support know'), 'the sentence');
      sentence.click();
      expect(record.types()).to.deep.equal(['open', 'error', 'close']);
    });

    for (const key of ['Enter', ' ']) {
      it(`with ${key.trim() || 'Space'}, once the focus that it was given is on its button`, async () => {
        const { element, button } = await within(html`<div><pluggy-connect></pluggy-connect></div>`);
        element.focus();
        expect(document.activeElement).to.equal(element);
        expect(element.shadowRoot!.activeElement).to.equal(button);
        await sendKeys({ press: key });
        await until(() => theDialog()?.open, 'the dialog');
        // The widget may have answered by now.
        expect(record.types().filter((type) => type !== 'ready')).to.deep.equal(['open']);
      });
    }
  });

  describe('answers commands', () => {
    const command = (element: Element, name: string) =>
      element.dispatchEvent(Object.assign(new Event('command'), { command: name }));

    it('--open, --hide, --show and --close', async () => {
      const element = await connectFixture();
      const ready = nextEvent('pluggy-ready');
      command(element, '--open');
      expect(theDialog()!.open).to.equal(true);
      await ready;
      command(element, '--hide');
      expect(theDialog()!.open).to.equal(false);
      command(element, '--show');
      expect(theDialog()!.open).to.equal(true);
      const close = nextEvent('pluggy-close');
      command(element, '--close');
      expect((await close).outcome.type).to.equal('cancelled');
      expect(record.types()).to.deep.equal(['open', 'ready', 'hide', 'close']);
    });

    it('of these names only', async () => {
      const element = await connectFixture();
      for (const name of ['open', '--Open', '--open-now', '--focus', '--remove', 'show-modal', ''])
        command(element, name);
      expect(record.types()).to.deep.equal([]);
      expect(element.isConnected).to.equal(true);
    });

    const native = 'command' in HTMLButtonElement.prototype;
    it(`of a button elsewhere, while it is hidden itself${native ? '' : ' (no invoker commands in this engine: its button calls open())'}`, async () => {
      const { parent, element } = await within<HTMLDivElement>(
        html`<div>
          <button commandfor="own" command="--open">Connect</button>
          <pluggy-connect id="own" hidden></pluggy-connect>
        </div>`,
      );
      const button = parent.querySelector('button')!;
      if (!native) button.onclick = () => void element.open();
      button.focus();
      const ready = nextEvent('pluggy-ready');
      button.click();
      expect(theDialog()!.open).to.equal(true);
      await ready;
      const close = nextEvent('pluggy-close');
      element.close();
      await close;
      expect(document.activeElement, 'the focus is back').to.equal(button);
    });
  });

  describe('shows', () => {
    const states = (() => {
      try {
        return !!document.createElement('div').matches(':state(open)') || 'CustomStateSet' in window;
      } catch {
        return false;
      }
    })();
    it(`its state as a custom state${states ? '' : ' (no :state() in this engine: nothing breaks)'}`, async () => {
      const element = await connectFixture();
      const now = () =>
        states
          ? ['preparing', 'open', 'background', 'connected'].filter((name) => element.matches(`:state(${name})`))
          : null;
      const expectNow = async (...names: string[]) => {
        await element.updateComplete;
        expect(now()).to.deep.equal(states ? names : null);
      };
      await expectNow();
      const ready = nextEvent('pluggy-ready');
      const outcome = element.open();
      await expectNow('preparing');
      await ready;
      await expectNow('open');
      element.hide();
      await expectNow('background');
      element.show();
      await expectNow('open');
      widgetCalls('onSuccessProp', { item: anItem() });
      await nextEvent('pluggy-success');
      await expectNow('open', 'connected');
      widgetCalls('close');
      await outcome;
      await expectNow('connected');
      element.value = '';
      await expectNow();
    });

    const set = (window as { CustomStateSet?: { prototype: Set<string> } }).CustomStateSet?.prototype;
    it(`no state where the browser refuses its name${set ? '' : ' (this one has none at all)'}, and works`, async () => {
      const original = set && Object.getOwnPropertyDescriptor(set, 'add')!;
      if (set) {
        Object.defineProperty(set, 'add', {
          configurable: true,
          value() {
            throw new DOMException("The specified value 'open' must start with '--'.", 'SyntaxError');
          },
        });
      }
      try {
        const element = await connectFixture();
        const { outcome } = await openReady(element);
        widgetCalls('onSuccessProp', { item: anItem() });
        await nextEvent('pluggy-success');
        widgetCalls('close');
        expect((await outcome).type).to.equal('success');
        await element.updateComplete;
        expect(element.shadowRoot!.querySelector<HTMLElement>('[role=img]')!.hidden).to.equal(false);
      } finally {
        if (set) Object.defineProperty(set, 'add', original!);
      }
    });

    it('its parts, which a page can style', async () => {
      const style = document.createElement('style');
      style.textContent = `
        pluggy-connect::part(button) { border-top-width: 7px; }
        pluggy-connect::part(label) { letter-spacing: 3px; }
        pluggy-connect::part(spinner) { outline: 5px solid; }`;
      document.head.append(style);
      const element = await connectFixture({ allowConnectInBackground: true });
      const part = (name: string) => getComputedStyle(element.shadowRoot!.querySelector(`[part=${name}]`)!);
      expect(part('button').borderTopWidth).to.equal('7px');
      expect(part('label').letterSpacing).to.equal('3px');
      expect(part('spinner').outlineWidth).to.equal('5px');
      expect(part('spinner').display).to.equal('none');
      await openReady(element);
      expect(part('spinner').display, 'behind the dialog').to.equal('none');
      element.hide();
      await element.updateComplete;
      expect(part('spinner').display, 'in the background').not.to.equal('none');
      style.remove();
    });

    it('the page’s label and icon in its slots', async () => {
      const { element, button } = await within(
        html`<div>
          <pluggy-connect><img slot="icon" alt="" />Link <em>my</em> bank</pluggy-connect>
        </div>`,
      );
      const nodes = [...button.querySelectorAll('slot')].map((slot) => slot.assignedNodes());
      expect(nodes.flat()).to.have.members([...element.childNodes]);
      expect(nodes[0]).to.deep.equal([element.querySelector('img')]);
    });

    for (const [lang, connect, reconnect, connected] of [
      ['pt', 'Conectar sua conta', 'Reconectar sua conta', 'conta conectada'],
      ['en', 'Connect your account', 'Reconnect your account', 'account connected'],
      ['es', 'Conectar tu cuenta', 'Reconectar tu cuenta', 'cuenta conectada'],
    ] as const) {
      it(`its label and mark in ${lang}`, async () => {
        const { element, button } = await within(html`<div lang=${lang}><pluggy-connect></pluggy-connect></div>`);
        const mark = element.shadowRoot!.querySelector<HTMLElement>('[role=img]')!;
        expect(button.innerText.trim()).to.equal(connect);
        expect(mark.hidden).to.equal(true);
        element.itemId = 'item-1';
        await element.updateComplete;
        expect(button.innerText.trim()).to.equal(reconnect);
        element.value = 'item-1';
        await element.updateComplete;
        expect(mark.hidden).to.equal(false);
        expect(mark.getAttribute('aria-label')).to.equal(connected);
      });
    }

    it('the text in the background as long as it is there, and then the page’s own again', async () => {
      const { element, button } = await within(html`<div lang="pt"><pluggy-connect>Meu banco</pluggy-connect></div>`);
      const { outcome } = await openReady(element);
      element.hide();
      await element.updateComplete;
      expect(button.textContent).to.include('Ainda conectando. Mostrar');
      expect(button.querySelector('slot:not([name])')).to.equal(null);
      element.close();
      await outcome;
      await element.updateComplete;
      expect(button.textContent).not.to.include('Mostrar');
      expect(button.querySelector<HTMLSlotElement>('slot:not([name])')!.assignedNodes()[0]!.textContent).to.equal(
        'Meu banco',
      );
    });
  });

  it('makes a new connection after item-id is removed, as events and session report', async () => {
    const element = await connectFixture({ itemId: 'item-1' });
    element.setAttribute('item-id', 'item-2');
    element.removeAttribute('item-id');
    const { outcome } = await openReady(element);
    expect(record.events.map((event) => (event as Event & { itemId: string }).itemId)).to.deep.equal(['', '']);
    const other = await connectFixture({ tokenSource: element.tokenSource });
    expect(other.open(), 'the same connection').to.equal(outcome);
  });

  describe('in update mode', () => {
    const OTHER = 'item-2';
    const success = (id: string) => widgetCalls('onSuccessProp', { item: anItem({ id }) });

    for (const preload of ['none', 'prerender'] as const) {
      it(`ignores a success of another Item (preload="${preload}")`, async () => {
        expectConsole(/The success is for another Item/);
        const form = await fixture<HTMLFormElement>(html`<form></form>`);
        const element = await connectFixture({ itemId: 'item-1', name: 'bank', preload });
        form.append(element);
        const { outcome } = await openReady(element);
        widgetCalls('onEventProp', { event: 'ITEM_RESPONSE', timestamp: 1, item: anItem({ id: OTHER }) });
        const failed = nextEvent('pluggy-error');
        success(OTHER);
        expect((await failed).itemId).to.equal('item-1');
        expect(element.value).to.equal('item-1');
        expect(new FormData(form).get('bank')).to.equal('item-1');
        expect(element.matches(':state(connected)')).to.equal(false);
        expect(record.types()).to.not.include('success');
        element.close();
        const { type, itemId, item } = await outcome;
        expect([type, itemId, item]).to.deep.equal(['error', 'item-1', undefined]);
      });
    }

    it('accepts a later success of its own Item, also when item-id has capitals and spaces', async () => {
      expectConsole(/The success is for another Item/);
      const element = await connectFixture({ itemId: ' ITEM-1' });
      const { outcome } = await openReady(element);
      success(OTHER);
      success('item-1');
      await nextEvent('pluggy-success');
      expect(element.value).to.equal('item-1');
      element.close();
      expect(await outcome).to.deep.include({ type: 'success', itemId: 'item-1' });
    });

    it('reports a failure of another Item without that Item', async () => {
      expectConsole(/The widget reported an error/);
      const element = await connectFixture({ itemId: 'item-1' });
      await openReady(element);
      const failed = nextEvent('pluggy-error');
      widgetCalls('onErrorProp', { message: 'LOGIN_ERROR', data: { item: anItem({ id: OTHER }) } });
      const { itemId, error } = await failed;
      expect([itemId, error.item]).to.deep.equal(['item-1', undefined]);
    });
  });

  it('may be defined twice, by two copies of the module', async () => {
    const first = customElements.get('pluggy-connect');
    const address = new URL('../../src/define/connect.ts?copy', import.meta.url).href;
    await import(address);
    expect(customElements.get('pluggy-connect')).to.equal(first);
    expect(document.createElement('pluggy-connect')).to.be.instanceOf(PluggyConnectElement);
  });
});
