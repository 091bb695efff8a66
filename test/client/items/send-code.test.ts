import { expect } from '@open-wc/testing';
import { Items } from '../../../src/client/items/items.js';
import { sendCode } from '../../../src/client/items/send-code.js';
import { PluggyError } from '../../../src/model/errors.js';
import { parseItem } from '../../../src/model/parse-item.js';
import { testClock, type TestClock } from '../../support/clock.js';
import { anItem, later } from '../../support/widget.js';

const CODE = '012345-the-code';
const ITEM = anItem().id;

interface Sent {
  url: URL;
  method: string;
  headers: Headers;
  body: string;
}
type Answer = () => Response | Promise<Response>;

const answer =
  (body: unknown, status = 200, headers: Record<string, string> = {}): Answer =>
  () => {
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    const response = new Response(null, {
      status,
      headers: { 'content-type': 'application/json', ...headers },
    });
    // The engine's own timing of reads would race with the test's clock.
    return Object.assign(response, { text: () => Promise.resolve(text) });
  };

describe('sendCode', () => {
  const realFetch = fetch;
  let sent: Sent[];
  let answers: Answer;
  let signal: AbortController;

  beforeEach(() => {
    sent = [];
    signal = new AbortController();
    window.fetch = (url, init = {}) => {
      const headers = new Headers(init.headers);
      sent.push({ url: new URL(url as URL), method: init.method!, headers, body: init.body as string });
      return Promise.race([
        Promise.resolve(answers()),
        new Promise<Response>((_, reject) =>
          init.signal!.addEventListener('abort', () => reject(init.signal!.reason as Error)),
        ),
      ]);
    };
  });
  afterEach(() => {
    window.fetch = realFetch;
  });

  const send = () =>
    sendCode('/api/items/{itemId}/mfa', ITEM, { name: 'token', value: CODE }, { csrfToken: 'csrf' }, signal.signal);
  const failure = async () => {
    try {
      await send();
    } catch (error) {
      expect(error).to.be.instanceOf(PluggyError);
      const { message, stack, cause } = error as PluggyError;
      expect(`${message} ${stack} ${String(cause)}`).not.to.contain(CODE);
      return error as PluggyError;
    }
    throw new Error('It was accepted');
  };

  it('sends the value once, under the name of its parameter', async () => {
    answers = answer(anItem({ status: 'UPDATING' }));
    const item = await send();
    expect(item!.id).to.equal(ITEM);
    expect(sent.length).to.equal(1);
    const [{ url, method, headers, body }] = sent as [Sent];
    expect(url.pathname + url.search).to.equal(`/api/items/${ITEM}/mfa`);
    expect(method).to.equal('POST');
    expect(headers.get('x-csrf-token')).to.equal('csrf');
    expect(JSON.parse(body)).to.deep.equal({ token: CODE });
  });

  it('succeeds with any body of a 2xx response', async () => {
    for (const accepted of [
      answer('', 204),
      answer({ ok: true }),
      answer('OK', 200, { 'content-type': 'text/plain' }),
      // Frameworks send this type where a route sets none.
      ...[200, 204].map((status) => answer('', status, { 'content-type': 'text/html; charset=utf-8' })),
      answer(anItem({ id: 'another' }), 200, { 'content-type': 'text/html' }),
    ]) {
      answers = accepted;
      expect(await send()).to.equal(undefined);
    }
    for (const code of ['codeDescription', 'code']) {
      answers = answer({ [code]: 'ITEM_MFA_ALREADY_PROVIDED' }, 400);
      expect(await send(), 'it has arrived before').to.equal(undefined);
    }
  });

  const refusals: [status: number, body: unknown, code: string, cause?: string][] = [
    [
      400,
      { codeDescription: 'MFA_PARAMERTER_WAS_ALREADY_USED_ERROR', code: 400 },
      'mfa-rejected',
      'MFA_PARAMERTER_WAS_ALREADY_USED_ERROR',
    ],
    [400, { code: 'MFA_PARAMETER_WAS_ALREADY_USED_ERROR' }, 'mfa-rejected', 'MFA_PARAMETER_WAS_ALREADY_USED_ERROR'],
    [400, { error: { codeDescription: 'CONNECTOR_VALIDATION_ERROR' } }, 'mfa-rejected', 'CONNECTOR_VALIDATION_ERROR'],
    [400, { message: CODE }, 'mfa-rejected'],
    [422, { code: CODE }, 'mfa-rejected'],
    [400, { code: 'ITEM_MFA_EXPIRED' }, 'mfa-expired', 'ITEM_MFA_EXPIRED'],
    [404, { code: 'ITEM_MFA_NOT_FOUND' }, 'mfa-not-waiting', 'ITEM_MFA_NOT_FOUND'],
    [404, { code: 'item-not-found' }, 'mfa-not-waiting', 'ITEM_NOT_FOUND'],
    [
      400,
      { data: { code: 'ITEM_MFA_PARAMETER_EXPECTED_MISMATCH' } },
      'mfa-not-waiting',
      'ITEM_MFA_PARAMETER_EXPECTED_MISMATCH',
    ],
    [404, 'Cannot POST', 'mfa-server'],
    [401, { code: 'unauthorized' }, 'mfa-server'],
    [409, { code: 'CONSTRUCTOR' }, 'mfa-server'],
    [429, '', 'mfa-server'],
    [500, { code: 'INTERNAL_SERVER_ERROR', message: CODE }, 'mfa-server'],
    [503, `<html>${CODE}</html>`, 'mfa-server'],
  ];
  for (const [status, body, code, cause] of refusals) {
    it(`fails with ${code} after ${status} ${cause ?? JSON.stringify(body).slice(0, 30)}`, async () => {
      answers = answer(body, status, { 'retry-after': '60' });
      const error = await failure();
      expect(error.code).to.equal(code);
      expect(error.cause).to.equal(cause);
      expect(error.retryable).to.equal(/rejected|server/.test(code));
      expect(!!error.retryAfter).to.equal(code === 'mfa-server');
      expect(sent.length, 'once').to.equal(1);
    });
  }

  for (const [kind, header] of [
    ['seconds', () => '60'],
    ['a date', () => new Date(Date.now() + 60_000).toUTCString()],
  ] as const) {
    it(`sends the value once when the backend asks to retry later, in ${kind}, and the error has the time`, async () => {
      answers = answer('', 503, { 'retry-after': header() });
      const { code, retryAfter } = await failure();
      expect(code).to.equal('mfa-server');
      expect(retryAfter!.getTime() - Date.now()).to.be.within(55_000, 60_000);
      expect(sent.length).to.equal(1);
    });
  }

  it('does not send to an endpoint that is not a valid URL', async () => {
    const pair = { name: 'token', value: CODE };
    const sending = sendCode('http://[?key=secret', ITEM, pair, {}, signal.signal);
    const error = await sending.catch((reason: unknown) => reason as PluggyError);
    expect(error).to.be.instanceOf(PluggyError);
    expect([(error as PluggyError).code, (error as PluggyError).retryable]).to.deep.equal(['mfa-network', false]);
    expect((error as PluggyError).message).not.to.include('secret');
    expect(sent).to.deep.equal([]);
  });

  it('fails when a sign-in page answers, and when the server is unreachable', async () => {
    const pages = ['<html>', '\n<!doctype html>', '<!-- Sign in --><!DOCTYPE html>'];
    for (const type of ['text/html; charset=utf-8', 'application/json'])
      for (const page of pages) {
        answers = answer(page + CODE, 200, { 'content-type': type });
        expect((await failure()).code, page).to.equal('mfa-server');
      }
    answers = () => Promise.reject(new TypeError('Failed to fetch'));
    expect((await failure()).code).to.equal('mfa-network');
    expect(sent.length).to.equal(2 * pages.length + 1);
  });

  describe('with time', () => {
    let clock: TestClock;
    beforeEach(() => (clock = testClock()));
    afterEach(() => clock.restore());

    it('gives up after 15 s without a response', async () => {
      answers = () => new Promise(() => {});
      const start = clock.now;
      const error = await clock.until(failure());
      expect(error.code).to.equal('mfa-network');
      expect(clock.now - start).to.equal(15_000);
    });

    it('ends when the sender aborts', async () => {
      answers = () => new Promise(() => {});
      const sending = send();
      const reason = new DOMException('Gone', 'AbortError');
      signal.abort(reason);
      expect(await sending.catch((error: unknown) => error)).to.equal(reason);
      expect(await send().catch((error: unknown) => error)).to.equal(reason);
      expect(sent.length).to.equal(1);
    });
  });

  it('changes the Item in the store, and reads the Item again in any case', async () => {
    const endpoints = { itemsEndpoint: '/api/items', mfaEndpoint: '/api/items/{itemId}/mfa' };
    const store = new Items(endpoints, { changed: () => {}, failed: () => {} });
    expect(store.takesCodes).to.equal(true);
    store.put(parseItem(anItem({ status: 'WAITING_USER_INPUT' })));
    answers = answer(anItem({ status: 'UPDATING', updatedAt: later(1) }));
    await store.sendCode(ITEM, 'token', CODE);
    expect(store.get(ITEM).item!.status).to.equal('UPDATING');
    expect(sent.map(({ method }) => method)).to.deep.equal(['POST', 'GET']);
    answers = answer({ code: 'ITEM_MFA_NOT_FOUND' }, 404);
    const error = await store.sendCode(ITEM, 'token', CODE).catch((failed: PluggyError) => failed);
    expect(error!.code).to.equal('mfa-not-waiting');
    store.close();
    expect(new Items({}, { changed: () => {}, failed: () => {} }).takesCodes).to.equal(false);
  });
});
