import { expect } from '@open-wc/testing';
import { ConnectToken } from '../../../src/client/token/connect-token.js';
import { sendTokenRequest, type TokenEndpoint } from '../../../src/client/token/token-request.js';
import { fetchToken, type TokenQuery, type TokenSource } from '../../../src/client/token/token-source.js';
import { DOCS_URL, PluggyError } from '../../../src/model/errors.js';
import { testClock, type TestClock } from '../../support/clock.js';

const TOKEN = 'the-connect-token-0123456789';
const ITEM = '8d1f2c1e-0000-4000-8000-000000000001';

interface Sent {
  url: URL;
  method: string;
  headers: Headers;
  body: unknown;
  credentials: string;
  cache: string;
  signal: AbortSignal;
  at: number;
}
type Answer = (sent: Sent) => Response | Promise<Response>;

/**
 * A body that takes no time to read, or the time that the test sets: the engine's own timing would race with the test's
 * clock.
 */
const withText = (response: Response, text: () => Promise<string>) => Object.assign(response, { text });
const answer =
  (body: string | null, type = 'application/json', status = 200, headers: Record<string, string> = {}): Answer =>
  () =>
    withText(new Response(null, { status, headers: { ...(type ? { 'content-type': type } : {}), ...headers } }), () =>
      Promise.resolve(body ?? ''),
    );
const json = (body: unknown, status = 200, headers: Record<string, string> = {}) =>
  answer(JSON.stringify(body), 'application/json', status, headers);
const failing = (status: number, headers: Record<string, string> = {}) =>
  answer('{"error":"private-detail"}', 'application/json', status, headers);
const unreachable: Answer = () => Promise.reject(new TypeError('Failed to fetch'));
const silent: Answer = ({ signal }) =>
  new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error)));
const redirected =
  (to: Answer): Answer =>
  async (sent) =>
    Object.defineProperty(await to(sent), 'redirected', { value: true });

const jwt = (payload: unknown) => {
  const part = (value: unknown) =>
    btoa(JSON.stringify(value)).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
  return `${part({ alg: 'RS256' })}.${part(payload)}.c2lnbmF0dXJl`;
};

describe('the token', () => {
  const realFetch = fetch;
  let clock: TestClock;
  let sent: Sent[];
  let answers: Answer[];

  beforeEach(() => {
    clock = testClock();
    sent = [];
    answers = [];
    window.fetch = async (url, init = {}) => {
      const { method = 'GET', headers, body, credentials = '', cache = '', signal } = init;
      const request: Sent = {
        url: new URL(url as URL),
        method,
        headers: new Headers(headers),
        body: typeof body === 'string' ? JSON.parse(body) : body,
        credentials,
        cache,
        signal: signal!,
        at: clock.now,
      };
      sent.push(request);
      // The last response answers all further requests.
      return (answers.length > 1 ? answers.shift()! : answers[0]!)(request);
    };
  });

  afterEach(() => {
    clock.restore();
    window.fetch = realFetch;
    document.querySelector('meta[name="csrf-token"]')?.remove();
    Reflect.deleteProperty(navigator, 'onLine');
  });

  const endpoint = (settings: Partial<TokenEndpoint> = {}): TokenEndpoint => ({
    url: '/api/connect-token',
    csrfHeader: 'X-CSRF-Token',
    ...settings,
  });
  const query = (itemId = '', { signal } = new AbortController()): TokenQuery => ({ itemId, signal });
  const ask = (source: TokenEndpoint | TokenSource = endpoint(), request = query()) =>
    clock.until(fetchToken(source, request));
  const failure = async (source?: TokenEndpoint | TokenSource, request?: TokenQuery): Promise<PluggyError> => {
    const error: unknown = await ask(source, request).then(
      (token) => expect.fail(`a token came: ${token}`),
      (reason: unknown) => reason,
    );
    expect(error).to.be.instanceOf(PluggyError);
    const { code, message } = error as PluggyError;
    expect(message, 'the tag').to.include('<pluggy-connect>');
    expect(message, 'an anchor').to.include(`${DOCS_URL}#${code}`);
    return error as PluggyError;
  };
  const csrfMeta = (content: string) => {
    const meta = document.createElement('meta');
    Object.assign(meta, { name: 'csrf-token', content });
    document.head.append(meta);
  };
  const setOnLine = (value: boolean) => Object.defineProperty(navigator, 'onLine', { value, configurable: true });

  describe('is found in', () => {
    const NAMES = ['accessToken', 'connectToken', 'connect_token', 'access_token', 'token'];
    const found: [string, Answer, string?][] = [
      ...NAMES.map((name): [string, Answer] => [`{ ${name} }`, json({ [name]: TOKEN, success: true })]),
      ...['data', 'result', 'connectToken'].flatMap((place) =>
        NAMES.map((name): [string, Answer] => [`{ ${place}: { ${name} } }`, json({ [place]: { [name]: TOKEN } })]),
      ),
      ['a later name when an earlier one is empty', json({ accessToken: '', token: TOKEN })],
      ['a later name when an earlier one is no string', json({ accessToken: 42, data: null, token: TOKEN })],
      [
        'the data of an earlier name before the top of a later one',
        json({ token: 'csrf', data: { accessToken: TOKEN } }),
      ],
      ['the result before the top of a later name', json({ connect_token: 'x', result: { connectToken: TOKEN } })],
      ['the top before the envelope of the same name', json({ data: { token: 'x' }, token: TOKEN })],
      ['data before result', json({ result: { token: 'x' }, data: { token: TOKEN } })],
      ['an answer 201', json({ accessToken: TOKEN }, 201)],
      ['a JSON string', json(TOKEN)],
      ['a JSON string that is called text', answer(JSON.stringify(TOKEN), 'text/plain')],
      [
        'JSON that is called HTML, as scripts without headers answer',
        answer(JSON.stringify({ token: TOKEN }), 'text/html'),
      ],
      ['JSON without a content type', answer(JSON.stringify({ token: TOKEN }), '')],
      [
        'JSON of a type of its own',
        answer(JSON.stringify({ token: TOKEN }), 'application/vnd.api+json; charset=utf-8'),
      ],
      ['plain text', answer(TOKEN, 'text/plain')],
      ['plain text with a charset', answer(TOKEN, 'Text/Plain; charset=utf-8')],
      ['plain text with a line end', answer(`${TOKEN}\r\n`, 'text/plain')],
      ['plain text of 16 characters', answer('0123456789abcdef', 'text/plain'), '0123456789abcdef'],
      ['a string with white space around it', json({ accessToken: ` ${TOKEN}\n` })],
    ];
    for (const [name, response, token = TOKEN] of found) {
      it(name, async () => {
        answers = [response];
        expect(await ask()).to.equal(token);
        expect(sent.length).to.equal(1);
      });
    }

    it('the field that token-field names, and no other', async () => {
      answers = [json({ accessToken: 'another', a: { b: [{ jwt: TOKEN }] } })];
      expect(await ask(endpoint({ field: 'a.b.0.jwt' }))).to.equal(TOKEN);
      const error = await failure(endpoint({ field: 'a.c.jwt' }));
      expect(error.code).to.equal('token-malformed');
      expect(error.message).to.include('"a.c.jwt"').and.to.include('accessToken, a').and.not.to.include('another');
    });
  });

  describe('is not', () => {
    const SECRET = 'private-value-in-the-body';
    const refused: [string, Answer, ...string[]][] = [
      ['a 204', answer(null, '', 204), '204', 'no content type'],
      ['an empty 200', answer(''), '200', 'application/json'],
      ['broken JSON', answer(`{"accessToken":"${SECRET}"`), '200', 'application/json'],
      ['an HTML page', answer(`<!doctype html><p>${SECRET}`, 'text/html; charset=utf-8'), '200', 'HTML page'],
      ['an empty 200 as HTML', answer('', 'text/html'), 'text/html', 'without a token. Answer with JSON'],
      ['"OK" as plain text', answer('OK', 'text/plain'), 'text/plain'],
      ['plain text of 15 characters', answer('0123456789abcde', 'text/plain'), 'text/plain'],
      ['plain text in two lines', answer(`${SECRET}\n${SECRET}`, 'text/plain'), 'text/plain'],
      ['a sentence as plain text', answer(`Welcome to ${SECRET}`, 'text/plain'), 'text/plain'],
      ['text of another type', answer(SECRET, 'text/css'), 'text/css'],
      ['null', json(null), 'Keys seen: none'],
      ['a number', json(1234567890123456), 'Keys seen: none'],
      ['true', json(true), 'Keys seen: none'],
      ['an empty JSON string', json(' '), 'Keys seen: none'],
      ['an empty object', json({}), 'Keys seen: none'],
      ['an empty array', json([]), 'Keys seen: none'],
      ['an array of tokens', json([SECRET]), 'application/json'],
      ['an array of answers', json([{ accessToken: SECRET }]), 'application/json'],
      ['an object of other keys', json({ jwt: SECRET, expires: SECRET }), 'Keys seen: jwt, expires'],
      ['an empty string', json({ accessToken: '', note: SECRET }), 'Keys seen: accessToken, note'],
      ['a number under a right name', json({ token: 42, note: SECRET }), 'Keys seen: token, note'],
      ['an object under a right name', json({ accessToken: { raw: SECRET } }), 'Keys seen: accessToken'],
      ['two levels down', json({ data: { data: { accessToken: SECRET } } }), 'Keys seen: data'],
      ['in an envelope of another name', json({ payload: { accessToken: SECRET } }), 'Keys seen: payload'],
      ['an error with status 200', json({ success: false, error: SECRET }), 'Keys seen: success, error'],
      ['an API key', json({ apiKey: SECRET }), 'API key', 'POST /connect_token'],
    ];
    for (const [name, response, ...expected] of refused) {
      it(`${name}: the message describes the response without its values`, async () => {
        answers = [response];
        const error = await failure();
        expect(error.code).to.equal('token-malformed');
        expect(error.retryable).to.equal(false);
        for (const text of [...expected, '/api/connect-token']) expect(error.message).to.include(text);
        expect(error.message).not.to.include(SECRET);
        expect(String(error.cause)).not.to.include(SECRET);
        expect(sent.length).to.equal(1);
      });
    }

    it('lost when an API key is in the same response', async () => {
      answers = [json({ apiKey: 'key', accessToken: TOKEN })];
      expect(await ask()).to.equal(TOKEN);
    });

    it('the sign-in page of a redirect: the session has ended', async () => {
      answers = [redirected(answer('<!doctype html><title>Log in</title>', 'text/html'))];
      const error = await failure();
      expect(error.code).to.equal('token-unauthorized');
      expect(error.message).to.include('session has probably ended');
      expect(error.retryable).to.equal(false);
    });

    it('refused because of a redirect alone', async () => {
      answers = [redirected(json({ accessToken: TOKEN }))];
      expect(await ask()).to.equal(TOKEN);
    });
  });

  describe('is asked for', () => {
    it('with POST, JSON and no store, at the address below the document', async () => {
      answers = [json({ accessToken: TOKEN })];
      await ask(endpoint({ url: 'api/token?tenant=a' }));
      const [{ url, method, headers, body, credentials, cache }] = sent as [Sent];
      expect(url.href).to.equal(new URL('api/token?tenant=a', document.baseURI).href);
      expect(method).to.equal('POST');
      expect(headers.get('content-type')).to.equal('application/json');
      expect(headers.get('accept')).to.include('application/json').and.to.include('text/plain');
      expect(body).to.deep.equal({});
      expect(credentials).to.equal('same-origin');
      expect(cache).to.equal('no-store');
    });

    it("with the item's id in the body", async () => {
      answers = [json({ accessToken: TOKEN })];
      await ask(endpoint({ credentials: 'include' }), query(ITEM));
      expect(sent[0]!.body).to.deep.equal({ itemId: ITEM });
      expect(sent[0]!.url.search).to.equal('');
      expect(sent[0]!.credentials).to.equal('include');
    });

    it("with GET when token-method says so, with the item's id in the query", async () => {
      answers = [json({ accessToken: TOKEN })];
      await ask(endpoint({ url: '/t?a=1', method: 'GET' }), query('a&b'));
      await ask(endpoint({ url: '/t?a=1', method: 'GET' }));
      expect(sent.map(({ url }) => url.pathname + url.search)).to.deep.equal(['/t?a=1&itemId=a%26b', '/t?a=1']);
      for (const { method, body, headers } of sent) {
        expect(method).to.equal('GET');
        expect(body).to.equal(undefined);
        expect(headers.has('content-type')).to.equal(false);
      }
    });

    it('once with GET when the route answers POST with 405', async () => {
      answers = [failing(405), json({ accessToken: TOKEN })];
      expect(await ask(endpoint(), query(ITEM))).to.equal(TOKEN);
      expect(sent.map(({ method }) => method)).to.deep.equal(['POST', 'GET']);
      expect(sent[1]!.url.searchParams.get('itemId')).to.equal(ITEM);
      expect(sent[1]!.at, 'without a pause').to.equal(sent[0]!.at);
    });

    it('not more than once with GET', async () => {
      answers = [failing(405)];
      const error = await failure();
      expect(error.code).to.equal('token-server');
      expect(error.message).to.include('405');
      expect(error.retryable).to.equal(false);
      expect(sent.length).to.equal(2);
    });

    for (const method of ['POST', 'GET'] as const) {
      it(`with nothing but ${method} when token-method says so`, async () => {
        answers = [failing(405)];
        expect((await failure(endpoint({ method }))).message).to.include('405');
        expect(sent.map((request) => request.method)).to.deep.equal([method]);
      });
    }

    const templates: [string, string, string][] = [
      ['/items/{itemId}/token', '/items/a%2Fb%20c%3Fd/token', '/items/token'],
      ['/token/{itemId}', '/token/a%2Fb%20c%3Fd', '/token'],
      ['/token/item-{itemId}.json', '/token/item-a%2Fb%20c%3Fd.json', '/token'],
      ['/token?item={itemId}', '/token?item=a%2Fb%20c%3Fd', '/token'],
      ['/token?a=1&item={itemId}&b=2', '/token?a=1&item=a%2Fb%20c%3Fd&b=2', '/token?a=1&b=2'],
      ['/{itemId}/token?id={itemId}', '/a%2Fb%20c%3Fd/token?id=a%2Fb%20c%3Fd', '/token'],
    ];
    for (const [template, withItem, without] of templates) {
      it(`at ${template} with and without an item`, async () => {
        answers = [json({ accessToken: TOKEN })];
        for (const method of ['POST', 'GET'] as const) {
          await ask(endpoint({ url: template, method }), query('a/b c?d'));
          await ask(endpoint({ url: template, method }));
        }
        const asked = sent.map(({ url }) => url.href.slice(url.origin.length));
        expect(asked).to.deep.equal([withItem, without, withItem, without]);
      });
    }

    it('not at all when the endpoint is not a valid URL, which the error says', async () => {
      const error = await failure(endpoint({ url: 'http://' }));
      expect(error.code).to.equal('token-endpoint-missing');
      expect(error.message).to.include('token-endpoint="http://"');
      expect(error.retryable).to.equal(false);
      expect(sent.length).to.equal(0);
    });

    it('with the headers of an object', async () => {
      answers = [json({ accessToken: TOKEN })];
      await ask(endpoint({ headers: { Authorization: 'Bearer me', Accept: 'application/json' } }));
      expect(sent[0]!.headers.get('authorization')).to.equal('Bearer me');
      expect(sent[0]!.headers.get('accept')).to.equal('application/json');
    });

    for (const kind of ['a function', 'an async function']) {
      it(`with the headers of ${kind}, called for each request`, async () => {
        answers = [failing(503), failing(405), json({ accessToken: TOKEN })];
        let calls = 0;
        const give = () => ({ 'X-Call': String(++calls) });
        await ask(endpoint({ headers: kind === 'a function' ? give : () => Promise.resolve(give()) }));
        expect(sent.map(({ headers }) => headers.get('x-call'))).to.deep.equal(['1', '2', '3']);
      });
    }

    it('with the request that was sent before this module had loaded', async () => {
      answers = [failing(503), json({ accessToken: TOKEN })];
      const early = query();
      const first = sendTokenRequest(endpoint(), '', early.signal);
      expect(await ask(endpoint(), { ...early, first })).to.equal(TOKEN);
      expect(sent.length, 'the first and one more').to.equal(2);
    });
  });

  describe('is asked for with the CSRF token', () => {
    const csrfOf = async (settings: Partial<TokenEndpoint>) => {
      answers = [json({ accessToken: TOKEN })];
      await ask(endpoint(settings));
      return sent.at(-1)!.headers.get(settings.csrfHeader ?? 'X-CSRF-Token');
    };

    it('of the attribute', async () => expect(await csrfOf({ csrfToken: 'of-attribute' })).to.equal('of-attribute'));

    it('of the page, where there is no attribute', async () => {
      csrfMeta('of-page');
      expect(await csrfOf({})).to.equal('of-page');
      expect(await csrfOf({ csrfToken: 'of-attribute' })).to.equal('of-attribute');
    });

    it('under the configured header name', async () => {
      expect(await csrfOf({ csrfToken: 'mine', csrfHeader: 'X-XSRF' })).to.equal('mine');
      expect(sent[0]!.headers.has('x-csrf-token')).to.equal(false);
    });

    it('of the headers, where they contain one', async () => {
      expect(await csrfOf({ csrfToken: 'of-attribute', headers: { 'x-csrf-token': 'of-headers' } })).to.equal(
        'of-headers',
      );
    });

    it('never on another origin', async () => {
      csrfMeta('of-page');
      expect(await csrfOf({ url: 'https://api.example.com/token', csrfToken: 'mine' })).to.equal(null);
      expect(await csrfOf({ url: `${location.protocol}//${location.hostname}:1/token` })).to.equal(null);
    });

    it('never with GET', async () => {
      csrfMeta('of-page');
      expect(await csrfOf({ method: 'GET', csrfToken: 'mine' })).to.equal(null);
      answers = [failing(405), json({ accessToken: TOKEN })];
      await ask(endpoint({ csrfToken: 'mine' }));
      expect(sent.slice(-2).map(({ headers }) => headers.get('x-csrf-token'))).to.deep.equal(['mine', null]);
    });
  });

  describe('fails', () => {
    const statuses: [number, string, boolean, number][] = [
      [400, 'token-server', false, 1],
      [401, 'token-unauthorized', false, 1],
      [403, 'token-unauthorized', false, 1],
      [404, 'token-not-found', false, 1],
      [419, 'token-unauthorized', false, 1],
      [422, 'token-server', false, 1],
      [429, 'token-rate-limited', true, 3],
      [500, 'token-server', true, 3],
      [502, 'token-server', true, 3],
      [503, 'token-server', true, 3],
    ];
    for (const [status, code, retryable, requests] of statuses) {
      it(`with ${code} at ${status}, after ${requests === 1 ? 'one request' : `${requests} requests`}`, async () => {
        answers = [failing(status)];
        const error = await failure();
        expect(error.code).to.equal(code);
        expect(error.retryable).to.equal(retryable);
        expect(error.retryAfter).to.equal(undefined);
        expect(error.message).to.include(String(status)).and.not.to.include('private-detail');
        expect(sent.length).to.equal(requests);
      });
    }

    it('with token-network where the server is unreachable, and names what to check', async () => {
      answers = [unreachable];
      const error = await failure(endpoint({ url: 'https://api.example.com/token?secret=1' }));
      expect(error.code).to.equal('token-network');
      expect(error.retryable).to.equal(true);
      expect(error.message).to.include('https://api.example.com/token').and.to.include('CORS');
      expect(error.message, 'queries may hold secrets').not.to.include('secret');
      expect(error.cause).to.be.instanceOf(TypeError);
      expect(sent.length).to.equal(3);
    });

    it('not when a later attempt succeeds', async () => {
      answers = [unreachable, failing(500), json({ accessToken: TOKEN })];
      expect(await ask()).to.equal(TOKEN);
      expect(sent.length).to.equal(3);
    });

    it('not when one connection breaks in the middle of a response', async () => {
      const broken = () => withText(new Response(), () => Promise.reject(new TypeError('broken')));
      answers = [broken, json({ accessToken: TOKEN })];
      expect(await ask()).to.equal(TOKEN);
    });

    it('after growing pauses with a random part', async () => {
      answers = [failing(500)];
      const pauses: [number, number][] = [];
      for (let round = 0; round < 4; round++) {
        sent = [];
        await failure();
        const [first, second, third] = sent.map(({ at }) => at) as [number, number, number];
        pauses.push([second - first, third - second]);
      }
      for (const [short, long] of pauses) {
        expect(short).to.be.within(300, 500);
        expect(long).to.be.within(900, 1500);
      }
      expect(new Set(pauses.flat()).size, 'not all the same').to.be.greaterThan(2);
    });

    it('not when the clock of the device is changed meanwhile', async () => {
      for (const ms of [86_400_000, -86_400_000]) {
        const first: Answer = (request) => {
          clock.setDevice(ms);
          return failing(503)(request);
        };
        answers = [first, json({ accessToken: TOKEN })];
        expect(await ask(), String(ms)).to.equal(TOKEN);
        clock.setDevice(0);
      }
    });

    it('only after the seconds that Retry-After names', async () => {
      answers = [failing(429, { 'retry-after': '3' }), json({ accessToken: TOKEN })];
      expect(await ask()).to.equal(TOKEN);
      expect(sent[1]!.at - sent[0]!.at).to.equal(3000);
    });

    it('only after the date that Retry-After names', async () => {
      const date = new Date(clock.now + 5000);
      answers = [failing(503, { 'retry-after': date.toUTCString() }), json({ accessToken: TOKEN })];
      expect(await ask()).to.equal(TOKEN);
      expect(sent[1]!.at).to.be.within(date.getTime() - 1000, date.getTime());
    });

    it('without a longer pause when the date in Retry-After is past', async () => {
      answers = [failing(503, { 'retry-after': new Date(clock.now - 60_000).toUTCString() }), json({ token: TOKEN })];
      expect(await ask()).to.equal(TOKEN);
      expect(sent[1]!.at).to.equal(sent[0]!.at);
    });

    it('after the usual pauses when Retry-After is invalid', async () => {
      answers = [failing(503, { 'retry-after': 'soon' }), json({ token: TOKEN })];
      expect(await ask()).to.equal(TOKEN);
      expect(sent[1]!.at - sent[0]!.at).to.be.within(300, 500);
    });

    for (const [kind, header] of [
      ['seconds', () => '60'],
      ['a date', () => new Date(clock.now + 60_000).toUTCString()],
    ] as const) {
      it(`at once when Retry-After is longer than the time limit, in ${kind}`, async () => {
        answers = [failing(429, { 'retry-after': header() })];
        const started = clock.now;
        const error = await failure();
        expect(error.code).to.equal('token-rate-limited');
        expect(error.retryable).to.equal(true);
        expect(error.retryAfter).to.be.instanceOf(Date);
        expect(error.retryAfter!.getTime() - started).to.be.within(59_000, 60_000);
        expect(sent.length).to.equal(1);
        expect(clock.now).to.equal(started);
      });
    }

    it('with offline at once when the browser is offline', async () => {
      setOnLine(false);
      answers = [unreachable];
      const error = await failure();
      expect(error.code).to.equal('offline');
      expect(error.retryable).to.equal(true);
      expect(sent.length).to.equal(1);
    });

    it('not when the browser wrongly reports that it is offline', async () => {
      setOnLine(false);
      answers = [json({ accessToken: TOKEN })];
      expect(await ask()).to.equal(TOKEN);
    });

    it('with token-timeout after 15 s, and aborts the request', async () => {
      answers = [silent];
      const started = clock.now;
      const error = await failure();
      expect(error.code).to.equal('token-timeout');
      expect(error.retryable).to.equal(true);
      expect(error.message).to.include('15 s');
      expect(clock.now - started).to.equal(15_000);
      expect(sent[0]!.signal.aborted).to.equal(true);
      expect(sent.length).to.equal(1);
    });

    it('with token-timeout after 15 s for all attempts together', async () => {
      answers = [failing(503, { 'retry-after': '10' }), silent];
      const started = clock.now;
      expect((await failure()).code).to.equal('token-timeout');
      expect(clock.now - started).to.equal(15_000);
      expect(sent.length).to.equal(2);
    });

    it('with token-timeout when the response starts and never ends', async () => {
      answers = [() => withText(new Response(), () => new Promise(() => {}))];
      expect((await failure()).code).to.equal('token-timeout');
    });

    for (const [moment, first] of [
      ['while it is asked for', silent],
      ['in a pause', failing(503)],
    ] as const) {
      it(`with the reason of the abort ${moment}`, async () => {
        answers = [first];
        const end = new AbortController();
        const reason = new DOMException('closed', 'AbortError');
        const token = fetchToken(endpoint(), query('', end)).catch((error: unknown) => error);
        await clock.settle();
        end.abort(reason);
        expect(await token).to.equal(reason);
        await clock.pass(20_000);
        expect(sent.length, 'nothing goes on').to.equal(1);
        expect(sent[0]!.signal.aborted).to.equal(true);
      });
    }

    it('before anything is sent when the signal is already aborted', async () => {
      const end = new AbortController();
      end.abort();
      const error: unknown = await fetchToken(endpoint(), query('', end)).catch((reason: unknown) => reason);
      expect((error as Error).name).to.equal('AbortError');
      expect(sent.length).to.equal(0);
    });
  });

  describe('that has expired', () => {
    const seconds = (ms: number) => Math.floor((clock.now + ms) / 1000);
    const old = () => jwt({ exp: seconds(-10_000), sub: '???>>>~~~' });

    it('is requested once more', async () => {
      const fresh = jwt({ exp: seconds(1_800_000) });
      answers = [json({ accessToken: old() }), json({ accessToken: fresh })];
      expect(await ask()).to.equal(fresh);
      expect(sent.length).to.equal(2);
    });

    it('twice fails with token-expired', async () => {
      const token = old();
      expect(token.split('.')[1], 'base64url').to.match(/[-_]/);
      answers = [json({ accessToken: token })];
      const error = await failure();
      expect(error.code).to.equal('token-expired');
      expect(error.retryable).to.equal(true);
      expect(error.message).to.include('clocks').and.not.to.include(token);
      expect(sent.length).to.equal(2);
    });

    it('is not recognized in a token that only looks like a JWT', async () => {
      const odd = ['a.b.c-0123456789abc', `x.${btoa('null')}.z-0123456789`, jwt({ exp: '1' }), jwt({}), jwt([1])];
      for (const token of odd) {
        answers = [json({ accessToken: token })];
        expect(await ask()).to.equal(token);
      }
      expect(sent.length).to.equal(odd.length);
    });

    it('is not kept until its end, but only until a minute before', async () => {
      const exp = seconds(1_800_000);
      answers = [json({ accessToken: jwt({ exp }) })];
      let kept = 0;
      await ask(endpoint(), { ...query(), keepUntil: (time) => (kept = time) });
      expect(kept).to.equal(exp * 1000 - 60_000);
      const loadCode = () => Promise.resolve({ fetchToken });
      const earlier = new ConnectToken(endpoint(), '', loadCode);
      const until = earlier.usableUntil;
      await clock.until(earlier.value);
      expect(earlier.usableUntil, 'never later than it was').to.equal(until);
      const soon = seconds(120_000);
      answers = [json({ accessToken: jwt({ exp: soon }) })];
      const sooner = new ConnectToken(endpoint(), '', loadCode);
      await clock.until(sooner.value);
      expect(sooner.usableUntil, 'the token ends before').to.equal(soon * 1000 - 60_000);
    });

    it('is not kept over a change of the clock of the device', async () => {
      for (const ms of [-86_400_000, -60_000, 301_000]) {
        answers = [json({ accessToken: TOKEN })];
        const token = new ConnectToken(endpoint(), '', () => Promise.resolve({ fetchToken }));
        await clock.until(token.value);
        expect(token.isUsable).to.equal(true);
        clock.setDevice(ms);
        expect(token.isUsable, String(ms)).to.equal(false);
        clock.setDevice(0);
      }
    });

    describe('by a clock of the device that is wrong', () => {
      const HOUR_MS = 3_600_000;
      const CLOCKS: [string, number][] = [
        ['31 minutes fast', 1_860_000],
        ['31 minutes slow', -1_860_000],
        ['30 years fast', 30 * 8760 * HOUR_MS],
        ['30 years slow', -30 * 8760 * HOUR_MS],
      ];
      /** Signed in the past, by the right clock. */
      const signed = (agoMs: number) => jwt({ iat: seconds(-agoMs), exp: seconds(1_800_000 - agoMs) });
      const dated = (token: string) => json({ accessToken: token }, 200, { date: new Date(clock.now).toUTCString() });

      for (const [what, ms] of CLOCKS) {
        describe(what, () => {
          const minute = 60_000;
          beforeEach(() => clock.setDevice(ms));

          it('is accepted at once when it is new', async () => {
            for (const answer of [dated, (token: string) => json({ accessToken: token })]) {
              sent.length = 0;
              answers = [answer(signed(0))];
              expect(await ask()).to.equal(signed(0));
              expect(sent.length).to.equal(1);
            }
            expect(await ask(() => Promise.resolve(signed(0)))).to.equal(signed(0));
          });

          it('is accepted without iat when the response has the time', async () => {
            const token = jwt({ exp: seconds(1_800_000) });
            answers = [dated(token)];
            expect(await ask()).to.equal(token);
          });

          it('is accepted without iat from a source without the time, unless the source repeats the same token', async () => {
            const fresh = () => jwt({ exp: seconds(1_800_000) });
            const crossOrigin: Answer = (request) => json({ accessToken: fresh() })(request);
            answers = [crossOrigin];
            expect(await ask()).to.equal(fresh());
            expect(await ask(() => Promise.resolve(fresh()))).to.equal(fresh());
          });

          it('is requested once more, and then fails, when its end has passed by the time of the response', async () => {
            answers = [dated(signed(2 * HOUR_MS)), dated(signed(0))];
            expect(await ask()).to.equal(signed(0));
            expect(sent.length).to.equal(2);
            answers = [dated(signed(2 * HOUR_MS))];
            expect((await failure()).code).to.equal('token-expired');
            answers = [dated(jwt({ exp: seconds(-2 * HOUR_MS) }))];
            expect((await failure()).code).to.equal('token-expired');
          });

          it('is kept as long as by a right clock', async () => {
            const loadCode = () => Promise.resolve({ fetchToken });
            for (const [agoMs, expected] of [
              [0, 5 * minute],
              [27 * minute, 2 * minute],
            ] as const) {
              answers = [dated(signed(agoMs))];
              const token = new ConnectToken(endpoint(), '', loadCode);
              await clock.until(token.value);
              expect(token.usableUntil - Date.now()).to.be.within(expected - 1500, expected + 1500);
            }
          });
        });
      }

      it('fails with token-expired when the token was never valid', async () => {
        answers = [json({ accessToken: jwt({ iat: seconds(0), exp: seconds(-1000) }) })];
        expect((await failure()).code).to.equal('token-expired');
      });

      it('ignores an age of the response that is not a number of seconds', async () => {
        for (const age of ['Infinity', '1e300', '-1e300', '9'.repeat(400), 'soon']) {
          answers = [json({ accessToken: signed(0) }, 200, { date: new Date(clock.now).toUTCString(), age })];
          expect(await ask(), age).to.equal(signed(0));
        }
      });

      it('counts the time for which a cache has kept the response', async () => {
        const old = new Date(clock.now - 2 * HOUR_MS).toUTCString();
        answers = [json({ accessToken: signed(2 * HOUR_MS) }, 200, { date: old, age: '7200' })];
        expect((await failure()).code).to.equal('token-expired');
      });
    });

    it('is requested once more from a function of the page too', async () => {
      const given = [old(), jwt({ exp: seconds(60_000) })];
      const [, fresh] = given;
      expect(await ask(() => Promise.resolve(given.shift()!))).to.equal(fresh);
      const token = old();
      const error = await failure(() => Promise.resolve(token));
      expect(error.code).to.equal('token-expired');
      expect(error.message).to.include('tokenSource').and.not.to.include(token);
    });
  });

  describe('from the page’s function', () => {
    it("is requested with the item's id and a signal, without a request to the backend", async () => {
      const requests: Parameters<TokenSource>[0][] = [];
      const source: TokenSource = (request) => {
        requests.push(request);
        return Promise.resolve(` ${TOKEN} `);
      };
      expect(await ask(source)).to.equal(TOKEN);
      expect(await ask(source, query(ITEM))).to.equal(TOKEN);
      expect(requests.map(({ itemId }) => itemId)).to.deep.equal([undefined, ITEM]);
      expect(requests[0]!.signal).to.be.instanceOf(AbortSignal);
      expect(sent.length).to.equal(0);
    });

    it('may be returned synchronously', async () => {
      expect(await ask((() => TOKEN) as unknown as TokenSource)).to.equal(TOKEN);
    });

    const wrong: [string, unknown][] = [
      ['nothing', undefined],
      ['null', null],
      ['an empty string', ''],
      ['white space', ' \n'],
      ['a number', 42],
      ['a whole answer', { accessToken: 'private-value' }],
      ['a Response', new Response('private-value')],
    ];
    for (const [name, value] of wrong) {
      it(`fails with token-malformed when the function returns ${name}`, async () => {
        const error = await failure(() => Promise.resolve(value as string));
        expect(error.code).to.equal('token-malformed');
        expect(error.retryable).to.equal(false);
        expect(error.message).to.include('tokenSource').and.not.to.include('private-value');
      });
    }

    for (const [kind, source] of [
      [
        'throws',
        () => {
          throw new TypeError('private-value');
        },
      ],
      ['rejects', () => Promise.reject(new TypeError('private-value'))],
    ] as [string, TokenSource][]) {
      it(`fails with token-network when the function ${kind}, with the thrown value as the cause`, async () => {
        const error = await failure(source);
        expect(error.code).to.equal('token-network');
        expect(error.message).not.to.include('private-value');
        expect((error.cause as Error).message).to.equal('private-value');
      });
    }

    it('passes an error of this library on', async () => {
      const thrown = new PluggyError('token-unauthorized', 'Signed out.', { retryable: false });
      expect(await failure(() => Promise.reject(thrown))).to.equal(thrown);
    });

    it("fails with token-timeout after 15 s, and aborts the function's signal", async () => {
      let signal!: AbortSignal;
      const started = clock.now;
      const error = await failure((request) => {
        signal = request.signal;
        return new Promise(() => {});
      });
      expect(error.code).to.equal('token-timeout');
      expect(clock.now - started).to.equal(15_000);
      expect(signal.aborted).to.equal(true);
    });

    it('is aborted with its open', async () => {
      const end = new AbortController();
      const reason = new DOMException('closed', 'AbortError');
      const token = fetchToken(() => new Promise(() => {}), query('', end)).catch((error: unknown) => error);
      await clock.settle();
      end.abort(reason);
      expect(await token).to.equal(reason);
    });
  });
});
