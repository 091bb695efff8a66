import { expect, fixture, html } from '@open-wc/testing';
import type { PluggyCloseEvent, PluggyConnectElement, PluggyErrorEvent, PluggySuccessEvent } from '../../src/index.js';
import { expectConsole } from '../support/console.js';
import {
  anItem,
  closeAll,
  connectFixture,
  expectSdkFailures,
  later,
  nextEvent,
  openReady,
  recordEvents,
  theBar,
  theDialog,
  theFrame,
  TOKEN,
  until,
  widgetCalls,
  widgetProps,
} from '../support/widget.js';

const ID = anItem().id;
const OTHER = '8d1f2c1e-0000-4000-8000-000000000002';
const working = { status: 'UPDATING', executionStatus: 'ACCOUNTS_IN_PROGRESS' };
const waiting = { status: 'WAITING_USER_INPUT', executionStatus: 'WAITING_USER_INPUT', parameter: { name: 'token' } };
const refused = {
  status: 'LOGIN_ERROR',
  executionStatus: 'INVALID_CREDENTIALS',
  error: { code: 'INVALID_CREDENTIALS' },
};
const newer = { updatedAt: later(30), lastUpdatedAt: later(30) };

type Call = [name: string, ...args: unknown[]];
const event = (step: string, fields?: object): Call => [
  'onEventProp',
  { event: step, timestamp: 1, ...(fields && { item: anItem({ ...fields }) }) },
];
const read = (fields: object = {}) => event('ITEM_RESPONSE', fields);
const SUBMITTED = event('SUBMITTED_LOGIN');
const chosen = (id: number): Call => [
  'onEventProp',
  { event: 'SELECTED_INSTITUTION', timestamp: 1, connector: { id, name: 'Another' } },
];
const success = (...value: unknown[]): Call => ['onSuccessProp', ...value];
const error = (value: unknown): Call => ['onErrorProp', value];

describe('the outcome of an open', () => {
  beforeEach(expectSdkFailures);
  beforeEach(() => expectConsole(/^<pluggy-connect> The widget (reported|refused)/));
  let record: ReturnType<typeof recordEvents>;

  beforeEach(() => (record = recordEvents()));
  afterEach(async () => {
    record.stop();
    await closeAll();
  });

  /** Lets the widget make its calls, one after the other, and close. Returns everything that the page learns. */
  async function play(calls: readonly Call[], settings: Partial<PluggyConnectElement> = {}) {
    const form = await fixture<HTMLFormElement>(html`<form></form>`);
    const element = await connectFixture({ name: 'bank', ...settings });
    form.append(element);
    const { outcome } = await openReady(element);
    for (const call of calls) widgetCalls(...call);
    widgetCalls('close');
    const { type, itemId, error: failure } = await outcome;
    const all = <T extends Event>(name: string) =>
      record.events.filter((each) => each.type === `pluggy-${name}`) as T[];
    expect(all<PluggyCloseEvent>('close').map((close) => close.outcome)).to.deep.equal([await outcome]);
    return {
      type,
      itemId,
      code: failure?.code,
      value: new FormData(form).get('bank'),
      successes: all<PluggySuccessEvent>('success').map((each) => each.item.id),
      errors: all<PluggyErrorEvent>('error').map((each) => each.error.code),
    };
  }

  const SUCCESS = { type: 'success', itemId: ID, code: undefined, value: ID, successes: [ID], errors: [] as string[] };
  const ENDED = { itemId: undefined, code: undefined, value: null, successes: [] as string[], errors: [] as string[] };

  const FAILED = { ...ENDED, type: 'error', code: 'INVALID_CREDENTIALS', errors: ['INVALID_CREDENTIALS'] };
  const ANOTHER = { id: OTHER, connector: { id: 77, name: 'Another' } };
  const THIRD = [chosen(88), SUBMITTED];

  const CASES: [what: string, calls: Call[], expected: object, settings?: Partial<PluggyConnectElement>][] = [
    ['of a widget that calls nothing is cancelled', [], { ...ENDED, type: 'cancelled' }],
    ['with an Item that is up to date is a success', [SUBMITTED, read(working), read()], SUCCESS],
    ['with an Item that was read once is a success', [SUBMITTED, read()], SUCCESS],
    ['of a partial update is a success', [read({ executionStatus: 'PARTIAL_SUCCESS' })], SUCCESS],
    ['without a status of the Item follows its run', [read({ status: undefined })], SUCCESS],
    ['with an empty success takes the last Item', [read(working), success({})], SUCCESS],
    ['with a success without a value takes the last Item', [read(working), success()], SUCCESS],
    ['with null as success takes the last Item', [read(working), success(null)], SUCCESS],
    ['with an empty Item as success takes the last Item', [read(working), success({ item: {} })], SUCCESS],
    ['with the bare Item as success takes the Item', [success(anItem())], SUCCESS],
    ['with the id as success takes the Item of that id', [read(working), success(ID)], SUCCESS],
    ['with the id in place of the Item takes the Item of that id', [read(working), success({ item: ID })], SUCCESS],
    ['with itemId in place of the Item takes the Item of that id', [success({ itemId: ID })], SUCCESS],
    ['with the Item inside data as success takes the Item', [success({ data: { item: anItem() } })], SUCCESS],
    [
      'with a code in small letters before a sentence has that code',
      [error({ message: 'item_limit_reached: no more' })],
      { ...ENDED, type: 'error', code: 'ITEM_LIMIT_REACHED', errors: ['ITEM_LIMIT_REACHED'] },
    ],
    ['with two successes has one', [success({ item: anItem() }), success({ item: anItem() })], SUCCESS],
    ['with two closes has one', [success({ item: anItem() }), ['onCloseProp'], ['onCloseProp']], SUCCESS],
    [
      'with an error before the success is a success',
      [error({ message: 'CONNECTION_ERROR' }), read()],
      { ...SUCCESS, errors: ['CONNECTION_ERROR'] },
    ],
    [
      'with an error of the widget after the success of the Item is a success',
      [read(), error({ message: 'SITE_NOT_AVAILABLE' })],
      { ...SUCCESS, errors: ['SITE_NOT_AVAILABLE'] },
    ],
    [
      'with a failed Item after a success is an error',
      [read(), read(refused)],
      { ...ENDED, type: 'error', itemId: ID, code: 'INVALID_CREDENTIALS', errors: ['INVALID_CREDENTIALS'] },
    ],
    [
      'with a failed Item, of which the widget says nothing, is an error',
      [SUBMITTED, read(working), read(refused)],
      { ...ENDED, type: 'error', itemId: ID, code: 'INVALID_CREDENTIALS', errors: ['INVALID_CREDENTIALS'] },
    ],
    ['after a login was submitted is pending', [SUBMITTED], { ...ENDED, type: 'pending' }],
    ['after a code was submitted is pending', [event('SUBMITTED_MFA')], { ...ENDED, type: 'pending' }],
    ['with an empty success after a login is pending', [SUBMITTED, success({})], { ...ENDED, type: 'pending' }],
    ['while the run continues is pending', [SUBMITTED, read(working)], { ...ENDED, type: 'pending', itemId: ID }],
    ['after a consent alone is cancelled', [event('SUBMITTED_CONSENT')], { ...ENDED, type: 'cancelled' }],
    [
      'with an empty success and nothing else is an error',
      [success({})],
      { ...ENDED, type: 'error', code: 'widget-failed', errors: ['widget-failed'] },
    ],
    [
      'after a success is that success, while another bank still works',
      [success({ item: anItem() }), SUBMITTED, read({ ...working, id: OTHER })],
      SUCCESS,
    ],
    [
      'after a success is that success, although another bank refuses the login',
      [success({ item: anItem() }), SUBMITTED, read({ ...refused, id: OTHER })],
      SUCCESS,
    ],
    [
      'after a success is that success, although a login at another bank was submitted',
      [success({ item: anItem() }), chosen(77), SUBMITTED],
      SUCCESS,
    ],
    [
      'with an Item of another bank after a success is the last one, without a report',
      [success({ item: anItem() }), chosen(77), SUBMITTED, read({ id: OTHER, connector: { id: 77, name: 'Another' } })],
      { ...SUCCESS, itemId: OTHER, value: OTHER, successes: [ID, OTHER] },
    ],
    [
      'with an empty success at another bank is the first success',
      [success({ item: anItem() }), chosen(77), SUBMITTED, success({})],
      SUCCESS,
    ],
    [
      'with two successes has the last one',
      [success({ item: anItem() }), success({ item: anItem({ id: OTHER }) })],
      { ...SUCCESS, itemId: OTHER, value: OTHER, successes: [ID, OTHER] },
    ],
    [
      'with an Item that a run still changes is pending',
      [SUBMITTED, read({ executionStatus: 'MERGING' })],
      { ...ENDED, type: 'pending', itemId: ID },
    ],
    [
      'with an Item whose approval is pending is pending',
      [SUBMITTED, read({ executionStatus: 'USER_AUTHORIZATION_PENDING' })],
      { ...ENDED, type: 'pending', itemId: ID },
    ],
    [
      'with a second login after an error is pending',
      [SUBMITTED, error('SITE_NOT_AVAILABLE'), SUBMITTED],
      { ...ENDED, type: 'pending', errors: ['SITE_NOT_AVAILABLE'] },
    ],
    [
      'with a second login after a failed Item is pending',
      [SUBMITTED, read(refused), error('INVALID_CREDENTIALS'), SUBMITTED],
      { ...ENDED, type: 'pending', itemId: ID, errors: ['INVALID_CREDENTIALS'] },
    ],
    [
      'with the old failure again after a second login is pending',
      [SUBMITTED, read(refused), error('INVALID_CREDENTIALS'), SUBMITTED, read(refused)],
      { ...ENDED, type: 'pending', itemId: ID, errors: ['INVALID_CREDENTIALS'] },
    ],
    [
      'with a login at another bank after a failed Item is pending, without that Item',
      [SUBMITTED, read(refused), error('INVALID_CREDENTIALS'), chosen(77), SUBMITTED],
      { ...ENDED, type: 'pending', errors: ['INVALID_CREDENTIALS'] },
    ],
    [
      'with an empty success at another bank after a failed Item is pending, without that Item',
      [SUBMITTED, read(refused), error('INVALID_CREDENTIALS'), chosen(77), SUBMITTED, success({})],
      { ...ENDED, type: 'pending', errors: ['INVALID_CREDENTIALS'] },
    ],
    [
      'with an empty success at the same bank after a failed Item takes that Item',
      [chosen(2), SUBMITTED, read(refused), error('INVALID_CREDENTIALS'), SUBMITTED, success({})],
      { ...SUCCESS, errors: ['INVALID_CREDENTIALS'] },
    ],
    [
      'with an empty success at a third bank is the success of the first one',
      [success({ item: anItem() }), chosen(77), SUBMITTED, read({ ...refused, ...ANOTHER }), ...THIRD, success({})],
      SUCCESS,
    ],
    [
      'with an error at another bank after an Item that was up to date is that error, without the Item',
      [SUBMITTED, read(), chosen(77), SUBMITTED, error('INVALID_CREDENTIALS')],
      { ...FAILED, value: ID, successes: [ID] },
    ],
    [
      'with an Item that was up to date is that success, while another bank works',
      [SUBMITTED, read(), chosen(77), SUBMITTED, read({ ...working, ...ANOTHER })],
      SUCCESS,
    ],
    [
      'with two Items that were up to date is the last one, while a third bank refuses the login',
      [SUBMITTED, read(), chosen(77), SUBMITTED, read(ANOTHER), ...THIRD, read({ ...refused, id: 'third' })],
      { ...SUCCESS, itemId: OTHER, value: OTHER, successes: [ID, OTHER] },
    ],
    [
      'with an error in words after a wait for an approval is that error',
      [SUBMITTED, read({ status: 'WAITING_USER_ACTION' }), error('USER_AUTHORIZATION_NOT_GRANTED')],
      { ...FAILED, itemId: ID, code: 'USER_AUTHORIZATION_NOT_GRANTED', errors: ['USER_AUTHORIZATION_NOT_GRANTED'] },
    ],
    [
      'with a failed Item without an institution is about that Item',
      [chosen(2), SUBMITTED, read({ ...refused, connector: undefined }), error('INVALID_CREDENTIALS'), SUBMITTED],
      { ...ENDED, type: 'pending', itemId: ID, errors: ['INVALID_CREDENTIALS'] },
    ],
    [
      'after a refused duplicate has no Item, although the widget shows the existing one',
      [SUBMITTED, error({ message: 'ITEM_USER_ALREADY_EXISTS', data: { item: anItem() } })],
      { ...ENDED, type: 'error', code: 'ITEM_USER_ALREADY_EXISTS', errors: ['ITEM_USER_ALREADY_EXISTS'] },
    ],
    [
      'after a login that was refused is an error',
      [SUBMITTED, error({ message: 'ITEM_CREATION_LIMIT_EXCEEDED' })],
      { ...ENDED, type: 'error', code: 'ITEM_CREATION_LIMIT_EXCEEDED', errors: ['ITEM_CREATION_LIMIT_EXCEEDED'] },
    ],
  ];
  for (const [what, calls, expected, settings] of CASES) {
    it(what, async () => expect(await play(calls, settings)).to.deep.equal(expected));
  }

  describe('in update mode', () => {
    const settings = { itemId: ID };
    const CANCELLED = { ...ENDED, type: 'cancelled', itemId: ID, value: ID };
    const UPDATES: [what: string, calls: Call[], expected: object][] = [
      ['that shows the previous run only is cancelled', [read()], CANCELLED],
      ['that shows the previous failure only is cancelled', [read(refused)], CANCELLED],
      ['with a run that was seen is a success', [read(refused), read(working), read(newer)], SUCCESS],
      ['with a newer success is a success', [read(), read(newer)], SUCCESS],
      ['of the same Item in capitals is a success', [read({ id: ID.toUpperCase() }), success({})], SUCCESS],
      ['with an empty success and no event is a success', [success({})], SUCCESS],
      [
        'with a result after the login that differs in its time only is a success',
        [read(), SUBMITTED, read({ updatedAt: later(30) })],
        SUCCESS,
      ],
      [
        'with a failure after the login that differs in its time only is an error',
        [read(refused), SUBMITTED, read({ ...refused, updatedAt: later(30) })],
        { ...CANCELLED, type: 'error', code: 'INVALID_CREDENTIALS', errors: ['INVALID_CREDENTIALS'] },
      ],
      ['after a login was submitted is pending', [read(), SUBMITTED], { ...CANCELLED, type: 'pending' }],
      ['with an Item that was first read after the login is a success', [SUBMITTED, read()], SUCCESS],
      [
        'with a failure that was first read after the login is an error',
        [SUBMITTED, read(refused)],
        { ...CANCELLED, type: 'error', code: 'INVALID_CREDENTIALS', errors: ['INVALID_CREDENTIALS'] },
      ],
      [
        'with the previous run after the login is pending',
        [read(), SUBMITTED, read()],
        { ...CANCELLED, type: 'pending' },
      ],
      [
        'with an error after the previous run, first read after the login, is that error',
        [SUBMITTED, read(), error('INVALID_CREDENTIALS')],
        { ...CANCELLED, type: 'error', code: 'INVALID_CREDENTIALS', errors: ['INVALID_CREDENTIALS'] },
      ],
      [
        'with a success of another Item is an error',
        [success({ item: anItem({ id: OTHER }) })],
        { ...CANCELLED, type: 'error', code: 'widget-failed', errors: ['widget-failed'] },
      ],
      ['ignores another Item that is up to date', [read({ id: OTHER })], CANCELLED],
    ];
    for (const [what, calls, expected] of UPDATES) {
      it(what, async () => expect(await play(calls, settings)).to.deep.equal(expected));
    }
  });

  describe('with an error', () => {
    const code = 'SITE_NOT_AVAILABLE';
    const FORMS: [what: string, value: unknown, code?: string][] = [
      ['as message', { message: code }],
      ['as message in small letters', { message: code.toLowerCase() }],
      ['as code beside a sentence', { code, message: 'It failed.' }],
      ['as a text', code],
      ['as data.codeDescription', { message: 'It failed.', data: { codeDescription: code } }],
      ['as codeDescription beside a number', { code: 400, codeDescription: code }],
      ['as data.code', { data: { code } }],
      ['inside error', { error: { code } }],
      ['as error', { error: code, message: 'It failed.' }],
      ['as data.error.code', { data: { error: { code } } }],
      [
        'as data.error.codeDescription beside a sentence',
        { message: 'It failed.', data: { error: { codeDescription: code } } },
      ],
      ['before a sentence', { message: `${code}: the bank is closed.` }],
      ['of the Item', { message: 'It failed.', data: { item: anItem({ status: 'OUTDATED', error: { code } }) } }],
      [
        'of a request, before that of the Item',
        { message: code, data: { item: anItem(refused) } },
        'INVALID_CREDENTIALS',
      ],
      ['without a code', { message: 'It failed.' }, 'widget-failed'],
      ['without a value', null, 'widget-failed'],
      ['as a list', [code], 'widget-failed'],
    ];
    for (const [what, value, expected = code] of FORMS) {
      it(`${what} has the code`, async () => {
        expect((await play([error(value)])).errors).to.deep.equal([expected]);
      });
    }

    it('names the Items that exist already, as ids or as Items', async () => {
      for (const items of [
        [ID, OTHER],
        [{ id: ID }, { itemId: OTHER, status: 'UPDATED' }],
        [ID, ID, OTHER, null, 5],
      ]) {
        const message = 'ITEM_USER_ALREADY_EXISTS';
        for (const report of [
          { message, data: { items } },
          { message, items },
          { data: { error: { code: message, items } } },
        ]) {
          await play([error(report)]);
          const [failed] = record.events.filter(({ type }) => type === 'pluggy-error') as PluggyErrorEvent[];
          expect(failed!.error.itemIds).to.deep.equal([ID, OTHER]);
          record.events.length = 0;
        }
      }
    });

    it('has no token in its code or message, whatever its form', async () => {
      const token = 'sk_live_0123456789';
      const settings = { tokenSource: () => Promise.resolve(token) };
      for (const value of [token, { code: token }, { message: `No: ${token}` }, { data: { codeDescription: token } }]) {
        await play([error(value)], settings);
        const [failed] = record.events.filter(({ type }) => type === 'pluggy-error') as PluggyErrorEvent[];
        expect(`${failed!.error.code} ${failed!.error.message}`.toLowerCase()).not.to.contain(token);
        record.events.length = 0;
      }
    });
  });

  describe('of a hidden widget', () => {
    const label = (element: Element) => element.shadowRoot!.querySelector('[part=label]')!.textContent.trim();
    const news = (element: Element) => element.shadowRoot!.querySelector('[role=status]')?.textContent ?? '';
    const turns = (element: Element) => !element.shadowRoot!.querySelector<HTMLElement>('.spinner')!.hidden;

    async function hidden(...calls: Call[]) {
      const element = await connectFixture({ allowConnectInBackground: true, name: 'bank' });
      const { outcome } = await openReady(element);
      element.hide();
      const progress = calls.filter(([name]) => name === 'onEventProp').length;
      for (const call of calls) widgetCalls(...call);
      await until(() => record.types().filter((type) => type === 'progress').length === progress, 'all steps');
      await element.updateComplete;
      return { element, outcome };
    }

    it('is a success a few seconds after the Item is up to date, without a report', async () => {
      const { element, outcome } = await hidden(SUBMITTED, read(working), read());
      expect(await outcome).to.include({ type: 'success', itemId: ID });
      expect(element.value).to.equal(ID);
      expect(record.types().slice(-2)).to.deep.equal(['success', 'close']);
      expect(element.shadowRoot!.querySelector('[role=status]'), 'no live region is left').to.equal(null);
    });

    it('goes on while another bank is connected after the first one', async () => {
      const element = await connectFixture({ allowConnectInBackground: true, name: 'bank' });
      const { outcome } = await openReady(element);
      for (const call of [success({ item: anItem() }), chosen(77), SUBMITTED]) widgetCalls(...call);
      await until(() => record.types().filter((type) => type === 'progress').length === 2, 'the steps');
      element.hide();
      await until(() => label(element) === 'Still connecting. Show', 'it goes on');
      widgetCalls(...read({ ...waiting, id: OTHER, connector: { id: 77, name: 'Another' } }));
      await until(() => label(element) === 'Your bank is waiting for you. Show', 'the other bank waits');
      expect(record.types()).not.to.include('close');
      widgetCalls('onSuccessProp', { item: anItem({ id: OTHER, connector: { id: 77, name: 'Another' } }) });
      expect(await outcome).to.include({ type: 'success', itemId: OTHER });
      expect(element.value).to.equal(OTHER);
    });

    it('needs the person when the bank after the first one refuses the login', async () => {
      const element = await connectFixture({ allowConnectInBackground: true, name: 'bank' });
      const { outcome } = await openReady(element);
      for (const call of [success({ item: anItem() }), chosen(77), SUBMITTED]) widgetCalls(...call);
      await until(() => record.types().filter((type) => type === 'progress').length === 2, 'the steps');
      element.hide();
      widgetCalls(...read({ ...refused, id: OTHER, connector: { id: 77, name: 'Another' } }));
      await until(() => label(element) === 'The connection needs you. Show', 'the refusal');
      await new Promise((resolve) => setTimeout(resolve, 5500));
      expect(record.types()).not.to.include('close');
      element.close();
      expect(await outcome).to.include({ type: 'success', itemId: ID });
    });

    it('is on its way again after another login or code, whatever the last Item said', async () => {
      const { element } = await hidden(SUBMITTED, read(refused), SUBMITTED);
      expect([label(element), turns(element)]).to.deep.equal(['Still connecting. Show', true]);
      widgetCalls(...read(waiting));
      await until(() => label(element) === 'Your bank is waiting for you. Show', 'the wait');
      widgetCalls(...event('SUBMITTED_MFA'));
      await until(() => label(element) === 'Still connecting. Show', 'the code is on its way');
      expect(turns(element)).to.equal(true);
    });

    it('needs the person when the bank after the first one fails without an Item', async () => {
      const element = await connectFixture({ allowConnectInBackground: true, name: 'bank' });
      const { outcome } = await openReady(element);
      for (const call of [success({ item: anItem() }), chosen(77), SUBMITTED]) widgetCalls(...call);
      await until(() => record.types().filter((type) => type === 'progress').length === 2, 'the steps');
      element.hide();
      widgetCalls(...error('SITE_NOT_AVAILABLE'));
      await until(() => label(element) === 'The connection needs you. Show', 'the failure');
      expect(turns(element)).to.equal(false);
      element.close();
      expect((await outcome).type).to.equal('error');
    });

    it('needs the person after a wait that an error in words has ended', async () => {
      const { element } = await hidden(SUBMITTED, read(waiting));
      expect(label(element)).to.equal('Your bank is waiting for you. Show');
      widgetCalls(...error('USER_INPUT_TIMEOUT'));
      await until(() => label(element) === 'The connection needs you. Show', 'the failure');
    });

    it('is a success when a step of the login is told after its end', async () => {
      const { outcome } = await hidden(SUBMITTED, read(), event('LOGIN_STEP_COMPLETED'));
      expect(await outcome).to.include({ type: 'success', itemId: ID });
    });

    it('stays open when the person comes back in those seconds', async () => {
      const { element } = await hidden(SUBMITTED, read(working), read());
      element.show();
      await new Promise((resolve) => setTimeout(resolve, 5500));
      expect(theDialog()!.open).to.equal(true);
      expect(record.types()).not.to.include('close');
    });

    it('is still on its way while the bank works, with a turning sign', async () => {
      const { element } = await hidden(SUBMITTED, read(working));
      expect([label(element), turns(element), news(element)]).to.deep.equal(['Still connecting. Show', true, '']);
    });

    for (const [what, fields] of [
      ['a code', waiting],
      ['an approval', { status: 'WAITING_USER_ACTION', executionStatus: 'WAITING_USER_ACTION' }],
      ['an approval at the bank', { status: 'OUTDATED', executionStatus: 'USER_AUTHORIZATION_PENDING' }],
    ] as const) {
      it(`says that the bank waits for ${what}, once, without a turning sign`, async () => {
        const { element } = await hidden(SUBMITTED, read(working), read(fields), read(fields));
        const text = 'Your bank is waiting for you. Show';
        expect([label(element), turns(element), news(element)]).to.deep.equal([text, false, text]);
        let changes = 0;
        new MutationObserver(() => changes++).observe(element.shadowRoot!.querySelector('[role=status]')!, {
          childList: true,
          characterData: true,
        });
        widgetCalls(...read(fields));
        await nextEvent('pluggy-progress');
        expect(changes, 'said once').to.equal(0);
        widgetCalls(...read(working));
        await nextEvent('pluggy-progress');
        await element.updateComplete;
        expect([label(element), turns(element), news(element)]).to.deep.equal(['Still connecting. Show', true, '']);
        element.click();
        expect(theDialog()!.open).to.equal(true);
      });
    }

    it('says that a failure needs the person, without a turning sign', async () => {
      const { element } = await hidden(SUBMITTED, read(refused));
      const text = 'The connection needs you. Show';
      expect([label(element), turns(element), news(element)]).to.deep.equal([text, false, text]);
    });
  });

  describe('of a widget that refuses the token', () => {
    /** Opens with a new token for each request, and returns the requests. */
    async function opened() {
      const requests: (string | undefined)[] = [];
      const tokenSource = ({ itemId }: { itemId?: string }) => {
        requests.push(itemId);
        return Promise.resolve(`${TOKEN}-${requests.length}`);
      };
      const element = await connectFixture({ tokenSource });
      return { element, requests, ...(await openReady(element)) };
    }
    async function refuse(value: unknown = { message: 'invalid_connect_token' }) {
      const frame = theFrame();
      widgetCalls(...error(value));
      await until(() => theFrame() && theFrame() !== frame && !theBar().querySelector('.skeleton'), 'another widget');
    }

    it('is that of a second widget with a fresh token', async () => {
      const { outcome, requests } = await opened();
      await refuse();
      expect(await widgetProps()).to.include({ connectToken: `${TOKEN}-2` });
      expect(requests).to.have.lengthOf(2);
      widgetCalls(...success({ item: anItem() }));
      widgetCalls('close');
      expect((await outcome).type).to.equal('success');
      expect(record.types()).to.deep.equal(['open', 'ready', 'success', 'close']);
    });

    it('is an error after the second refusal, with a hint for developers', async () => {
      const { outcome, requests } = await opened();
      await refuse({ code: 'INVALID_CONNECT_TOKEN' });
      widgetCalls(...error({ message: 'invalid_connect_token' }));
      const { error: failure } = await nextEvent('pluggy-error');
      expect(failure.message).to.match(/environment/);
      expect(requests).to.have.lengthOf(2);
      widgetCalls('close');
      expect((await outcome).error?.code).to.equal('INVALID_CONNECT_TOKEN');
      expect(record.types()).to.deep.equal(['open', 'ready', 'error', 'close']);
    });

    it('is no second try once a login was submitted', async () => {
      const { outcome, requests } = await opened();
      widgetCalls(...SUBMITTED);
      widgetCalls(...error({ message: 'invalid_connect_token' }));
      await nextEvent('pluggy-error');
      widgetCalls('close');
      expect((await outcome).error?.code).to.equal('INVALID_CONNECT_TOKEN');
      expect(requests).to.have.lengthOf(1);
    });

    it('has a try for each open', async () => {
      const { element, outcome } = await opened();
      await refuse();
      element.close();
      expect((await outcome).type).to.equal('cancelled');
      await openReady(element);
      await refuse();
      expect(record.types()).not.to.include('error');
    });

    it('is that of the token request when the second token fails', async () => {
      expectConsole(/#token-network$/);
      let requests = 0;
      const tokenSource = () => (requests++ ? Promise.reject(new Error('No.')) : Promise.resolve(TOKEN));
      const { outcome } = await openReady(await connectFixture({ tokenSource }));
      widgetCalls(...error({ message: 'invalid_connect_token' }));
      expect((await outcome).error?.code).to.equal('token-network');
    });
  });
});
