import { expect, fixture, html } from '@open-wc/testing';
import { connectSettings } from '../../src/elements/connect/options.js';
import type { PluggyConnectElement, PluggyError } from '../../src/index.js';
import '../../src/define/provider.js';
import { expectConsole, recordConsole } from '../support/console.js';
import {
  closeAll,
  connectFixture,
  expectSdkFailures,
  openReady,
  servers,
  theBar,
  theDialog,
  TOKEN,
  until,
  widgetProps,
} from '../support/widget.js';

const CPF = '761.092.776-73';
const CNPJ = '08.050.608/0001-32';

describe('<pluggy-connect> options', () => {
  beforeEach(expectSdkFailures);
  let warnings: ReturnType<typeof recordConsole>;

  beforeEach(() => (warnings = recordConsole('warn')));
  afterEach(async () => {
    warnings.restore();
    await closeAll();
  });

  const withAttributes = (attributes: Record<string, string>) => {
    const element = document.createElement('pluggy-connect');
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    return element;
  };
  const withProperties = (properties: Record<string, unknown>) =>
    Object.assign(document.createElement('pluggy-connect'), properties);
  const property = (attribute: string) =>
    attribute.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase()) as keyof PluggyConnectElement;
  const optionsOf = (element: PluggyConnectElement) => connectSettings(element).options;

  it('are empty when nothing is set', () => {
    expect(connectSettings(withAttributes({}))).to.deep.equal({ options: {}, url: undefined, timeout: 20_000 });
    expect(warnings.printed).to.deep.equal([]);
  });

  describe('are passed to the SDK:', () => {
    // Attribute, its text, the SDK's option, its value, and equal values of the property.
    const table: [string, string, string, unknown, ...unknown[]][] = [
      ['include-sandbox', '', 'includeSandbox', true, true],
      ['include-sandbox', 'true', 'includeSandbox', true],
      ['include-sandbox', 'include-sandbox', 'includeSandbox', true],
      ['allow-connect-in-background', '', 'allowConnectInBackground', true, true],
      ['force-oauth-in-browser', '', 'forceOauthInBrowser', true, true],
      ['force-ask-for-credentials', '', 'forceAskForCredentials', true, true],
      ['connector-sort-alphabetically', '', 'connectorSortAlphabetically', true, true],
      ['no-fullscreen', '', 'allowFullscreen', false, true],
      ['connector-types', 'PERSONAL_BANK', 'connectorTypes', ['PERSONAL_BANK'], ['PERSONAL_BANK'], 'PERSONAL_BANK'],
      ['connector-types', 'personal_bank,INVOICE', 'connectorTypes', ['PERSONAL_BANK', 'INVOICE']],
      ['connector-ids', '1, 2', 'connectorIds', [1, 2], [1, 2], ['1', 2], '1,2'],
      ['connector-ids', ' 1\n 2,,3 ', 'connectorIds', [1, 2, 3], [1, 2, 3]],
      ['connector-ids', '201', 'connectorIds', [201], [201], 201],
      ['countries', 'BR AR', 'countries', ['BR', 'AR'], ['BR', 'AR'], 'BR,AR'],
      ['products', 'ACCOUNTS,TRANSACTIONS', 'products', ['ACCOUNTS', 'TRANSACTIONS'], ['ACCOUNTS', 'transactions']],
      ['selected-connector-id', '2', 'selectedConnectorId', 2, 2, '2'],
      ['selected-connector-id', '0', 'selectedConnectorId', 0, 0],
      ['language', 'es', 'language', 'es', 'es'],
      ['language', 'pt-BR', 'language', 'pt', 'pt-BR', 'PT', 'pt_BR'],
      ['theme', 'dark', 'theme', 'dark', 'dark'],
      ['theme', 'light', 'theme', 'light', 'light'],
    ];
    for (const [attribute, written, option, value, ...same] of table) {
      it(`${attribute}="${written}"`, () => {
        expect(optionsOf(withAttributes({ [attribute]: written }))).to.deep.equal({ [option]: value });
        for (const given of same) {
          expect(optionsOf(withProperties({ [property(attribute)]: given })), String(given)).to.deep.equal({
            [option]: value,
          });
        }
        expect(warnings.printed).to.deep.equal([]);
      });
    }

    for (const [attribute, written] of table) {
      it(`${attribute}, set and removed, is not an option`, () => {
        const element = withAttributes({ [attribute]: written });
        element.removeAttribute(attribute);
        expect(optionsOf(element)).to.deep.equal({});
        expect(warnings.printed).to.deep.equal([]);
      });
    }

    it('empty lists and texts are ignored', () => {
      const names = ['connector-types', 'connector-ids', 'countries', 'products', 'language', 'theme', 'widget-url'];
      const element = withAttributes(Object.fromEntries(names.map((name) => [name, ''])));
      expect(connectSettings(element)).to.deep.equal({ options: {}, url: undefined, timeout: 20_000 });
      expect(warnings.printed).to.deep.equal([]);
    });

    it('null and undefined in properties are ignored', () => {
      for (const value of [null, undefined]) {
        const names = Object.keys(Object.fromEntries(table.map(([attribute]) => [property(attribute), 0])));
        const element = withProperties(
          Object.fromEntries(
            [...names, 'openFinanceParameters', 'moveSecurityData', 'loadTimeout'].map((name) => [name, value]),
          ),
        );
        expect(connectSettings(element)).to.deep.equal({ options: {}, url: undefined, timeout: 20_000 });
      }
      expect(warnings.printed).to.deep.equal([]);
    });

    it('load-timeout', () => {
      expect(connectSettings(withAttributes({ 'load-timeout': '5000' })).timeout).to.equal(5000);
      expect(connectSettings(withProperties({ loadTimeout: 5000 })).timeout).to.equal(5000);
      expect(connectSettings(withProperties({ loadTimeout: '5000' })).timeout).to.equal(5000);
      const element = withAttributes({ 'load-timeout': '5000' });
      element.removeAttribute('load-timeout');
      expect(connectSettings(element).timeout).to.equal(20_000);
      expect(warnings.printed).to.deep.equal([]);
    });

    it('personal data, which only properties can set', () => {
      const personal = { openFinanceParameters: { cpf: CPF, cnpj: CNPJ }, moveSecurityData: '{"a":1}' };
      expect(optionsOf(withProperties(personal))).to.deep.equal(personal);
      expect(optionsOf(withProperties({ openFinanceParameters: { cpf: CPF, cnpj: '' } }))).to.deep.equal({
        openFinanceParameters: { cpf: CPF },
      });
      for (const cnpj of ['12.ABC.345/01DE-35', '12ABC34501DE35', '12abc34501de35']) {
        expect(optionsOf(withProperties({ openFinanceParameters: { cnpj } }))).to.deep.equal({
          openFinanceParameters: { cnpj },
        });
      }
      const attributes = {
        'open-finance-parameters': JSON.stringify({ cpf: CPF }),
        'move-security-data': '{}',
        cpf: CPF,
      };
      expect(optionsOf(withAttributes(attributes))).to.deep.equal({});
    });
  });

  describe('with wrong values are left out, with one warning:', () => {
    const accepted: Record<string, string[]> = {
      'selected-connector-id': ['connector id'],
      language: ['pt', 'en', 'es'],
      theme: ['light', 'dark'],
      'load-timeout': ['milliseconds'],
      'widget-url': ['http(s)', 'absolute path'],
      preload: ['none', 'intent', 'visible', 'prerender'],
      credentials: ['same-origin', 'include', 'omit'],
      'token-method': ['POST', 'GET'],
    };
    const wrong: [string, ...string[]][] = [
      ['selected-connector-id', 'nubank', '-1', '1.5', ''],
      ['language', 'fr', 'portuguese', 'english'],
      ['theme', 'auto', 'Dark'],
      ['load-timeout', 'soon', '0', '-1', '5s', '2147483648', 'Infinity'],
      ['preload', 'hover', 'true'],
      ['credentials', 'same_origin', 'true'],
      ['token-method', 'PUT', 'PO ST'],
    ];
    const expectWarning = (attribute: string, value: string) => {
      const texts = warnings.texts();
      expect(texts.length).to.equal(1);
      expect(texts[0]).to.include(`<pluggy-connect> ${attribute}="${value}"`);
      for (const text of accepted[attribute]!) expect(texts[0]).to.include(text);
    };
    for (const [attribute, ...values] of wrong) {
      for (const value of values) {
        it(`${attribute}="${value}"`, () => {
          const element = withAttributes({ [attribute]: value, 'include-sandbox': '' });
          for (let times = 0; times < 2; times++) {
            const { options, timeout } = connectSettings(element);
            expect(options, 'the others stay').to.deep.equal({ includeSandbox: true });
            expect(timeout).to.equal(20_000);
          }
          expectWarning(attribute, value);
        });
      }
    }

    it('warns again for another wrong value of the same attribute', () => {
      const element = withAttributes({ theme: 'auto' });
      connectSettings(element);
      element.setAttribute('theme', 'black');
      connectSettings(element);
      expect(warnings.texts().map((text) => /theme="(\w+)"/.exec(text)![1])).to.deep.equal(['auto', 'black']);
    });

    const types = { object: {}, list: [[]], number: 1.5, boolean: true, function: () => 1 };
    for (const name of ['selectedConnectorId', 'language']) {
      for (const [type, value] of Object.entries(types)) {
        it(`the property ${name} with a value of type ${type}`, () => {
          expect(optionsOf(withProperties({ [name]: value }))).to.deep.equal({});
          expect(warnings.printed.length).to.equal(1);
        });
      }
    }

    for (const name of [
      'include-sandbox',
      'allow-connect-in-background',
      'no-fullscreen',
      'force-oauth-in-browser',
      'force-ask-for-credentials',
      'connector-sort-alphabetically',
      'required',
      'disabled',
    ]) {
      it(`${name}="false", as frameworks write it, counts as absent`, () => {
        const element = withAttributes({ [name]: 'false' });
        expect(element).to.have.property(property(name), false);
        expect(optionsOf(element)).to.deep.equal({});
        expect(warnings.texts().length).to.equal(1);
        expect(warnings.texts()[0]).to.include(`<pluggy-connect> ${name}="false"`);
      });
    }

    it('the text "false" in a boolean property', () => {
      expect(optionsOf(withProperties({ includeSandbox: 'false', noFullscreen: 'false' }))).to.deep.equal({});
      expect(warnings.texts().length).to.equal(2);
    });

    for (const [name, value] of [
      ['openFinanceParameters', CPF],
      ['openFinanceParameters', { cpf: 76109277673 }],
      ['openFinanceParameters', { CPF }],
      ['openFinanceParameters', [CPF]],
      ['openFinanceParameters', { cpf: CPF.slice(1) }],
      ['openFinanceParameters', { cpf: '76A.092.776-73' }],
      ['openFinanceParameters', { cnpj: CPF }],
      ['openFinanceParameters', { cnpj: '761ABC34501DEX' }],
      ['moveSecurityData', { cpf: CPF }],
      ['moveSecurityData', 76109277673],
    ] as const) {
      it(`personal data in ${name} as ${JSON.stringify(value).replace(/[\d./-]+/g, '…')}, without the data in the warning`, () => {
        const element = withProperties({ [name]: value });
        // A common mistake beside the first one.
        element.setAttribute('open-finance-parameters', CPF);
        element.setAttribute('move-security-data', CPF);
        expect(optionsOf(element)).to.deep.equal({});
        expect(warnings.texts().length).to.equal(1);
        expect(warnings.texts()[0])
          .to.include('<pluggy-connect>')
          .and.to.match(/cpf\?: string|a string with JSON/);
        expect(warnings.texts()[0]!.replace(/\D/g, '')).not.to.include('761');
      });
    }
  });

  describe('lists, which restrict the widget,', () => {
    /** Attribute, its text, the option, and the parts that the warnings name. */
    const partly: [string, string, unknown[], ...string[]][] = [
      ['products', 'IDENTITY,ACCOUNT', ['IDENTITY', 'ACCOUNT'], 'ACCOUNT'],
      ['products', 'EXCHANGE_OPERATIONS', ['EXCHANGE_OPERATIONS'], 'EXCHANGE_OPERATIONS'],
      ['products', 'identity, account', ['IDENTITY'], 'account'],
      ['products', 'IDENTITY;ACCOUNTS LOANS', ['LOANS'], 'IDENTITY;ACCOUNTS'],
      ['products', 'IDENTITY undefined', ['IDENTITY'], 'undefined'],
      ['products', 'NEW_ONE, loans, new_two', ['NEW_ONE', 'LOANS'], 'NEW_ONE', 'new_two'],
      ['connector-types', 'PERSONAL_BANK, bank', ['PERSONAL_BANK'], 'bank'],
      ['connector-types', 'PERSONAL_BANK CRYPTO', ['PERSONAL_BANK', 'CRYPTO'], 'CRYPTO'],
      ['countries', 'BR US', ['BR', 'US'], 'US'],
      ['countries', 'br, brazil', ['BR'], 'brazil'],
      ['connector-ids', '1, -2', [1], '-2'],
      ['connector-ids', '201 nubank 2.5 0x10 1e3', [201], 'nubank', '2.5', '0x10', '1e3'],
      ['connector-ids', '1 99999999999999999999', [1], '99999999999999999999'],
    ];
    for (const [attribute, written, option, ...named] of partly) {
      it(`keep the usable parts of ${attribute}="${written}", with a warning`, () => {
        const element = withAttributes({ [attribute]: written });
        for (let times = 0; times < 2; times++) {
          expect(optionsOf(element)).to.deep.equal({ [property(attribute)]: option });
        }
        for (const part of named) {
          const said = warnings.texts().filter((text) => text.includes(part));
          expect(said.length, part).to.be.greaterThan(0);
          for (const text of said) expect(text).to.include(`<pluggy-connect> ${attribute}="${written}"`);
        }
        expect(warnings.texts().length).to.be.lessThan(3);
      });
    }

    it('keep the usable parts of a property', () => {
      const mixed = ['IDENTITY', null, undefined, {}, 42, '', ['LOANS'], 'loans ', 'ACCOUNTS, IDENTITY'];
      expect(optionsOf(withProperties({ products: mixed })).products).to.deep.equal(['IDENTITY', 'LOANS']);
      const ids = [1, '2', null, undefined, {}, NaN, -1, 1.5, [3], true, '', Infinity, Object.create(null)];
      expect(optionsOf(withProperties({ connectorIds: ids })).connectorIds).to.deep.equal([1, 2]);
      expect(warnings.texts().length).to.equal(2);
    });

    const unusable: Record<string, string[]> = {
      products: [
        'account',
        '["ACCOUNTS"]',
        '[object Object]',
        'undefined',
        'null',
        'X',
        '{{products}}',
        'ÀCCOUNTS',
        ',',
        ', ,',
        ' ',
        'false',
      ],
      'connector-types': ['bank', 'true', '""', '\n,', 'false'],
      countries: ['brazil', '[object Object]', 'br-BR', '1', ',,', 'false'],
      'connector-ids': ['nubank', '-1', '1.5', '99999999999999999999', 'undefined', '[1,2]', '٣', ',', '1e3', 'false'],
    };
    const refusal = (element: PluggyConnectElement) => {
      try {
        return expect.fail(JSON.stringify(optionsOf(element)));
      } catch (error) {
        return error as PluggyError;
      }
    };
    for (const [attribute, values] of Object.entries(unusable)) {
      for (const written of values) {
        it(`refuse ${attribute}="${written}"`, () => {
          const { code, message, retryable } = refusal(withAttributes({ [attribute]: written }));
          expect([code, retryable]).to.deep.equal(['widget-blocked', false]);
          expect(message).to.include(`<pluggy-connect> ${attribute}="${written}"`).and.include('Expected');
        });
      }

      const types = {
        object: {},
        list: [[]],
        number: 1.5,
        true: true,
        function: () => 1,
        set: new Set(['BR']),
        null: [null],
      };
      for (const [type, value] of Object.entries({
        ...types,
        text: [''],
        comma: ',',
        space: ' ',
        plain: Object.create(null) as object,
      })) {
        it(`refuse the property ${String(property(attribute))} with a value of type ${type}`, () => {
          expect(refusal(withProperties({ [property(attribute)]: value })).code).to.equal('widget-blocked');
        });
      }
    }

    for (const [attribute, written] of Object.entries({ products: 'account', 'connector-ids': 'nubank' })) {
      for (const preload of ['none', 'intent', 'prerender'] as const) {
        it(`open no widget for ${attribute}="${written}" (preload="${preload}")`, async () => {
          const element = await connectFixture({ preload });
          element.setAttribute(attribute, written);
          await element.updateComplete;
          expectConsole(new RegExp(`^<pluggy-connect> ${attribute}="${written}" has no usable part`));
          element.dispatchEvent(new Event('pointerdown'));
          const { type, error } = await element.open();
          expect(type).to.equal('error');
          expect(error?.code).to.equal('widget-blocked');
          expect(theDialog()).to.equal(null);
          expect(document.querySelector('iframe')).to.equal(null);
          expect(element.shadowRoot!.querySelector('[role=alert]')!.textContent).to.not.equal('');
          element.removeAttribute(attribute);
          await openReady(element);
        });
      }
    }

    it("of a provider are refused with the provider's tag", async () => {
      const provider = document.createElement('pluggy-provider');
      provider.setAttribute('products', 'account');
      const element = document.createElement('pluggy-connect');
      provider.append(element);
      document.body.append(provider);
      await element.updateComplete;
      expect(refusal(element).message).to.include('<pluggy-provider> products="account"');
      element.products = ['LOANS'];
      expect(optionsOf(element).products).to.deep.equal(['LOANS']);
      provider.remove();
    });
  });

  describe('widget-url', () => {
    const right: [string, string][] = [
      ['https://widget.example.com', 'https://widget.example.com'],
      ['https://widget.example.com/', 'https://widget.example.com'],
      ['HTTPS://Widget.Example.COM/', 'https://widget.example.com'],
      ['http://localhost:4600/', 'http://localhost:4600'],
      ['https://widget.example.com:443', 'https://widget.example.com'],
      [' https://widget.example.com\n', 'https://widget.example.com'],
      ['https://Widget.example.com/Pluggy', 'https://widget.example.com/Pluggy'],
      ['https://widget.example.com/?script=a', 'https://widget.example.com/?script=a'],
      ['https://widget.example.com/#a', 'https://widget.example.com/#a'],
      ['/pluggy/connect/', '/pluggy/connect/'],
      ['/', '/'],
    ];
    for (const [written, url] of right) {
      it(`resolves "${written}" to ${url}`, () => {
        expect(connectSettings(withAttributes({ 'widget-url': written })).url).to.equal(url);
        expect(warnings.printed).to.deep.equal([]);
      });
    }

    for (const written of [
      '//widget.example.com',
      '/\\widget.example.com',
      '/\t/widget.example.com',
      'widget.example.com',
      'connect/',
      './connect',
      'javascript:alert(1)',
      'data:text/html,hello',
      'blob:https://widget.example.com/1',
      'file:///etc/hosts',
      'ftp://widget.example.com',
      'https://',
      'https://user:password@widget.example.com',
      'https://user@widget.example.com',
    ]) {
      it(`refuses "${written}", with a warning`, () => {
        expect(connectSettings(withAttributes({ 'widget-url': written })).url).to.equal(undefined);
        expect(warnings.texts().length).to.equal(1);
        expect(warnings.texts()[0]).to.include('<pluggy-connect> widget-url=').and.to.include('http(s) URL');
      });
    }

    it('accepts a URL object', () => {
      expect(connectSettings(withProperties({ widgetUrl: new URL('https://W.example.com') })).url).to.equal(
        'https://w.example.com',
      );
    });
  });

  describe('in the widget', () => {
    it('contain properties that a framework sets as text', async () => {
      const element = await connectFixture(withText({ connectorIds: '1 2', countries: 'BR', includeSandbox: 'false' }));
      await openReady(element);
      expect(await widgetProps()).to.deep.include({
        connectToken: TOKEN,
        connectorIds: [1, 2],
        countries: ['BR'],
      });
      expect((await widgetProps()).includeSandbox).to.equal(undefined);
    });

    it('lack wrong values, and the widget opens', async () => {
      const element = await connectFixture();
      const attributes = {
        'connector-ids': 'x 1',
        theme: 'auto',
        'selected-connector-id': 'x',
        products: 'x LOANS',
        language: 'fr',
      };
      for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
      await openReady(element);
      const props = await widgetProps();
      expect(props.selectedConnectorId).to.equal(undefined);
      expect([props.connectorIds, props.products]).to.deep.equal([[1], ['LOANS']]);
      expect(props.language, 'ours').to.equal('en');
      expect(props.theme, 'ours').to.be.oneOf(['light', 'dark']);
      expect(warnings.texts().filter((text) => text.includes('<pluggy-connect>')).length).to.equal(5);
    });

    it('are read when the widget opens', async () => {
      const element = await connectFixture({ theme: 'dark' });
      element.theme = 'light';
      await openReady(element);
      expect((await widgetProps()).theme).to.equal('light');
    });

    it('follow the color-scheme of the button', async () => {
      const parent = await fixture<HTMLElement>(html`<div style="color-scheme: dark"></div>`);
      const element = await connectFixture();
      parent.append(element);
      await openReady(element);
      expect((await widgetProps()).theme).to.equal('dark');
      expect(getComputedStyle(theBar().host).colorScheme).to.equal('dark');
    });

    it('are light where the page does not declare dark, whatever the system prefers', async () => {
      const element = await connectFixture();
      await openReady(element);
      expect((await widgetProps()).theme).to.equal('light');
    });

    for (const [lang, code, label] of [
      ['pt-PT', 'pt', 'Conectar sua conta'],
      ['es-MX', 'es', 'Conectar tu cuenta'],
      ['en-GB', 'en', 'Connect your account'],
      ['fr', 'en', 'Connect your account'],
    ] as const) {
      it(`have the language of the library's texts: ${code} below lang="${lang}"`, async () => {
        const parent = await fixture<HTMLElement>(html`<div lang=${lang}></div>`);
        const element = await connectFixture();
        parent.append(element);
        await element.updateComplete;
        expect(element.shadowRoot!.querySelector('button')!.textContent).to.equal(label);
        await openReady(element);
        expect((await widgetProps()).language).to.equal(code);
        expect(theDialog()!.getAttribute('aria-label')).to.equal(label);
      });
    }

    it("have the language around the button's shadow root", async () => {
      const outer = await fixture<HTMLElement>(html`<section lang="es"><div></div></section>`);
      const inner = document.createElement('div');
      outer.firstElementChild!.attachShadow({ mode: 'open' }).append(inner);
      const element = await connectFixture();
      inner.attachShadow({ mode: 'open' }).append(element);
      await element.updateComplete;
      expect(element.shadowRoot!.querySelector('button')!.textContent).to.include('Conectar tu cuenta');
      inner.lang = 'pt';
      outer.append(element);
      inner.shadowRoot!.append(element);
      await element.updateComplete;
      expect(element.shadowRoot!.querySelector('button')!.textContent).to.include('Conectar sua conta');
      element.remove();
    });

    it('follow the page’s language while it changes', async () => {
      const label = () => element.shadowRoot!.querySelector('button')!.textContent;
      const element = await connectFixture();
      const { lang } = document.documentElement;
      try {
        document.documentElement.lang = 'pt-BR';
        await until(() => label().includes('Conectar sua conta'), 'Portuguese');
        document.documentElement.removeAttribute('lang');
        await until(() => label().includes('Connect your account'), 'English');
        element.lang = 'es';
        await until(() => label().includes('Conectar tu cuenta'), 'Spanish');
      } finally {
        document.documentElement.lang = lang;
      }
    });

    it('work with a widget page that is not at the root of its origin', async () => {
      const element = await connectFixture({ widgetUrl: `${servers.child.replace('http', 'HTTP')}/connect/?a=1` });
      await openReady(element);
      expect((await widgetProps()).connectToken).to.equal(TOKEN);
    });
  });
});

/** Values that the types forbid and frameworks set. */
const withText = (properties: Record<string, string>) => properties as Partial<PluggyConnectElement>;
