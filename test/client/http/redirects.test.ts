import { expect } from '@open-wc/testing';
import { Items } from '../../../src/client/items/items.js';
import type { ItemEndpoints } from '../../../src/client/items/items-api.js';
import { sendCode } from '../../../src/client/items/send-code.js';
import type { TokenEndpoint } from '../../../src/client/token/token-request.js';
import { fetchToken } from '../../../src/client/token/token-source.js';
import { PluggyError } from '../../../src/model/errors.js';
import { servers } from '../../support/widget.js';

const TOKEN = 'the-connect-token-0123456789';
const CSRF = 'csrf-secret-0123456789';
const CODE = '918273';
const STATUSES = [301, 302, 303, 307, 308];
const ADVICE = 'or set the endpoint to the final address';

/** A request that a redirecting backend has recorded. */
interface Received {
  readonly step: string;
  readonly method: string;
  readonly headers?: Record<string, string>;
  readonly body?: string;
}

/** The two backends: that of the page's own origin, and that of another origin. */
const SAME = `${location.origin}/__redirects__`;
const OTHER = servers.redirects;

let keys = 0;

describe('a redirect of a real server', () => {
  let key: string;
  beforeEach(() => (key = `${Date.now()}-${++keys}`));

  const { signal } = new AbortController();
  const answerAt = (base: string, body: unknown, type = 'application/json') =>
    `${base}/answer?${new URLSearchParams({ key, type, body: typeof body === 'string' ? body : JSON.stringify(body) })}`;
  const tokenAt = (base: string) => answerAt(base, { accessToken: TOKEN });
  const redirect = (base: string, status: number, to: string) =>
    `${base}/redirect/${status}?${new URLSearchParams({ key, to })}`;
  const received = async (base: string) =>
    (await (await fetch(`${base}/received?key=${key}`)).json()) as readonly Received[];
  const everything = async () => [...(await received(SAME)), ...(await received(OTHER))];
  const steps = async () => (await everything()).map(({ step }) => step.replace(/\/redirect\/\d+/, 'redirect'));
  const ask = (endpoint: TokenEndpoint) => fetchToken(endpoint, { itemId: '', signal });
  const failureOf = async (request: Promise<unknown>): Promise<PluggyError> => {
    const reason: unknown = await request.then(
      (value) => expect.fail(`resolved to ${String(value)}`),
      (error: unknown) => error,
    );
    expect(reason).to.be.instanceOf(PluggyError);
    return reason as PluggyError;
  };

  describe('is not followed by a request', () => {
    for (const status of STATUSES) {
      for (const [where, base] of [
        ['another origin', OTHER],
        ["the page's own origin", SAME],
      ] as const) {
        it(`with a CSRF token, to ${where} (${status})`, async () => {
          const url = redirect(SAME, status, tokenAt(base));
          const error = await failureOf(ask({ url, csrfToken: CSRF }));
          expect(error.code).to.equal('token-unauthorized');
          expect(error.retryable).to.equal(false);
          expect(error.message).to.include(ADVICE).and.not.include(CSRF);
          expect(await steps()).to.deep.equal(['redirect']);
        });

        it(`with a code, to ${where} (${status})`, async () => {
          const url = redirect(OTHER, status, answerAt(base, {}));
          const error = await failureOf(sendCode(url, 'a', { name: 'token', value: CODE }, {}, signal));
          expect(error.code).to.equal('mfa-server');
          expect(error.message).to.include(ADVICE).and.not.include(CODE);
          expect(await steps()).to.deep.equal(['redirect']);
        });
      }
    }

    const secret: [string, Partial<TokenEndpoint>][] = [
      ['Authorization', { headers: { Authorization: 'Bearer secret' } }],
      ['X-Api-Key', { headers: { 'X-Api-Key': 'secret' } }],
      ['X-XSRF-TOKEN', { headers: new Headers({ 'X-XSRF-TOKEN': 'secret' }) }],
      ['a header of the application', { headers: () => Promise.resolve([['x-tenant-session', 'secret']]) }],
      ['a CSRF token under the name of a plain header', { csrfToken: CSRF, csrfHeader: 'X-Requested-With' }],
    ];
    for (const [name, settings] of secret) {
      for (const method of ['POST', 'GET'] as const) {
        // A CSRF token belongs to unsafe requests.
        if (settings.csrfToken && method === 'GET') continue;
        it(`with ${name} (${method})`, async () => {
          const url = redirect(SAME, 307, tokenAt(OTHER));
          const error = await failureOf(ask({ url, method, ...settings }));
          expect(error.code).to.equal('token-unauthorized');
          expect(await steps()).to.deep.equal(['redirect']);
        });
      }
    }

    it('for Items, with a secret header', async () => {
      const failures: PluggyError[] = [];
      const url = redirect(SAME, 308, answerAt(OTHER, []));
      const items = new Items(
        { itemsEndpoint: url, headers: { Authorization: 'Bearer secret' } },
        { changed: () => {}, failed: (error) => failures.push(error) },
      );
      await items.refresh();
      expect(items.error?.code).to.equal('items-unauthorized');
      expect(items.error?.message).to.include(ADVICE);
      const error = await failureOf(items.update('a'));
      expect(error.code).to.equal('items-unauthorized');
      items.close();
      expect(await steps()).to.not.include('/answer');
    });
  });

  describe('is followed', () => {
    for (const status of STATUSES) {
      it(`by a request for a token without secrets (${status})`, async () => {
        const headers = { 'Accept-Language': 'pt-BR', 'X-Requested-With': 'XMLHttpRequest' };
        expect(await ask({ url: redirect(SAME, status, tokenAt(SAME)), headers })).to.equal(TOKEN);
        expect(await steps()).to.deep.equal(['redirect', '/answer']);
      });
    }

    it('by a request for Items', async () => {
      const items = new Items(
        { itemsEndpoint: redirect(SAME, 308, answerAt(OTHER, [{ id: 'a', status: 'UPDATED' }])) },
        { changed: () => {}, failed: () => {} },
      );
      await items.refresh();
      expect(items.items?.map(({ id }) => id)).to.deep.equal(['a']);
      items.close();
    });
  });

  describe('to another origin', () => {
    it('makes a token unusable', async () => {
      const error = await failureOf(ask({ url: redirect(SAME, 307, tokenAt(OTHER)) }));
      expect(error.code).to.equal('token-unauthorized');
      expect(error.message).to.include(OTHER).and.include('credentials="include"').and.not.include(TOKEN);
      expect(await steps(), 'no second try').to.have.members(['redirect', '/answer']);
    });

    it('leaves a token usable with credentials="include"', async () => {
      // The redirect of a cross-origin answer has the origin `null`, which this backend accepts.
      expect(await ask({ url: redirect(SAME, 307, tokenAt(OTHER)), credentials: 'include' })).to.equal(TOKEN);
    });

    it('leaves a token usable where the endpoint is on the other origin, too', async () => {
      expect(await ask({ url: redirect(OTHER, 307, tokenAt(OTHER)) })).to.equal(TOKEN);
    });
  });

  describe('to a sign-in page that refuses scripts', () => {
    const closed = () => `${OTHER}/closed?key=${key}`;
    for (const status of STATUSES) {
      it(`is distinguished from an unreachable backend by the second try of a token request (${status})`, async () => {
        const error = await failureOf(ask({ url: redirect(SAME, status, closed()) }));
        expect(error.code).to.equal('token-unauthorized');
        expect(error.message).to.include(ADVICE);
        const tries = (await received(SAME)).filter(({ step }) => step.startsWith('/redirect'));
        expect(tries.length).to.equal(2);
      });
    }

    it('ends the requests for Items, too', async () => {
      const failures: PluggyError[] = [];
      const items = new Items(
        { itemsEndpoint: redirect(SAME, 302, closed()) },
        { changed: () => {}, failed: (error) => failures.push(error) },
      );
      await items.refresh();
      items.close();
      expect(failures.map(({ code }) => code)).to.deep.equal(['items-unauthorized']);
      expect((await received(SAME)).length).to.equal(2);
    });
  });

  describe('to a sign-in page that a script can read', () => {
    const settings = (): ItemEndpoints => ({
      itemsEndpoint: redirect(SAME, 302, answerAt(SAME, '<!doctype html><title>Sign in</title>', 'text/html')),
      itemEndpoint: redirect(SAME, 302, answerAt(SAME, '<!doctype html><title>Sign in</title>', 'text/html')),
    });
    const store = () => new Items(settings(), { changed: () => {}, failed: () => {} });

    it('is not read as a list or as an Item', async () => {
      const items = store();
      await items.refresh();
      expect(items.error?.code).to.equal('items-unauthorized');
      items.subscribe('a', () => {});
      await items.refresh('a');
      expect(items.get('a').error?.code).to.equal('items-unauthorized');
      items.close();
    });

    it('does not count as an update or a disconnection', async () => {
      const items = store();
      expect((await failureOf(items.update('a'))).code).to.equal('items-unauthorized');
      expect((await failureOf(items.delete('a'))).code).to.equal('items-unauthorized');
      items.close();
    });

    it('is not read as a token', async () => {
      const { itemsEndpoint = '' } = settings();
      expect((await failureOf(ask({ url: itemsEndpoint }))).code).to.equal('token-unauthorized');
    });
  });

  it('may lead to an empty answer that the server calls HTML', async () => {
    const itemEndpoint = redirect(SAME, 307, answerAt(SAME, '', 'text/html; charset=utf-8'));
    const items = new Items({ itemEndpoint }, { changed: () => {}, failed: () => {} });
    await items.delete('a');
    expect(items.get('a').gone).to.equal(true);
    items.close();
  });

  it('is not reported for a backend that cannot be reached', async () => {
    const error = await failureOf(ask({ url: 'http://127.0.0.1:9/token' }));
    expect(error.code).to.equal('token-network');
  });
});
