import { expect, fixture, html } from '@open-wc/testing';
import { createElement } from 'react';
import { createRoot } from 'react-dom/client';
import { flushSync } from 'react-dom';
import '../../src/define.js';
import { PluggySettingsElement } from '../../src/elements/shared/settings.js';
import type { PluggyConnectElement } from '../../src/index.js';
import { expectConsole } from '../support/console.js';
import { FakeBackend, ITEMS, TOKENS } from '../support/provider.js';
import { anItem, expectSdkFailures, nextEvent, servers, theCloseButton, theDialog } from '../support/widget.js';

type Fields = Record<string, unknown>;
type Assign = (element: HTMLElement, name: string, value: unknown) => void;

const TAGS = [
  'pluggy-connect',
  'pluggy-provider',
  'pluggy-item-status',
  'pluggy-reauth-prompt',
  'pluggy-error-banner',
  'pluggy-item-card',
  'pluggy-item-list',
  'pluggy-institutions',
] as const;

/** Names of the settings, which pages assign. */
const SETTINGS_OF_ALL = PluggySettingsElement.properties;

const VALUES: unknown[] = [undefined, null, '', 'text', true, 1, {}, [], () => {}];

/** The names of the platform's methods, which every HTML element has. */
function platformMethods(): string[] {
  const names: string[] = [];
  for (const name in HTMLElement.prototype) {
    const isMethod = typeof (document.createElement('p') as unknown as Fields)[name] === 'function';
    if (isMethod) names.push(name);
  }
  return names;
}

/** Returns every name that `in` finds on an element and that HTMLElement does not have. */
function namesOn(element: HTMLElement): string[] {
  const names = new Set<string>();
  const platform = platformMethods();
  let object = element as object;
  for (; object !== HTMLElement.prototype; object = Object.getPrototypeOf(object) as object) {
    for (const name of Object.getOwnPropertyNames(object)) if (!platform.includes(name)) names.add(name);
  }
  return [...names];
}

/** The part of React and of other frameworks that decides between a property and an attribute. */
const asFrameworks: Assign = (element, name, value) => {
  if (name in element) (element as unknown as Fields)[name] = value;
  else element.setAttribute(name, String(value));
};

describe('a value assigned to any name of an element', () => {
  let backend: FakeBackend;
  let faults: string[];
  const fault = (event: Event) => {
    const { message, reason } = event as { message?: string; reason?: Error } & Event;
    faults.push(message ?? reason?.stack ?? 'a rejection');
  };

  before(() => {
    // Mocha ends the test at an error of the page; these listeners name the assignment too.
    addEventListener('error', fault);
    addEventListener('unhandledrejection', fault);
  });
  after(() => {
    removeEventListener('error', fault);
    removeEventListener('unhandledrejection', fault);
  });
  beforeEach(() => {
    faults = [];
    backend = new FakeBackend(anItem({ id: 'a', status: 'LOGIN_ERROR', executionStatus: 'INVALID_CREDENTIALS' }));
    // Warnings that name the ignored setting.
    expectConsole(/^<pluggy-/);
    expectSdkFailures();
  });
  afterEach(() => {
    document.querySelectorAll('body > pluggy-provider').forEach((provider) => provider.remove());
    backend.restore();
  });

  /** Attributes and properties with which each element has something to show. */
  const SETTINGS: Record<(typeof TAGS)[number], Fields> = {
    'pluggy-connect': {
      'token-endpoint': TOKENS,
      'widget-url': servers.child,
      preload: 'none',
      children: 'Connect your bank',
    },
    'pluggy-provider': { 'items-endpoint': ITEMS },
    'pluggy-item-status': { status: 'UPDATED' },
    'pluggy-reauth-prompt': { item: anItem({ status: 'LOGIN_ERROR' }), 'token-endpoint': TOKENS },
    'pluggy-error-banner': { code: 'INVALID_CREDENTIALS' },
    'pluggy-item-card': { item: anItem() },
    'pluggy-item-list': {},
    'pluggy-institutions': {},
  };

  /** Adds an element inside a provider. */
  function add(tag: (typeof TAGS)[number], prepare: (element: HTMLElement) => unknown = () => {}) {
    const provider = document.createElement('pluggy-provider');
    provider.itemsEndpoint = ITEMS;
    document.body.append(provider);
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(SETTINGS[tag])) {
      if (typeof value === 'string' && name !== 'children') element.setAttribute(name, value);
      else Object.assign(element, name === 'children' ? { textContent: value } : { [name]: value });
    }
    prepare(element);
    provider.append(element);
    return element;
  }

  const isShown = (element: HTMLElement) => {
    const root = element.shadowRoot;
    return !!root && (element.localName === 'pluggy-provider' || root.childElementCount > 0);
  };

  /** Names by which a page says that an element has nothing to show. */
  const CONTENT: Partial<Record<string, string[]>> = {
    'pluggy-item-status': ['item', 'itemId', 'status', 'executionStatus', 'errorCode'],
    'pluggy-reauth-prompt': ['item', 'itemId'],
    'pluggy-error-banner': ['error', 'code', 'item', 'itemId'],
    'pluggy-item-card': ['item', 'itemId'],
  };

  const described = (element: HTMLElement, name: string, value: unknown) =>
    `${element.localName}.${name} = ${typeof value === 'function' ? 'a function' : JSON.stringify(value)}`;

  /** Waits until every element has content, each of which has got the value under another name. */
  async function expectShown(elements: Map<string, HTMLElement>, value: unknown) {
    const missing = () =>
      [...elements].filter(([name, element]) => !CONTENT[element.localName]?.includes(name) && !isShown(element));
    for (let turns = 0; missing().length && turns < 500; turns++) await new Promise((resolve) => setTimeout(resolve));
    expect(missing().map(([name, element]) => described(element, name, value))).to.deep.equal([]);
    expect(faults, String(value)).to.deep.equal([]);
  }

  /** Checks that a click begins an open, and ends the open. */
  async function expectOpens(connect: PluggyConnectElement, what: string) {
    let opened = 0;
    connect.addEventListener('pluggy-open', () => opened++, { once: true });
    const closed = nextEvent('pluggy-close', window);
    connect.shadowRoot!.querySelector('button')!.click();
    expect(opened, what).to.equal(1);
    // There is no dialog where the value removes the token route.
    if (theDialog()) theCloseButton().click();
    await closed;
    expect(faults, what).to.deep.equal([]);
  }

  for (const tag of TAGS) {
    it(`changes nothing that <${tag}> needs`, async () => {
      const names = namesOn(add(tag));
      expect(names).to.include.members(['requestUpdate', 'updateComplete', 'hasUpdated', 'constructor', 'store']);
      const used = new Map<string, HTMLElement>();
      for (const name of names) used.set(name, add(tag));
      await expectShown(used, 'nothing yet');
      for (const value of VALUES) {
        const fresh = new Map<string, HTMLElement>();
        for (const [name, element] of used) {
          asFrameworks(element, name, value);
          const assign = (another: HTMLElement) => asFrameworks(another, name, value);
          fresh.set(name, add(tag, assign));
        }
        await expectShown(used, value);
        await expectShown(fresh, value);
        fresh.forEach((element) => element.parentElement!.remove());
      }
    });

    it(`changes nothing that <${tag}> needs, in React`, async () => {
      // React keeps these names to itself.
      const names = namesOn(add(tag)).filter((name) => !['children', 'ref', 'key'].includes(name));
      const container = await fixture<HTMLElement>(html`<pluggy-provider items-endpoint=${ITEMS}></pluggy-provider>`);
      const root = createRoot(container, { onUncaughtError: (error) => faults.push(String(error)) });
      for (const value of ['text', true, undefined]) {
        const all = names.map((name) => createElement(tag, { key: name, ...SETTINGS[tag], [name]: value }));
        flushSync(() => root.render(createElement('div', {}, all)));
        expect(faults, String(value)).to.deep.equal([]);
        const elements = [...container.querySelectorAll<HTMLElement>(tag)];
        expect(elements.length).to.equal(names.length);
        await expectShown(new Map(elements.map((element, index) => [names[index]!, element])), value);
      }
      root.unmount();
    });
  }

  it('keeps <pluggy-connect> opening: a setting of any type, and all other names at once', async () => {
    const { properties } = customElements.get('pluggy-connect') as unknown as { properties: Fields };
    const isSetting = (name: string) => name in properties || name in SETTINGS_OF_ALL;
    const names = namesOn(add('pluggy-connect'));
    expect(names.filter((name) => !isSetting(name)).length).to.be.greaterThan(45);
    for (const value of VALUES) {
      const assign = (element: HTMLElement) => {
        for (const name of names) if (!isSetting(name)) asFrameworks(element, name, value);
      };
      for (const connect of [add('pluggy-connect', assign), add('pluggy-connect')] as PluggyConnectElement[]) {
        await connect.updateComplete;
        assign(connect);
        await expectOpens(connect, String(value));
      }
    }
    // A disabled element does not open, and an inline one opens by itself, in no dialog.
    const others = ['disabled', 'inline'];
    for (const name of names.filter((name) => isSetting(name) && !others.includes(name))) {
      for (const value of [1, {}]) {
        const connect = add('pluggy-connect', (element) => asFrameworks(element, name, value)) as PluggyConnectElement;
        await expectOpens(connect, described(connect, name, value));
      }
    }
  });

  it('has no effect on a method, by assignment, by Object.assign and before the element is defined', async () => {
    const connect = add('pluggy-connect') as PluggyConnectElement;
    const open: unknown = Reflect.get(connect, 'open');
    Object.assign(connect, { open: undefined, show: 1 });
    expect(Reflect.get(connect, 'open')).to.equal(open);
    const early = document.createElement('pluggy-early') as unknown as Fields & HTMLElement;
    Object.assign(early, {
      open: undefined,
      form: 'f',
      updateComplete: 1,
      isUpdatePending: true,
      kept: 1,
      itemId: 'a',
    });
    const { PluggyConnectElement } = await import('../../src/index.js');
    customElements.define('pluggy-early', class extends PluggyConnectElement {});
    customElements.upgrade(early);
    expect(typeof early.open).to.equal('function');
    expect(early.getAttribute('form')).to.equal('f');
    expect(early.kept).to.equal(1);
    document.body.append(early);
    await early.updateComplete;
    expect(early.itemId).to.equal('a');
    expect(early.isUpdatePending).to.equal(false);
    early.remove();
  });

  it('is ignored by the methods of the platform, unless the value is a function', async () => {
    const names = platformMethods();
    expect(names).to.include.members([
      'matches',
      'closest',
      'getRootNode',
      'focus',
      'click',
      'dispatchEvent',
      'remove',
    ]);
    const assign = (element: HTMLElement) => names.forEach((name) => asFrameworks(element, name, true));
    for (const connect of [add('pluggy-connect', assign), add('pluggy-connect')] as PluggyConnectElement[]) {
      assign(connect);
      await expectOpens(connect, 'methods of the platform');
    }
    const connect = add('pluggy-connect');
    let calls = 0;
    connect.focus = () => void calls++;
    connect.focus();
    expect(calls).to.equal(1);
  });

  it('that is the id of a form sets the attribute `form`, as in markup', async () => {
    const container = await fixture<HTMLElement>(html`<div><form id="f"></form></div>`);
    const place = document.createElement('div');
    container.append(place);
    const root = createRoot(place);
    const show = (form?: string) =>
      flushSync(() => root.render(createElement('pluggy-connect', { name: 'item', value: 'a', form })));
    show('f');
    const connect = place.querySelector('pluggy-connect')!;
    const form = container.querySelector('form')!;
    expect(connect.form).to.equal(form);
    await connect.updateComplete;
    expect([...new FormData(form)]).to.deep.equal([['item', 'a']]);
    show(undefined);
    expect(connect.form).to.equal(null);
    root.unmount();
  });

  it('is no obstacle to a subclass that overrides a method', async () => {
    const { PluggyConnectElement } = await import('../../src/index.js');
    const calls: string[] = [];
    class Mine extends PluggyConnectElement {
      override open() {
        calls.push('open');
        return super.open();
      }
    }
    customElements.define('pluggy-mine', Mine);
    const mine = await fixture<Mine>('<pluggy-mine disabled></pluggy-mine>');
    expect(await mine.open()).to.deep.equal({ type: 'cancelled' });
    expect(calls).to.deep.equal(['open']);
    (mine as unknown as Fields).open = undefined;
    await mine.open();
    expect(calls.length).to.equal(2);
  });
});
