import { expect } from '@open-wc/testing';
import { Items } from '../../../src/client/items/items.js';
import { sendCode } from '../../../src/client/items/send-code.js';
import { fetchToken } from '../../../src/client/token/token-source.js';
import type { PluggyError } from '../../../src/model/errors.js';
import { servers, until } from '../../support/widget.js';

const TOKEN = 'the-connect-token-0123456789';
const MB = 1_000_000;

describe('the size of an answer', () => {
  const realFetch = fetch;
  const { signal } = new AbortController();
  let pulled: number;
  let isCancelled: boolean;

  beforeEach(() => {
    pulled = 0;
    isCancelled = false;
  });
  afterEach(() => (window.fetch = realFetch));

  /** Answers every request with text that arrives in pieces; the length in the header is wrong. */
  const answerWith = (text: string, { status = 200, type = 'application/json', pieceBytes = 65_536 } = {}) => {
    window.fetch = () => {
      const bytes = new TextEncoder().encode(text);
      const body = new ReadableStream<Uint8Array>(
        {
          pull(controller) {
            const piece = bytes.slice(pulled, pulled + pieceBytes);
            pulled += piece.length;
            if (piece.length) controller.enqueue(piece);
            else controller.close();
          },
          cancel: () => void (isCancelled = true),
        },
        { highWaterMark: 0 },
      );
      return Promise.resolve(new Response(body, { status, headers: { 'content-type': type, 'content-length': '10' } }));
    };
  };
  const padded = (body: object, bytes: number) => {
    const text = JSON.stringify(body);
    return text + ' '.repeat(bytes - text.length);
  };
  const ask = () => fetchToken({ url: '/api/connect-token' }, { itemId: '', signal });
  const failureOf = (request: Promise<unknown>) =>
    request.then(
      (value) => expect.fail(`resolved to ${String(value).slice(0, 80)}`),
      (error: unknown) => error as PluggyError,
    );
  const listed = async () => {
    const items = new Items({ itemsEndpoint: '/api/items' }, { changed: () => {}, failed: () => {} });
    await items.refresh();
    items.close();
    return items;
  };

  it('is at most 1 MB for a token', async () => {
    answerWith(padded({ accessToken: TOKEN }, MB));
    expect(await ask()).to.equal(TOKEN);
    pulled = 0;
    answerWith(padded({ accessToken: TOKEN }, MB + 1));
    const error = await failureOf(ask());
    expect(error.code).to.equal('token-malformed');
    expect(error.message).to.include('1 MB').and.include('/api/connect-token');
    expect(error.retryable).to.equal(false);
  });

  it('is counted in bytes, also where letters are longer than one', async () => {
    answerWith(JSON.stringify({ accessToken: TOKEN, note: 'ç'.repeat(MB / 2) }));
    expect((await failureOf(ask())).code).to.equal('token-malformed');
    pulled = 0;
    answerWith(JSON.stringify({ accessToken: TOKEN, note: 'çã😀'.repeat(20_000) }), { pieceBytes: 3 });
    expect(await ask()).to.equal(TOKEN);
  });

  it('is at most 8 MB for a list', async () => {
    answerWith(padded([{ id: 'a', status: 'UPDATED' }], 8 * MB));
    expect((await listed()).items?.length).to.equal(1);
    pulled = 0;
    answerWith(padded([{ id: 'a', status: 'UPDATED' }], 8 * MB + 1));
    const { error, items } = await listed();
    expect(error?.code).to.equal('items-malformed');
    expect(error?.message).to.include('8 MB');
    expect(items).to.equal(undefined);
  });

  it('is counted while the answer arrives: the rest is not read', async () => {
    answerWith('x'.repeat(30 * MB));
    await failureOf(ask());
    expect(pulled).to.be.lessThan(2 * MB);
    expect(isCancelled).to.equal(true);
  });

  it('is at most 1 MB for the answer to a code', async () => {
    answerWith(padded({}, 2 * MB));
    const error = await failureOf(sendCode('/api/mfa', 'a', { name: 'token', value: '918273' }, {}, signal));
    expect(error.code).to.equal('mfa-server');
    expect(error.message).to.include('1 MB').and.not.include('918273');
  });

  it('does not matter for an error status, whose answer is not read', async () => {
    answerWith('x'.repeat(30 * MB), { status: 403 });
    expect((await failureOf(ask())).code).to.equal('token-unauthorized');
    expect(pulled).to.equal(0);
    expect(isCancelled).to.equal(true);
  });

  it('ends the transfer of an endless answer', async () => {
    const key = `endless-${Date.now()}`;
    const error = await failureOf(
      fetchToken({ url: `${servers.redirects}/endless?key=${key}` }, { itemId: '', signal }),
    );
    expect(error.code).to.equal('token-malformed');
    const isClosed = async () =>
      (await (await fetch(`${servers.redirects}/received?key=${key}`)).text()).includes('closed');
    let closed = false;
    const timer = setInterval(() => void isClosed().then((value) => (closed ||= value)), 50);
    await until(() => closed, 'the server notices the end');
    clearInterval(timer);
  });

  describe('leaves messages short:', () => {
    const MAX_LENGTH = 1500;
    const long: [string, () => Promise<PluggyError>][] = [
      [
        'keys of a token answer',
        () => {
          answerWith(
            JSON.stringify(Object.fromEntries(Array.from({ length: 30 }, (_, i) => [`${i}${'k'.repeat(9000)}`, 1]))),
          );
          return failureOf(ask());
        },
      ],
      [
        'the content type of a token answer',
        () => {
          answerWith('<p>', { type: `text/${'x'.repeat(5000)}` });
          return failureOf(ask());
        },
      ],
      [
        'keys of a list',
        async () => {
          answerWith(JSON.stringify({ ['k'.repeat(50_000)]: 1 }));
          return (await listed()).error!;
        },
      ],
      [
        'an id in an address',
        () => {
          answerWith('{}', { status: 401 });
          const items = new Items({ itemsEndpoint: '/api/items' }, { changed: () => {}, failed: () => {} });
          return failureOf(items.update('i'.repeat(50_000)));
        },
      ],
    ];
    for (const [name, fail] of long) {
      it(name, async () => {
        const { message } = await fail();
        expect(message.length).to.be.lessThan(MAX_LENGTH);
      });
    }
  });
});
