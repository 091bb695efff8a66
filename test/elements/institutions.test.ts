import { expect, fixture, html } from '@open-wc/testing';
import { sendKeys, sendMouse } from '@web/test-runner-commands';
import type {
  PluggyConnectElement,
  PluggyInstitutionMissingEvent,
  PluggyInstitutionsElement,
  PluggyOpenEvent,
  PluggyProgressEvent,
  PluggyProviderElement,
} from '../../src/index.js';
import '../../src/define.js';
import { testClock, type TestClock } from '../support/clock.js';
import { expectConsole } from '../support/console.js';
import {
  anItem,
  closeAll,
  connectFixture,
  expectSdkFailures,
  nextEvent,
  openReady,
  servers,
  theDialog,
  TOKEN,
  until,
  widgetCalls,
  widgetProps,
} from '../support/widget.js';

const CONNECTORS = '/api/connectors';
const PICTURE = `data:image/svg+xml,${encodeURIComponent('<svg xmlns="http://www.w3.org/2000/svg"/>')}`;

const BANKS = [
  {
    id: 201,
    name: 'Itaú',
    type: 'PERSONAL_BANK',
    country: 'BR',
    products: ['ACCOUNTS', 'CREDIT_CARDS'],
    imageUrl: PICTURE,
  },
  {
    id: 202,
    name: 'Itaú Empresas',
    type: 'BUSINESS_BANK',
    country: 'BR',
    products: ['ACCOUNTS'],
    primaryColor: 'ec7000',
  },
  {
    id: 212,
    name: 'Nubank',
    type: 'PERSONAL_BANK',
    country: 'BR',
    products: ['ACCOUNTS'],
    health: { status: 'OFFLINE' },
  },
  {
    id: 300,
    name: 'Galicia',
    type: 'PERSONAL_BANK',
    country: 'AR',
    products: ['LOANS'],
    health: { status: 'UNSTABLE' },
  },
  { id: 2, name: 'Pluggy Bank', type: 'PERSONAL_BANK', country: 'BR', isSandbox: true },
];
const NAMES = ['Itaú', 'Itaú Empresas', 'Nubank', 'Galicia'];
const many = (count: number) =>
  Array.from({ length: count }, (_, index) => ({ id: index + 1, name: `Banco ${String(index + 1).padStart(3, '0')}` }));

const TWO_BANKS = [
  { id: 201, name: 'Itaú' },
  { id: 212, name: 'Nubank' },
];
const STUCK = 'We couldn’t continue just now.';

// The first tests of the file, since a chunk that is loaded once stays loaded. Files that run beside each other share their
// cookies: in a file of its own, these tests would keep the chunk from the others below.
describe('<pluggy-institutions> whose code for choices fails to load', () => {
  const original = window.fetch.bind(window);
  let clock: TestClock;
  let opens: [connectorId: unknown, search: EventTarget][];

  /** Keeps the widget from opening. */
  const note = (event: PluggyOpenEvent) => {
    event.preventDefault();
    const [connect, ...path] = event.composedPath() as HTMLElement[];
    opens.push([
      (connect as unknown as { selectedConnectorId?: unknown }).selectedConnectorId,
      path.find((each) => each.localName === 'pluggy-institutions')!,
    ]);
  };

  beforeEach(async () => {
    document.cookie = 'no-chunk=institutions/choice.';
    // The browser must not answer from the cache of another test file.
    for (const ending of ['ts', 'js']) await fetch(`/src/elements/institutions/choice.${ending}`, { cache: 'reload' });
    window.fetch = (input, init) =>
      new URL(input as URL, location.href).pathname === '/api/connectors'
        ? Promise.resolve(Response.json(TWO_BANKS))
        : original(input, init);
    clock = testClock();
    opens = [];
    window.addEventListener('pluggy-open', note);
  });
  afterEach(() => {
    clock.restore();
    window.fetch = original;
    window.removeEventListener('pluggy-open', note);
    document.cookie = 'no-chunk=; max-age=0';
  });

  /** The network's time varies. */
  const happens = async (condition: () => unknown) => {
    while (!condition()) await new Promise(requestAnimationFrame);
  };
  const requestCount = () =>
    performance.getEntriesByType('resource').filter(({ name }) => name.includes('institutions/choice.')).length;
  const root = (element: PluggyInstitutionsElement) => element.shadowRoot!;
  const failure = (element: PluggyInstitutionsElement) => root(element).querySelector('[role=alert]');
  const text = (element: PluggyInstitutionsElement) => failure(element)?.querySelector('p')?.textContent;
  const field = (element: PluggyInstitutionsElement) => root(element).querySelector('input')!;
  const choose = (element: PluggyInstitutionsElement, id: number) =>
    root(element).querySelector<HTMLElement>(`#institution-${id}`)!.click();
  const tryAgain = (element: PluggyInstitutionsElement) => failure(element)!.querySelector('button')!.click();
  const press = (element: PluggyInstitutionsElement, key: string) =>
    field(element).dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }));

  async function show(): Promise<PluggyInstitutionsElement> {
    const provider = await fixture<PluggyProviderElement>(
      html`<pluggy-provider lang="en" connectors-endpoint="/api/connectors">
        <pluggy-institutions></pluggy-institutions>
      </pluggy-provider>`,
    );
    const element = provider.querySelector('pluggy-institutions')!;
    await happens(() => element.shadowRoot?.querySelector('[role=option]'));
    return element;
  }

  it('says so after a key of the list, until the person types or another person is there', async () => {
    const element = await show();
    press(element, 'Tab');
    press(element, 'a');
    await happens(() => clock.waiting);
    await element.updateComplete;
    expect(failure(element)).to.equal(null);
    press(element, 'ArrowDown');
    await happens(() => text(element) === STUCK);
    field(element).value = 'nu';
    field(element).dispatchEvent(new Event('input'));
    await happens(() => !failure(element));
    press(element, 'Enter');
    await happens(() => text(element) === STUCK);
    (element.parentElement as PluggyProviderElement).reset();
    await happens(() => !failure(element));
  });

  it('says so after a choice, waits while the pointer moves, and makes the choice when the person tries again', async () => {
    const element = await show();
    const other = await show();
    choose(element, 201);
    choose(other, 201);
    await happens(() => text(element) === STUCK && text(other) === STUCK);
    choose(element, 212);
    await happens(() => clock.waiting === 2);
    const first = requestCount();
    for (let times = 0; times < 5; times++) {
      root(element)
        .querySelector('[role=option]')!
        .dispatchEvent(new PointerEvent('pointerover', { bubbles: true }));
      await new Promise(requestAnimationFrame);
    }
    expect([requestCount(), clock.waiting]).to.deep.equal([first, 2]);
    await happens(() => text(element) === STUCK);
    // The address of the next request contains the time.
    await clock.pass(1);
    tryAgain(element);
    await element.updateComplete;
    expect(failure(element)).to.equal(null);
    await happens(() => text(element) === STUCK);
    expect(requestCount()).to.be.greaterThan(first);
    expect(opens).to.deep.equal([]);

    document.cookie = 'no-chunk=; max-age=0';
    await clock.pass(1);
    tryAgain(element);
    await happens(() => opens.length);
    expect(opens).to.deep.equal([[212, element]]);
    expect(failure(element)).to.equal(null);
    // The widget does not open by itself: the person may have gone on to something else.
    expect(text(other)).to.equal(STUCK);
    await clock.pass(5000);
    await happens(() => !failure(other));
    expect(opens).to.have.length(1);
    choose(other, 212);
    await happens(() => opens.length === 2);
  });
});

describe('<pluggy-institutions>', () => {
  beforeEach(expectSdkFailures);
  const original = window.fetch.bind(window);
  let requests: URL[];
  let answer: () => Response | Promise<Response>;
  let items: object[];

  beforeEach(() => {
    [requests, items] = [[], []];
    answer = () => Response.json({ results: BANKS });
    window.fetch = (input, init) => {
      const url = new URL(input as URL, location.href);
      if (!url.pathname.startsWith('/api/')) return original(input, init);
      requests.push(url);
      const [, itemId] = /^\/api\/items(?:\/(.*))?$/.exec(url.pathname) ?? [];
      const item = items.find((each) => (each as { id: string }).id === itemId);
      if (itemId) return Promise.resolve(item ? Response.json(item) : new Response('', { status: 404 }));
      if (url.pathname === '/api/items') return Promise.resolve(Response.json(items));
      return Promise.resolve(answer()).then((response) => response.clone());
    };
  });
  afterEach(async () => {
    for (const element of document.querySelectorAll('pluggy-institutions')) inner(element)?.close();
    await closeAll();
    window.fetch = original;
  });

  const listRequests = () => requests.filter(({ pathname }) => pathname === CONNECTORS);

  async function show(attributes: Record<string, string> = {}, provider: Record<string, string> = {}) {
    const outer = await fixture<HTMLElement>(
      html`<pluggy-provider
        lang="en"
        connectors-endpoint=${CONNECTORS}
        widget-url=${servers.child}
        .tokenSource=${() => Promise.resolve(TOKEN)}
      ></pluggy-provider>`,
    );
    for (const [name, value] of Object.entries(provider)) outer.setAttribute(name, value);
    const element = document.createElement('pluggy-institutions');
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    outer.append(element);
    return element;
  }
  const root = (element: PluggyInstitutionsElement) => element.shadowRoot!;
  const options = (element: PluggyInstitutionsElement) => [
    ...root(element).querySelectorAll<HTMLElement>('[role=option]:not([hidden])'),
  ];
  const names = (element: PluggyInstitutionsElement) =>
    options(element).map((option) => option.querySelector('.name')!.textContent);
  const field = (element: PluggyInstitutionsElement) => root(element).querySelector('input')!;
  const inner = (element: PluggyInstitutionsElement) =>
    root(element).querySelector<PluggyConnectElement>('pluggy-connect')!;
  const button = (element: PluggyInstitutionsElement, text: string) =>
    [...root(element).querySelectorAll('button')].find(({ textContent }) => textContent.trim() === text)!;
  const active = (element: PluggyInstitutionsElement) => {
    const id = field(element).getAttribute('aria-activedescendant');
    return id ? root(element).getElementById(id)!.querySelector('.name')!.textContent : null;
  };
  async function shown(...settings: Parameters<typeof show>) {
    const element = await show(...settings);
    await until(() => options(element).length > 0, 'the list');
    return element;
  }
  async function type(element: PluggyInstitutionsElement, text: string) {
    field(element).value = text;
    field(element).dispatchEvent(new Event('input'));
    await element.updateComplete;
  }

  describe('the list', () => {
    it('has the institutions of the route in its order, requested once', async () => {
      const element = await shown();
      expect(names(element)).to.deep.equal(NAMES);
      expect(listRequests().map(({ search }) => search)).to.deep.equal(['']);
    });

    it('is read from a bare list, and from rows in snake_case', async () => {
      answer = () => Response.json([{ id: '7', name: 'Banco Sete', image_url: PICTURE, is_sandbox: 0 }]);
      const element = await shown();
      expect(names(element)).to.deep.equal(['Banco Sete']);
      expect(root(element).querySelector('img')!.src).to.equal(PICTURE);
    });

    it('leaves out entries without an id or a name, and repeated ones', async () => {
      answer = () =>
        Response.json([BANKS[0], { name: 'No id' }, { id: 9 }, null, 'text', { ...BANKS[0], name: 'Again' }]);
      expect(names(await shown())).to.deep.equal(['Itaú']);
    });

    it('shows the kind of an institution, and its problem first', async () => {
      const element = await shown();
      const notes = options(element).map((option) => option.querySelector('.note')?.textContent.trim());
      expect(notes).to.deep.equal([
        'Personal account',
        'Business account',
        'Not available right now',
        'Having problems right now',
      ]);
    });

    it('has lazy logos from safe addresses, and initials for all others', async () => {
      answer = () =>
        Response.json([
          BANKS[0],
          BANKS[1],
          { id: 1, name: 'Bad Picture', imageUrl: 'javascript:alert(1)' },
          { id: 3, name: 'Broken Picture', imageUrl: 'data:image/png;base64,AAAA' },
        ]);
      const element = await shown();
      const logo = (index: number) => options(element)[index]!.querySelector('.logo')!;
      const picture = logo(0).querySelector('img')!;
      expect([picture.loading, picture.referrerPolicy, picture.alt]).to.deep.equal(['lazy', 'no-referrer', '']);
      expect(logo(1).textContent.trim()).to.equal('IE');
      expect(logo(2).textContent.trim()).to.equal('BP');
      await until(() => logo(3).textContent.trim() === 'BP', 'the initials of a broken picture');
      expect(logo(3).querySelector('img')).to.equal(null);
    });

    it('shows markup in a name as text', async () => {
      answer = () => Response.json([{ id: 1, name: '<b>Bank</b>' }]);
      const element = await shown();
      expect(names(element)).to.deep.equal(['<b>Bank</b>']);
      expect(root(element).querySelector('.name b')).to.equal(null);
    });
  });

  describe('a filter', () => {
    for (const [attribute, value, expected] of [
      ['connector-types', 'business_bank', ['Itaú Empresas']],
      ['connector-ids', '212, 300', ['Nubank', 'Galicia']],
      ['countries', 'AR', ['Galicia']],
      ['products', 'CREDIT_CARDS LOANS', ['Itaú', 'Galicia']],
      ['include-sandbox', '', [...NAMES, 'Pluggy Bank']],
    ] as const) {
      it(`${attribute} restricts the list, here or on the provider, and the widget`, async () => {
        const element = await shown({ [attribute]: value });
        expect(names(element)).to.deep.equal(expected);
        element.parentElement!.remove();
        const other = await shown({}, { [attribute]: value });
        expect(names(other)).to.deep.equal(expected);
      });
    }

    it('keeps an institution of which the backend does not say the country', async () => {
      answer = () => Response.json([...BANKS, { id: 5, name: 'Somewhere' }]);
      expect(names(await shown({ countries: 'AR' }))).to.deep.equal(['Galicia', 'Somewhere']);
    });

    it('include-sandbox asks for the sandbox', async () => {
      await shown({ 'include-sandbox': '' });
      expect(listRequests().map(({ search }) => search)).to.deep.equal(['?sandbox=true']);
    });
  });

  describe('the search', () => {
    it('finds names without accents and capitals, by any of their words', async () => {
      const element = await shown();
      await type(element, 'ITAU');
      expect(names(element)).to.deep.equal(['Itaú', 'Itaú Empresas']);
      await type(element, 'empresas ita');
      expect(names(element)).to.deep.equal(['Itaú Empresas']);
      await type(element, '');
      expect(names(element)).to.deep.equal(NAMES);
    });

    it('says how many it finds, and that it finds nothing', async () => {
      const element = await shown();
      const status = () => root(element).querySelector('[role=status]')!.textContent;
      expect(status()).to.equal('');
      await type(element, 'itau');
      expect(status()).to.equal('2 banks found');
      await type(element, 'nu');
      expect(status()).to.equal('1 bank found');
      await type(element, 'zzz');
      expect(status()).to.equal('0 banks found');
      expect(root(element).querySelector('.empty')!.textContent).to.equal('We didn’t find a bank with “zzz”.');
      expect(field(element).getAttribute('aria-expanded')).to.equal('false');
    });

    /** Uses a key in the field, and returns whether the key was used up, and the highlight. */
    async function press(element: PluggyInstitutionsElement, key: string) {
      const event = new KeyboardEvent('keydown', { key, bubbles: true, composed: true, cancelable: true });
      field(element).dispatchEvent(event);
      await element.updateComplete;
      return [event.defaultPrevented, active(element)];
    }
    /** Focuses the field, and highlights the first institution. The code of the keys loads with the focus. */
    async function begin(element: PluggyInstitutionsElement) {
      field(element).focus();
      await press(element, 'ArrowDown');
      await until(() => active(element), 'a highlight');
    }

    it('reaches each of 400 institutions by the arrow keys, and goes round', async () => {
      answer = () => Response.json(many(400));
      const element = await shown();
      element.style.cssText = 'display: block; inline-size: 300px';
      await begin(element);
      const visited = [active(element)];
      for (let index = 1; index < 400; index++) visited.push((await press(element, 'ArrowDown'))[1] as string);
      expect(visited).to.deep.equal(many(400).map(({ name }) => name));
      expect(await press(element, 'ArrowDown')).to.deep.equal([true, 'Banco 001']);
      expect(await press(element, 'ArrowUp')).to.deep.equal([true, 'Banco 400']);
      const [last] = options(element).slice(-1);
      const box = root(element).querySelector('[role=listbox]')!.getBoundingClientRect();
      expect(last!.getBoundingClientRect().bottom).to.be.at.most(box.bottom + 1);
      expect(last!.getAttribute('aria-selected')).to.equal('true');
      expect(root(element).querySelectorAll('[aria-selected=true]').length).to.equal(1);
      expect(root(element).activeElement).to.equal(field(element));
    });

    it('moves by the rows and columns that a person sees', async () => {
      answer = () => Response.json(many(11));
      const element = await shown();
      element.style.cssText = 'display: block; inline-size: 1100px';
      await begin(element);
      // Four columns, and three in the last row.
      const path = async (...keys: string[]) => {
        const found: unknown[] = [];
        for (const key of keys) found.push(((await press(element, key))[1] as string).slice(-2));
        return found.join(' ');
      };
      expect(await path('ArrowDown', 'ArrowRight', 'ArrowDown', 'ArrowDown')).to.equal('05 06 10 02');
      expect(await path('ArrowUp', 'ArrowUp', 'ArrowLeft', 'ArrowLeft', 'ArrowLeft')).to.equal('10 06 05 04 03');
      expect(await path('ArrowRight', 'ArrowDown', 'ArrowDown')).to.equal('04 08 11');
      expect(await path('ArrowRight', 'ArrowLeft')).to.equal('01 11');
      element.dir = 'rtl';
      expect(await path('ArrowRight', 'ArrowLeft', 'ArrowUp')).to.equal('10 11 07');
    });

    it('moves by a screenful, and no further than the ends', async () => {
      answer = () => Response.json(many(400));
      const element = await shown();
      await begin(element);
      const list = root(element).querySelector('[role=listbox]')!;
      const place = () => {
        const box = root(element).querySelector('[aria-selected=true]')!.getBoundingClientRect();
        const { top, bottom } = list.getBoundingClientRect();
        expect([box.top >= top - 1, box.bottom <= bottom + 1]).to.deep.equal([true, true]);
        return list.scrollTop + box.top - top;
      };
      const start = place();
      await press(element, 'PageDown');
      expect(place() - start).to.be.within(list.clientHeight / 2, list.clientHeight);
      expect(await press(element, 'PageUp')).to.deep.equal([true, 'Banco 001']);
      for (let index = 0; index < 100; index++) await press(element, 'PageDown');
      const rows = options(element).map(({ offsetTop }) => offsetTop);
      const selected = root(element).querySelector<HTMLElement>('[aria-selected=true]')!;
      expect(selected.offsetTop).to.equal(rows.at(-1));
      for (let index = 0; index < 100; index++) await press(element, 'PageUp');
      expect(active(element)).to.equal('Banco 001');
    });

    it('leaves the keys of a text field to the field', async () => {
      const element = await shown();
      field(element).focus();
      await type(element, 'ita');
      for (const key of ['Home', 'End', 'ArrowLeft', 'ArrowRight']) {
        expect(await press(element, key)).to.deep.equal([false, null]);
      }
      element.style.cssText = 'display: block; inline-size: 300px';
      await begin(element);
      for (const key of ['Home', 'End', 'ArrowLeft', 'ArrowRight']) {
        expect((await press(element, key))[0], key).to.equal(false);
      }
    });

    it('keeps the focus in the field when a mouse presses in the list', async () => {
      const element = await shown();
      let opens = 0;
      element.addEventListener('pluggy-open', (event) => {
        opens++;
        event.preventDefault();
      });
      const click = async (x: number, y: number) => {
        await sendMouse({ type: 'click', position: [Math.round(x), Math.round(y)] });
        await element.updateComplete;
      };
      const tile = options(element)[1]!.getBoundingClientRect();
      await click(tile.x + 20, tile.y + 20);
      await until(() => opens === 1, 'the choice');
      expect(root(element).activeElement).to.equal(field(element));
      expect(active(element)).to.equal('Itaú Empresas');
      const list = root(element).querySelector('[role=listbox]')!.getBoundingClientRect();
      await click(list.x + 1, list.y + 1);
      expect(root(element).activeElement).to.equal(field(element));
      await sendKeys({ type: 'nu' });
      expect(field(element).value).to.equal('nu');
    });

    it('chooses by real keys, and clears the field with Escape, which nothing outside receives', async () => {
      const element = await shown();
      const outside: string[] = [];
      const note = ({ key }: KeyboardEvent) => outside.push(key);
      document.addEventListener('keydown', note);
      field(element).focus();
      await sendKeys({ type: 'ita' });
      await sendKeys({ press: 'ArrowDown' });
      await until(() => active(element) === 'Itaú', 'the highlight');
      await sendKeys({ press: 'ArrowRight' });
      await element.updateComplete;
      expect(active(element)).to.equal('Itaú Empresas');
      await sendKeys({ press: 'Escape' });
      await element.updateComplete;
      expect([field(element).value, active(element)]).to.deep.equal(['', null]);
      expect(outside).not.to.include('Escape');
      await sendKeys({ press: 'Escape' });
      expect(outside).to.include('Escape');
      document.removeEventListener('keydown', note);
      await sendKeys({ type: 'nub' });
      const opened = nextEvent('pluggy-open');
      await sendKeys({ press: 'Enter' });
      await opened;
      expect(inner(element).selectedConnectorId).to.equal(212);
    });

    it('leaves Escape to the page when the highlighted institution is not shown', async () => {
      const element = await shown();
      await begin(element);
      expect(active(element)).to.equal('Itaú');
      element.connectorIds = [212];
      await element.updateComplete;
      expect(await press(element, 'Escape')).to.deep.equal([false, null]);
    });

    it('ignores Enter without a highlight among several', async () => {
      const element = await shown();
      let opens = 0;
      element.addEventListener('pluggy-open', () => opens++);
      field(element).focus();
      await sendKeys({ press: 'Enter' });
      await sendKeys({ type: 'ita' });
      await sendKeys({ press: 'Enter' });
      expect(opens).to.equal(0);
    });
  });

  describe('a choice', () => {
    const choose = (element: PluggyInstitutionsElement, name: string) =>
      options(element)
        .find((option) => option.querySelector('.name')!.textContent === name)!
        .click();
    const saved = (...ids: number[]) =>
      ids.map((id, index) => ({
        ...anItem({ connector: { id, name: 'Itaú' } }),
        id: `8d1f2c1e-0000-4000-8000-00000000001${index}`,
      }));
    const withItems = { 'items-endpoint': '/api/items' };

    it('opens the widget at the institution, with the filters', async () => {
      const element = await shown({ 'connector-types': 'PERSONAL_BANK', 'include-sandbox': '' });
      const ready = nextEvent('pluggy-ready');
      choose(element, 'Nubank');
      await ready;
      const props = await widgetProps();
      expect(props.selectedConnectorId).to.equal(212);
      expect(props.connectorTypes).to.deep.equal(['PERSONAL_BANK']);
      expect(props.includeSandbox).to.equal(true);
      expect(props.updateItem).to.equal(undefined);
    });

    it('returns the focus to the field after the widget', async () => {
      const element = await shown();
      field(element).focus();
      const ready = nextEvent('pluggy-ready');
      choose(element, 'Itaú');
      await ready;
      const closed = nextEvent('pluggy-close');
      inner(element).close();
      await closed;
      await until(() => !theDialog(), 'no dialog');
      expect(root(element).activeElement).to.equal(field(element));
    });

    it('offers to update the connection that is there', async () => {
      items = saved(201);
      const element = await shown({}, withItems);
      await until(() => requests.some(({ pathname }) => pathname === '/api/items'), 'the connections');
      await until(() => (element.store?.items?.length ?? 0) > 0, 'the connection');
      choose(element, 'Itaú');
      await until(() => root(element).querySelector('.offer'), 'the question');
      const offer = root(element).querySelector('.offer')!;
      expect(offer.querySelector('p')!.textContent).to.contain('Itaú is already connected');
      await until(() => root(element).activeElement === offer, 'the focus is on the question');
      expect(theDialog()).to.equal(null);
      const ready = nextEvent('pluggy-ready');
      button(element, 'Update').click();
      await ready;
      const props = await widgetProps();
      expect([props.updateItem, props.selectedConnectorId]).to.deep.equal([saved(201)[0]!.id, undefined]);
    });

    it('connects another account at the same institution, or goes back', async () => {
      items = saved(201);
      const element = await shown({}, withItems);
      await until(() => (element.store?.items?.length ?? 0) > 0, 'the connection');
      choose(element, 'Itaú');
      await until(() => root(element).querySelector('.offer'), 'the question');
      button(element, 'Back to the list').click();
      await until(() => options(element).length === 4 && !root(element).querySelector('.offer'), 'the list again');
      await until(() => root(element).activeElement === field(element), 'the focus is on the field');
      choose(element, 'Itaú');
      await until(() => root(element).querySelector('.offer'), 'the question');
      const ready = nextEvent('pluggy-ready');
      button(element, 'Another account').click();
      await ready;
      const props = await widgetProps();
      expect([props.updateItem, props.selectedConnectorId]).to.deep.equal([undefined, 201]);
    });

    async function offered(provider: Record<string, string> = {}, id = 201, name = 'Itaú') {
      items = saved(id);
      const element = await shown({}, { ...withItems, ...provider });
      await until(() => (element.store?.items?.length ?? 0) > 0, 'the connection');
      choose(element, name);
      await until(() => root(element).activeElement?.matches('.offer'), 'the question has the focus');
      return element;
    }

    it('has a closed list while it asks, and goes back with Escape and the arrows', async () => {
      const element = await offered();
      const combobox = () =>
        ['aria-expanded', 'aria-activedescendant'].map((name) => field(element).getAttribute(name));
      expect(combobox()).to.deep.equal(['false', null]);
      const isBack = () =>
        until(() => !root(element).querySelector('.offer') && active(element) === 'Itaú', 'the list');
      await sendKeys({ press: 'Escape' });
      await isBack();
      await until(() => root(element).activeElement === field(element), 'the focus is on the field');
      expect(combobox()[0]).to.equal('true');
      choose(element, 'Itaú');
      await until(() => root(element).activeElement?.matches('.offer'), 'the question again');
      field(element).focus();
      await sendKeys({ press: 'Enter' });
      await until(() => root(element).activeElement?.matches('.offer'), 'the focus on the question');
      field(element).focus();
      await sendKeys({ press: 'ArrowDown' });
      await isBack();
    });

    it('withdraws the offer when the connection ends elsewhere', async () => {
      const element = await offered();
      items = [];
      await (element.parentElement as PluggyProviderElement).refresh();
      await until(() => !root(element).querySelector('.offer'), 'the offer is withdrawn');
      await until(() => root(element).activeElement === field(element), 'the focus is on the field');
      expect(options(element)).to.have.length(4);
    });

    it('updates a connection at its own institution, whichever the provider selects', async () => {
      const element = await offered({ 'selected-connector-id': '201' }, 212, 'Nubank');
      const ready = nextEvent('pluggy-ready');
      button(element, 'Update').click();
      await ready;
      const props = await widgetProps();
      expect([props.updateItem, props.selectedConnectorId]).to.deep.equal([saved(212)[0]!.id, undefined]);
    });

    it('is a milestone of the open, with the institution; an update has none', async () => {
      const reached: PluggyProgressEvent[] = [];
      const receive = (event: PluggyProgressEvent) => void (event.milestone && reached.push(event));
      window.addEventListener('pluggy-progress', receive);
      const element = await offered();
      const play = async (start: () => void, ...calls: [string, ...unknown[]][]) => {
        reached.length = 0;
        const ready = nextEvent('pluggy-ready');
        start();
        await ready;
        for (const call of calls) widgetCalls(...call);
        const closed = nextEvent('pluggy-close');
        widgetCalls('close');
        await closed;
        expect(new Set(reached.map(({ sessionId }) => sessionId)).size).to.equal(1);
        return reached.map(({ milestone, connector }) => [milestone, connector?.name]);
      };
      expect(await play(() => button(element, 'Update').click())).to.deep.equal([
        ['opened', undefined],
        ['abandoned', undefined],
      ]);
      const login: [string, unknown] = ['onEventProp', { event: 'SUBMITTED_LOGIN', timestamp: 1 }];
      const success: [string, unknown] = ['onSuccessProp', { item: anItem({ connector: { id: 212 } }) }];
      expect(await play(() => choose(element, 'Nubank'), login, success)).to.deep.equal([
        ['opened', undefined],
        ['institution-chosen', 'Nubank'],
        ['credentials-sent', undefined],
        ['connected', undefined],
      ]);
      window.removeEventListener('pluggy-progress', receive);
    });

    describe('while another connection goes on', () => {
      const BUSY = 'Another connection is in progress. Finish that one before you start another.';
      const sentence = (element: PluggyInstitutionsElement) =>
        root(element).querySelector('p[role=alert]')?.textContent;

      /** Opens the widget at Itaú, sends a login, and hides the widget. */
      async function inBackground() {
        const element = await shown({}, { ...withItems, 'allow-connect-in-background': '' });
        const ready = nextEvent('pluggy-ready');
        choose(element, 'Itaú');
        await ready;
        const progress = nextEvent('pluggy-progress');
        const item = { ...anItem({ connector: { id: 201, name: 'Itaú' }, status: 'UPDATING' }), id: 'new' };
        widgetCalls('onEventProp', { event: 'SUBMITTED_LOGIN', timestamp: 1, item });
        await progress;
        inner(element).hide();
        await until(() => inner(element).offsetHeight > 0, 'the button');
        return element;
      }

      it('says so, and leaves the running widget as it is', async () => {
        items = saved(212);
        const element = await inBackground();
        choose(element, 'Itaú Empresas');
        await until(() => sentence(element) === BUSY, 'the sentence');
        expect(theDialog()!.open).to.equal(false);
        expect(inner(element).selectedConnectorId).to.equal(201);
        choose(element, 'Nubank');
        await until(() => button(element, 'Update'), 'the offer');
        expect(sentence(element)).to.equal(undefined);
        button(element, 'Update').click();
        await until(() => sentence(element) === BUSY, 'the sentence');
        expect([theDialog()!.open, inner(element).itemId]).to.deep.equal([false, '']);
        inner(element).click();
        inner(element).hide();
        await until(() => sentence(element) === undefined, 'no sentence');
      });

      it('shows the running widget for a choice of its institution', async () => {
        const element = await inBackground();
        choose(element, 'Itaú');
        await until(() => theDialog()!.open, 'the widget');
        expect(sentence(element)).to.equal(undefined);
      });

      it('takes the sentence back when the other connection has ended', async () => {
        const element = await inBackground();
        choose(element, 'Nubank');
        await until(() => sentence(element) === BUSY, 'the sentence');
        const closed = nextEvent('pluggy-close');
        inner(element).close();
        await closed;
        await until(() => sentence(element) === undefined, 'no sentence');
        const ready = nextEvent('pluggy-ready');
        choose(element, 'Nubank');
        await ready;
        expect((await widgetProps()).selectedConnectorId).to.equal(212);
      });

      it('opens the widget in the place of one that has failed', async () => {
        expectConsole(/^<pluggy-connect> The widget reported/);
        const element = await inBackground();
        const failed = nextEvent('pluggy-error');
        widgetCalls('onErrorProp', { message: 'INVALID_CREDENTIALS' });
        await failed;
        const ready = nextEvent('pluggy-ready');
        choose(element, 'Nubank');
        await ready;
        expect((await widgetProps()).selectedConnectorId).to.equal(212);
        expect(root(element).querySelector('pluggy-error-banner')).to.equal(null);
        expect(inner(element).offsetHeight).to.equal(0);
      });

      it('is said of a widget of another element, too', async () => {
        const element = await shown();
        const other = await connectFixture({ inline: true, tokenSource: () => Promise.resolve(TOKEN) });
        await openReady(other);
        choose(element, 'Itaú');
        await until(() => sentence(element) === BUSY, 'the sentence');
        other.close();
        await until(() => sentence(element) === undefined, 'no sentence');
      });
    });

    describe('of the update of a connection that another element updates', () => {
      const BUSY = 'Another connection is in progress. Finish that one before you start another.';
      const ITEM = saved(201)[0]!.id;
      const sentence = (element: PluggyInstitutionsElement) =>
        root(element).querySelector('p[role=alert]')?.textContent;

      /** Asks about Itaú, while another element in the same provider has hidden its update of that connection. */
      async function offeredDuringUpdate(id = ITEM) {
        items = saved(201);
        const element = await shown({}, { ...withItems, 'allow-connect-in-background': '' });
        await until(() => (element.store?.items?.length ?? 0) > 0, 'the connection');
        const other = document.createElement('pluggy-connect');
        other.itemId = id;
        element.after(other);
        await other.updateComplete;
        await openReady(other);
        const progress = nextEvent('pluggy-progress');
        widgetCalls('onEventProp', { event: 'SUBMITTED_LOGIN', timestamp: 1 });
        await progress;
        other.hide();
        await until(() => !theDialog()!.open, 'the widget is hidden');
        choose(element, 'Itaú');
        await until(() => button(element, 'Update'), 'the question');
        return { element, other };
      }

      for (const id of [ITEM, ITEM.toUpperCase()])
        it(`shows the running widget of ${id}`, async () => {
          const { element, other } = await offeredDuringUpdate(id);
          const opens: Event[] = [];
          element.addEventListener('pluggy-open', (event) => opens.push(event));
          for (let times = 0; times < 2; times++) {
            if (times) choose(element, 'Itaú');
            await until(() => button(element, 'Update'), 'the question');
            button(element, 'Update').click();
            await until(() => theDialog()!.open, 'the widget');
            expect([sentence(element), opens.length, inner(element).offsetHeight]).to.deep.equal([undefined, 0, 0]);
            other.hide();
            await until(() => !theDialog()!.open, 'the widget is hidden');
          }
          choose(element, 'Itaú');
          await until(() => button(element, 'Another account'), 'the question');
          button(element, 'Another account').click();
          await until(() => sentence(element) === BUSY, 'the sentence');
          other.close();
          await until(() => sentence(element) === undefined, 'no sentence');
        });

      it('says in the sentence, and not as a failure, that the widget belongs to another application', async () => {
        expectConsole(/^<pluggy-connect> The widget is open for another connection/);
        items = saved(201);
        const element = await shown({}, withItems);
        await until(() => (element.store?.items?.length ?? 0) > 0, 'the connection');
        const other = await connectFixture({ itemId: ITEM, inline: true, tokenSource: () => Promise.resolve(TOKEN) });
        await openReady(other);
        choose(element, 'Itaú');
        await until(() => button(element, 'Update'), 'the question');
        button(element, 'Update').click();
        await until(() => sentence(element) === BUSY, 'the sentence');
        expect(root(element).querySelector('pluggy-error-banner')).to.equal(null);
        other.close();
        await until(() => sentence(element) === undefined, 'no sentence');
      });
    });

    it('does not pick one of several connections', async () => {
      items = saved(201, 201);
      const element = await shown({}, withItems);
      await until(() => element.store?.items?.length === 2, 'the connections');
      choose(element, 'Itaú');
      await until(() => root(element).querySelector('.offer'), 'the question');
      expect(root(element).querySelector('.offer')!.textContent).to.contain('2 connections to Itaú');
      expect(button(element, 'Update')).to.equal(undefined);
    });

    it('explains a widget that does not open, and opens it again', async () => {
      expectConsole(/^<pluggy-connect>/);
      const element = await shown();
      const provider = element.parentElement as PluggyProviderElement;
      provider.tokenSource = () => Promise.reject(new Error('No token.'));
      await element.updateComplete;
      const closed = nextEvent('pluggy-close');
      choose(element, 'Itaú');
      await closed;
      await until(
        () => root(element).querySelector('pluggy-error-banner')?.shadowRoot?.querySelector('[part=banner]'),
        'the banner',
      );
      provider.tokenSource = () => Promise.resolve(TOKEN);
      await provider.updateComplete;
      const ready = nextEvent('pluggy-ready');
      root(element).querySelector('pluggy-error-banner')!.shadowRoot!.querySelector('pluggy-connect')!.click();
      await ready;
      expect(root(element).querySelector('pluggy-error-banner')).to.equal(null);
      expect((await widgetProps()).selectedConnectorId).to.equal(201);
    });

    describe('takes the failure of a bank back', () => {
      const banner = (element: PluggyInstitutionsElement) => root(element).querySelector('pluggy-error-banner');

      /** Chooses Nubank, whose widget does not open, while there is a connection to Itaú. */
      async function failed() {
        expectConsole(/^<pluggy-connect>/);
        items = saved(201);
        const element = await shown({}, withItems);
        await until(() => element.store?.items?.length, 'the connection');
        const provider = element.parentElement as PluggyProviderElement;
        provider.tokenSource = () => Promise.reject(new Error('No token.'));
        await element.updateComplete;
        choose(element, 'Nubank');
        await until(() => banner(element), 'the banner');
        return element;
      }

      it('when it asks about another bank', async () => {
        const element = await failed();
        choose(element, 'Itaú');
        await until(() => button(element, 'Update'), 'the question');
        expect(!!banner(element)).to.equal(false);
        button(element, 'Back to the list').click();
        await until(() => options(element).length === 4, 'the list');
        expect(!!banner(element)).to.equal(false);
      });

      it('when the person searches again', async () => {
        const element = await failed();
        await type(element, 'gali');
        expect(!!banner(element)).to.equal(false);
        await type(element, '');
        expect(!!banner(element)).to.equal(false);
      });
    });

    it('leads back to a widget that goes on in the background', async () => {
      const element = await shown({}, { 'allow-connect-in-background': '' });
      const ready = nextEvent('pluggy-ready');
      choose(element, 'Itaú');
      await ready;
      expect(inner(element).checkVisibility?.() ?? inner(element).offsetHeight > 0).to.equal(false);
      inner(element).hide();
      await until(() => inner(element).offsetHeight > 0, 'the button');
      inner(element).click();
      expect(theDialog()!.open).to.equal(true);
      const closed = nextEvent('pluggy-close');
      inner(element).close();
      await closed;
      await until(() => inner(element).offsetHeight === 0, 'no button');
    });
  });

  describe('without a list', () => {
    const text = (element: PluggyInstitutionsElement) => root(element).textContent;

    it('says that the list loads', async () => {
      let release!: (response: Response) => void;
      answer = () => new Promise((resolve) => (release = resolve));
      const element = await show();
      await until(() => text(element).includes('Loading the list of banks…'), 'the text');
      expect(root(element).querySelector('[aria-busy=true]')).not.to.equal(null);
      release(Response.json(BANKS));
      await until(() => options(element).length === 4, 'the list');
      expect(root(element).querySelector('[aria-busy=true]')).to.equal(null);
    });

    it('says that there are no banks', async () => {
      answer = () => Response.json([]);
      const element = await show();
      await until(() => text(element).includes('There are no banks to connect here yet.'), 'the text');
    });

    it('says that the request failed, and repeats it', async () => {
      expectConsole(/^<pluggy-provider> The connectors endpoint \/api\/connectors answered 503/);
      answer = () => new Response('', { status: 503, headers: { 'retry-after': '0' } });
      const element = await show();
      await until(() => root(element).querySelector('[role=alert]'), 'the failure');
      expect(listRequests()).to.have.length(3);
      answer = () => Response.json(BANKS);
      button(element, 'Try again').click();
      await until(() => options(element).length === 4, 'the list');
      expect(root(element).querySelector('[role=alert]')).to.equal(null);
      expect(root(element).activeElement).to.equal(field(element));
    });

    for (const [what, response] of [
      ['404', () => new Response('', { status: 404 })],
      ['204', () => new Response(null, { status: 204 })],
      ['HTML', () => new Response('<html>', { headers: { 'content-type': 'text/html' } })],
      ['null', () => Response.json(null)],
      ['another object', () => Response.json({ foo: 1 })],
    ] as const) {
      it(`leaves two ways on after the answer ${what}: again, and without the bank`, async () => {
        expectConsole(/^<pluggy-provider> The connectors endpoint/);
        answer = response;
        const element = await show();
        await until(() => text(element).includes('We couldn’t load the list of banks just now.'), 'the failure');
        const missing = nextEvent('pluggy-institution-missing');
        button(element, 'My bank isn’t here').click();
        await missing;
        answer = () => Response.json(BANKS);
        button(element, 'Try again').click();
        await until(() => options(element).length === 4, 'the list');
      });
    }

    for (const status of [401, 403]) {
      it(`says after ${status} that the session has ended, and reads the list after the person has signed in`, async () => {
        expectConsole(/^<pluggy-provider> The connectors endpoint/);
        answer = () => new Response('', { status });
        const element = await show();
        const provider = element.parentElement as PluggyProviderElement;
        const ended = 'Your session on this site has ended. To continue, sign in again and come back here.';
        await until(() => text(element).includes(ended), 'the sentence');
        expect(button(element, 'Try again')).not.to.equal(undefined);
        answer = () => Response.json(BANKS);
        await provider.refresh();
        await until(() => options(element).length === 4, 'the list');
        await provider.refresh();
        await element.updateComplete;
        expect(listRequests()).to.have.length(2);
      });
    }

    for (const [what, change] of [
      ['reset() and refresh()', (provider: PluggyProviderElement) => (provider.reset(), provider.refresh())],
      ['other credentials', (provider: PluggyProviderElement) => (provider.credentials = 'include')],
      ['other headers', (provider: PluggyProviderElement) => (provider.headers = { 'x-person': '2' })],
    ] as const) {
      it(`reads the next person’s list after ${what}`, async () => {
        const element = await shown();
        answer = () => Response.json([BANKS[2]]);
        void change(element.parentElement as PluggyProviderElement);
        await until(() => names(element).join() === 'Nubank', 'the other list');
        expect(listRequests()).to.have.length(2);
      });
    }

    it('names the missing attribute to the developer', async () => {
      expectConsole(/^<pluggy-provider> connectors-endpoint is not set/);
      const element = await show({}, { 'connectors-endpoint': '' });
      await until(() => root(element).querySelector('[role=alert]'), 'the failure');
    });

    it('names the missing provider to the developer', async () => {
      expectConsole(/^<pluggy-institutions> stays empty\. Expected a <pluggy-provider/);
      const element = await fixture<PluggyInstitutionsElement>(html`<pluggy-institutions></pluggy-institutions>`);
      await until(() => field(element), 'the field');
      expect(listRequests()).to.deep.equal([]);
    });

    it('ends the request with the element, and sends it again in another place', async () => {
      const signals: AbortSignal[] = [];
      const answered = window.fetch.bind(window);
      window.fetch = (input, init) => {
        if ((input as URL).href.includes(CONNECTORS)) signals.push(init!.signal!);
        return answered(input, init);
      };
      answer = () => new Promise(() => {});
      const element = await show();
      await until(() => signals.length === 1, 'the request');
      const parent = element.parentElement!;
      element.remove();
      expect(signals[0]!.aborted).to.equal(true);
      answer = () => Response.json(BANKS);
      parent.append(element);
      await until(() => options(element).length === 4, 'the list');
    });
  });

  it('fires an event with the search when a bank is missing', async () => {
    const element = await shown();
    await type(element, 'Banco do Bairro');
    let missing: PluggyInstitutionMissingEvent | undefined;
    document.addEventListener('pluggy-institution-missing', (event) => (missing = event), { once: true });
    button(element, 'My bank isn’t here').click();
    expect(missing?.query).to.equal('Banco do Bairro');
  });

  it('leaves Enter on its buttons to them', async () => {
    const element = await shown();
    const missing = nextEvent('pluggy-institution-missing');
    button(element, 'My bank isn’t here').focus();
    await sendKeys({ press: 'Enter' });
    expect((await missing).query).to.equal('');
  });

  for (const [lang, label] of [
    ['pt-BR', 'Procure o seu banco'],
    ['es', 'Busca tu banco'],
  ] as const) {
    it(`follows the language ${lang}`, async () => {
      const element = await shown({ lang });
      await until(() => root(element).querySelector('label')!.textContent === label, 'the label');
    });
  }

  it('has targets of 44 px for fingers', async () => {
    const element = await shown();
    const targets = [...options(element), field(element), button(element, 'My bank isn’t here')];
    for (const target of targets) expect(target.getBoundingClientRect().height).to.be.at.least(44);
  });
});
