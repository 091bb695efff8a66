import { expect } from '@open-wc/testing';
import type { ConnectMilestone, PluggyConnectElement, PluggyProgressEvent } from '../../src/index.js';
import { CONNECT_MILESTONES } from '../../src/model/milestones.js';
import { expectConsole } from '../support/console.js';
import {
  anItem,
  closeAll,
  connectFixture,
  expectSdkFailures,
  later,
  openReady,
  theCloseButton,
  theDialog,
  TOKEN,
  until,
  widgetCalls,
} from '../support/widget.js';

type Call = [name: string, ...args: unknown[]];

const BANK = { id: 2, name: 'Pluggy Bank' };
const OTHER_BANK = { id: 201, name: 'Itaú' };
const CPF = '76109277673';
const event = (step: string, fields: object = {}): Call => ['onEventProp', { event: step, timestamp: 1, ...fields }];
const chosen = (connector: object | null = BANK) => event('SELECTED_INSTITUTION', { connector });
const read = (fields: Record<string, unknown> = {}) => event('ITEM_RESPONSE', { item: anItem(fields) });
const working = read({ status: 'UPDATING', executionStatus: 'LOGIN_IN_PROGRESS' });
const asking = (name: string, fields: object = {}) =>
  read({
    status: 'WAITING_USER_INPUT',
    executionStatus: 'WAITING_USER_INPUT',
    parameter: { name, label: 'Código', expiresAt: '2030-01-01T00:00:00.000Z', ...fields },
  });
const atBank = read({ status: 'WAITING_USER_ACTION', executionStatus: 'WAITING_USER_ACTION' });
const LOGIN = event('SUBMITTED_LOGIN');
const CODE = event('SUBMITTED_MFA');
const refused = anItem({
  status: 'LOGIN_ERROR',
  executionStatus: 'INVALID_CREDENTIALS',
  error: { code: 'INVALID_CREDENTIALS' },
});
const failure: Call = ['onErrorProp', { message: 'INVALID_CREDENTIALS', data: { item: refused } }];
const unavailable: Call = [
  'onErrorProp',
  {
    message: 'SITE_NOT_AVAILABLE',
    data: {
      item: anItem({
        status: 'OUTDATED',
        executionStatus: 'SITE_NOT_AVAILABLE',
        error: { code: 'SITE_NOT_AVAILABLE' },
      }),
    },
  },
];
const undated = (label: string, updatedAt = later(0)) =>
  read({
    status: 'WAITING_USER_INPUT',
    executionStatus: 'WAITING_USER_INPUT',
    parameter: { name: 'token', label },
    updatedAt,
  });
const success: Call = ['onSuccessProp', { item: anItem() }];

/** Everything of the journey after `opened`, and what the widget reports in it. */
const JOURNEYS: [what: string, calls: Call[], path: ConnectMilestone[]][] = [
  ['a success', [chosen(), LOGIN, working, success], ['institution-chosen', 'credentials-sent', 'connected']],
  [
    'a success that only the Item shows',
    [chosen(), LOGIN, working, read()],
    ['institution-chosen', 'credentials-sent', 'connected'],
  ],
  ['a success that is reported twice', [LOGIN, success, success], ['credentials-sent', 'connected']],
  [
    'a code',
    [chosen(), LOGIN, working, asking('token'), asking('token'), CODE, working, success],
    ['institution-chosen', 'credentials-sent', 'code-asked', 'code-sent', 'connected'],
  ],
  [
    'two codes',
    [LOGIN, asking('token'), CODE, asking('device'), CODE, success],
    ['credentials-sent', 'code-asked', 'code-sent', 'code-asked', 'code-sent', 'connected'],
  ],
  [
    'a code that is asked for again after the bank has read the first one',
    [LOGIN, asking('token'), CODE, working, asking('token'), CODE, success],
    ['credentials-sent', 'code-asked', 'code-sent', 'code-asked', 'code-sent', 'connected'],
  ],
  [
    'a code that is asked for again with the same words, which the next code shows',
    [LOGIN, asking('token'), CODE, asking('token'), asking('token'), CODE, success],
    ['credentials-sent', 'code-asked', 'code-sent', 'code-asked', 'code-sent', 'connected'],
  ],
  [
    'a code that is asked for again, as the date of the Item shows',
    [LOGIN, undated('Código'), CODE, undated('Código', later(1)), CODE, success],
    ['credentials-sent', 'code-asked', 'code-sent', 'code-asked', 'code-sent', 'connected'],
  ],
  [
    'two codes of one name without an end',
    [LOGIN, undated('Código'), CODE, undated('Segundo código'), CODE, success],
    ['credentials-sent', 'code-asked', 'code-sent', 'code-asked', 'code-sent', 'connected'],
  ],
  [
    'an old answer after a code was sent',
    [LOGIN, asking('token'), CODE, asking('token'), working, success],
    ['credentials-sent', 'code-asked', 'code-sent', 'connected'],
  ],
  [
    'a wrong password and the right one',
    [chosen(), LOGIN, working, failure, LOGIN, working, success],
    ['institution-chosen', 'credentials-sent', 'failed', 'credentials-sent', 'connected'],
  ],
  ['a failure that is reported twice', [LOGIN, failure, failure], ['credentials-sent', 'failed']],
  [
    'a failure, and another one after an attempt that needs no login',
    [LOGIN, working, failure, working, unavailable],
    ['credentials-sent', 'failed', 'failed'],
  ],
  ['two failures of different kinds', [LOGIN, failure, unavailable], ['credentials-sent', 'failed', 'failed']],
  ['the same failure in two runs', [LOGIN, failure, working, failure], ['credentials-sent', 'failed', 'failed']],
  [
    'a wrong password, and a look at another institution',
    [chosen(), LOGIN, working, failure, chosen(OTHER_BANK)],
    ['institution-chosen', 'credentials-sent', 'failed', 'institution-chosen', 'abandoned'],
  ],
  [
    'a success, and a look at another institution',
    [chosen(), LOGIN, working, success, chosen(OTHER_BANK)],
    ['institution-chosen', 'credentials-sent', 'connected', 'institution-chosen', 'abandoned'],
  ],
  [
    'a success, and a login at another institution that is left while the bank works',
    [chosen(), LOGIN, success, chosen(OTHER_BANK), LOGIN],
    ['institution-chosen', 'credentials-sent', 'connected', 'institution-chosen', 'credentials-sent'],
  ],
  [
    'the page of a bank, and the way back',
    [chosen(), LOGIN, working, atBank, atBank, working, success],
    ['institution-chosen', 'credentials-sent', 'left-for-bank', 'returned', 'connected'],
  ],
  [
    'a page of a bank that is a parameter of the Item',
    [LOGIN, asking('oauth_code', { type: 'oauth' }), working, success],
    ['credentials-sent', 'left-for-bank', 'returned', 'connected'],
  ],
  [
    'a return of which the widget reports only the success',
    [LOGIN, atBank, success],
    ['credentials-sent', 'left-for-bank', 'returned', 'connected'],
  ],
  [
    'a wait at the bank that ends without the person',
    [
      LOGIN,
      atBank,
      read({ status: 'OUTDATED', executionStatus: 'USER_INPUT_TIMEOUT', error: { code: 'USER_INPUT_TIMEOUT' } }),
    ],
    ['credentials-sent', 'left-for-bank', 'failed'],
  ],
  [
    'an approval that is pending at the bank, which the widget reports as an error',
    [
      LOGIN,
      [
        'onErrorProp',
        {
          message: 'USER_AUTHORIZATION_PENDING',
          data: { item: anItem({ status: 'OUTDATED', executionStatus: 'USER_AUTHORIZATION_PENDING' }) },
        },
      ],
    ],
    ['credentials-sent', 'left-for-bank'],
  ],
  [
    'a failure at the bank, and a login that needs no approval',
    [LOGIN, atBank, failure, LOGIN, working, success],
    ['credentials-sent', 'left-for-bank', 'failed', 'credentials-sent', 'connected'],
  ],
  [
    'a failure at the bank without an Item, and a login that needs no approval',
    [LOGIN, atBank, ['onErrorProp', { message: 'INVALID_CREDENTIALS' }], LOGIN, working, success],
    ['credentials-sent', 'left-for-bank', 'failed', 'credentials-sent', 'connected'],
  ],
  [
    'two ways to the bank, of which the first one fails',
    [LOGIN, atBank, failure, LOGIN, atBank, working, success],
    ['credentials-sent', 'left-for-bank', 'failed', 'credentials-sent', 'left-for-bank', 'returned', 'connected'],
  ],
  [
    'two ways to the bank after one login, which fail in the same way',
    [LOGIN, atBank, failure, atBank, failure],
    ['credentials-sent', 'left-for-bank', 'failed', 'left-for-bank', 'failed'],
  ],
  [
    'a way to the bank, and a login at another institution',
    [LOGIN, atBank, chosen(OTHER_BANK), LOGIN, working, success],
    ['credentials-sent', 'left-for-bank', 'institution-chosen', 'credentials-sent', 'connected'],
  ],
  [
    'a way to the bank, and another login',
    [LOGIN, atBank, LOGIN, atBank, working, success],
    ['credentials-sent', 'left-for-bank', 'credentials-sent', 'left-for-bank', 'returned', 'connected'],
  ],
  [
    'a code that is asked for again in the same words after a failure and another login',
    [LOGIN, asking('token'), failure, LOGIN, asking('token'), CODE, success],
    ['credentials-sent', 'code-asked', 'failed', 'credentials-sent', 'code-asked', 'code-sent', 'connected'],
  ],
  [
    'a code that fails twice in the same way, without another login',
    [LOGIN, asking('token'), failure, asking('token'), failure],
    ['credentials-sent', 'code-asked', 'failed', 'code-asked', 'failed'],
  ],
  ['nothing but a look', [event('SUBMITTED_CONSENT')], ['abandoned']],
  [
    'a look at two institutions',
    [chosen(), chosen(null), chosen(OTHER_BANK), chosen(null)],
    ['institution-chosen', 'institution-chosen', 'abandoned'],
  ],
  ['a login that is left while the bank works', [LOGIN, working], ['credentials-sent']],
];

describe('the funnel of an open', () => {
  beforeEach(expectSdkFailures);
  beforeEach(() => expectConsole(/^<pluggy-connect> The widget reported/));

  let reached: PluggyProgressEvent[];
  let order: string[];
  const receive = (event: PluggyProgressEvent) => {
    order.push(event.milestone ?? event.type);
    if (event.milestone) reached.push(event);
  };
  const other = (event: Event) => order.push(event.type);

  beforeEach(() => {
    [reached, order] = [[], []];
    window.addEventListener('pluggy-progress', receive);
    for (const type of ['pluggy-open', 'pluggy-close']) window.addEventListener(type, other);
  });
  afterEach(async () => {
    await closeAll();
    window.removeEventListener('pluggy-progress', receive);
    for (const type of ['pluggy-open', 'pluggy-close']) window.removeEventListener(type, other);
  });

  const path = () => reached.map(({ milestone }) => milestone);

  /** Lets the widget make its calls, one after the other, and close. */
  async function play(calls: readonly Call[], settings: Partial<PluggyConnectElement> = {}) {
    const element = await connectFixture(settings);
    const { outcome } = await openReady(element);
    for (const call of calls) widgetCalls(...call);
    widgetCalls('close');
    return outcome;
  }

  for (const [what, calls, expected] of JOURNEYS) {
    it(`is that of ${what}`, async () => {
      await play(calls);
      expect(path()).to.deep.equal(['opened', ...expected]);
    });
  }

  it('has every milestone in one of these journeys', () => {
    const found = new Set(['opened', ...JOURNEYS.flatMap(([, , milestones]) => milestones)]);
    expect([...found].sort()).to.deep.equal([...CONNECT_MILESTONES].sort());
  });

  it('ends in each of these journeys, unless the connection goes on without the widget', () => {
    const ends = ['connected', 'failed', 'abandoned'];
    const open = JOURNEYS.filter(([, , path]) => !ends.includes(path.at(-1)!));
    expect(new Set(open.map(([, , path]) => path.at(-1)))).to.deep.equal(
      new Set(['left-for-bank', 'credentials-sent']),
    );
  });

  it('is that of a connection in the background, which needs no visible widget', async () => {
    const element = await connectFixture({ allowConnectInBackground: true });
    const { outcome } = await openReady(element);
    widgetCalls(...chosen());
    widgetCalls(...LOGIN);
    widgetCalls('onHideProp');
    await until(() => !theDialog()!.open, 'the widget is hidden');
    widgetCalls(...working);
    widgetCalls(...success);
    expect((await outcome).type).to.equal('success');
    expect(path()).to.deep.equal(['opened', 'institution-chosen', 'credentials-sent', 'connected']);
  });

  it('ends as abandoned when the person closes the dialog before the widget answers', async () => {
    const element = await connectFixture({ tokenSource: () => new Promise<string>(() => {}) });
    const outcome = element.open();
    theCloseButton().click();
    await outcome;
    expect(order).to.deep.equal(['pluggy-open', 'opened', 'abandoned', 'pluggy-close']);
  });

  it('ends as failed when there is no token', async () => {
    expectConsole(/^<pluggy-connect>/);
    const element = await connectFixture({ tokenSource: () => Promise.reject(new Error('No token.')) });
    expect((await element.open()).type).to.equal('error');
    expect(path()).to.deep.equal(['opened', 'failed']);
  });

  it('ends as failed when the widget has no route for its token', async () => {
    expectConsole(/token-endpoint/);
    const element = await connectFixture({ tokenSource: undefined });
    expect((await element.open()).type).to.equal('error');
    expect(path()).to.deep.equal(['opened', 'failed']);
  });

  it('does not begin when the page prevents the open', async () => {
    const element = await connectFixture();
    element.addEventListener('pluggy-open', (event) => event.preventDefault(), { once: true });
    await element.open();
    expect(path()).to.deep.equal([]);
  });

  it('has the time since the open, which only grows, and the ids of its open', async () => {
    const startedAt = performance.now();
    await play([chosen(), LOGIN, success]);
    const limit = performance.now() - startedAt;
    const times = reached.map(({ elapsedMs }) => elapsedMs);
    expect(times.every(Number.isInteger)).to.equal(true);
    expect(times).to.deep.equal([...times].sort((a, b) => a - b));
    expect(times[0]).to.be.lessThan(times.at(-1)!);
    expect(times.at(-1)).to.be.at.most(Math.ceil(limit));
    expect(new Set(reached.map(({ sessionId }) => sessionId)).size).to.equal(1);
    expect(reached.map(({ connector }) => connector?.name)).to.deep.equal([
      undefined,
      'Pluggy Bank',
      undefined,
      undefined,
    ]);
  });

  it('has nothing personal', async () => {
    await play([chosen(), LOGIN, asking('token'), CODE, success], { openFinanceParameters: { cpf: CPF } });
    expect(path()).to.include('connected');
    const texts = JSON.stringify(reached.map((event) => ({ ...event })));
    expect(texts).to.contain('code-sent');
    for (const secret of [CPF, TOKEN, 'Código', 'WAITING_USER_INPUT']) expect(texts).not.to.contain(secret);
    expect(reached.every(({ item, step }) => item === undefined && step === '')).to.equal(true);
  });
});
