import { typeOf } from '../answer.js';
import type { Backend, BackendCheck } from '../backend.js';
import { failed, passed, skipped, warned, type Verdict } from '../check.js';
import { ARRIVAL_MS, webhook, withDelivery } from './delivery.js';
import { noSession, ofSession } from './session.js';
import { NO_OTHER } from './shared.js';

/** Time in which a stream has to begin: the elements' list waits for the stream before its first read. */
const START_MS = 3000;

const route = ({ options }: Backend) => options.routes.events;
const stream =
  (what = '') =>
  (backend: Backend) =>
    `${backend.name('GET', route(backend))}${what}`;

/** The start of a stream, which has been closed again, and its text after a wait for a sign of life. */
interface Start {
  readonly status: number;
  readonly headers: Headers;
  readonly ms: number;
  readonly text: string;
  /** Whether there was anything in the first seconds. */
  readonly hasBegun: boolean;
  /** Whether there was anything after the first bytes. */
  readonly isAlive: boolean;
}

/** Opens the stream once for all checks. */
function start(backend: Backend): Promise<Start> {
  return backend.once('stream', async () => {
    const { me, waitMs } = backend.options;
    const opened = await backend.stream(me);
    const { status, headers, ms } = opened;
    try {
      if (status !== 200) return { status, headers, ms, text: opened.text(), hasBegun: false, isAlive: false };
      const hasBegun = await opened.until((text) => text.length > 0, START_MS);
      const first = opened.text().length;
      const isAlive = await opened.until((text) => text.length > first, waitMs);
      return { status, headers, ms, text: opened.text(), hasBegun, isAlive };
    } finally {
      opened.close();
    }
  });
}

const isStream = ({ status, headers }: Start) => status === 200 && typeOf({ headers }) === 'text/event-stream';

async function withStream(backend: Backend, run: (opened: Start) => Verdict | Promise<Verdict>): Promise<Verdict> {
  const opened = await start(backend);
  if (isAbsent(backend, opened))
    return skipped('there is no event stream', 'If there is, name it: --events-endpoint /path.');
  return isStream(opened) ? run(opened) : skipped('there is no stream to look at');
}

const isAbsent = (backend: Backend, { status }: Pick<Start, 'status'>) =>
  route(backend).origin === 'default' && (status === 404 || status === 405);

const OF_STREAM: readonly BackendCheck[] = [
  {
    id: 'events-answer',
    tried: stream(),
    expected: '200 with text/event-stream',
    docs: 'backend.md#live-events',
    async run(backend) {
      const opened = await start(backend);
      if (isAbsent(backend, opened))
        return skipped('there is no event stream', 'If there is, name it: --events-endpoint /path.');
      const seen = `${opened.status}, ${typeOf(opened) || 'no content type'}`;
      if (opened.status === 401 && !backend.options.isNamed) return noSession(backend);
      const isRefused = opened.status === 401;
      if (isRefused)
        return failed(seen, 'Accept the session here as the other routes do. Keep the 401 for everybody else.');
      return isStream(opened) ? passed(seen) : failed(seen, 'Answer GET with 200 and Content-Type: text/event-stream.');
    },
  },
  {
    id: 'events-start',
    tried: stream(': the first bytes'),
    expected: `a comment within ${START_MS / 1000} s`,
    docs: 'backend.md#live-events',
    run: (backend) =>
      withStream(backend, ({ hasBegun, ms }) =>
        hasBegun
          ? passed(`headers after ${ms} ms, then a first line`)
          : failed(
              'headers without a first line',
              'Send a comment, ":" and an empty line, at once: some proxies hold back the headers until then.',
            ),
      ),
  },
  {
    id: 'events-headers',
    tried: stream(': the headers'),
    expected: 'Cache-Control: no-cache or no-store, no Content-Length, no compression',
    docs: 'backend.md#live-events',
    run: (backend) =>
      withStream(backend, ({ headers }) => {
        const cache = headers.get('cache-control') ?? '';
        if (!/no-(cache|store)/i.test(cache))
          return failed(
            cache ? `Cache-Control: ${cache}` : 'no Cache-Control',
            'Send Cache-Control: no-cache with the stream.',
          );
        if (headers.has('content-length'))
          return failed('Content-Length', 'Send the stream without Content-Length: it has no end.');
        const encoding = headers.get('content-encoding');
        if (encoding)
          return warned(
            `Content-Encoding: ${encoding}`,
            'Exclude text/event-stream from compression, which holds events back.',
          );
        return passed(`Cache-Control: ${cache}`);
      }),
  },
  {
    id: 'events-keep-alive',
    tried: stream(': a quiet stream'),
    expected: 'a comment at least every 30 s',
    docs: 'backend.md#live-events',
    run: (backend) =>
      withStream(backend, ({ isAlive }) =>
        isAlive
          ? passed('a line after the first one')
          : failed(
              `nothing for ${backend.options.waitMs / 1000} s`,
              'Send a comment, ":" and an empty line, every 15 s: proxies close silent streams.',
            ),
      ),
  },
  {
    id: 'events-session',
    tried: stream(' without a session'),
    expected: '401',
    docs: 'backend.md#who-may-see-what',
    isForAnybody: true,
    async run(backend) {
      const opened = await start(backend);
      if (isAbsent(backend, opened)) return skipped('there is no event stream');
      const { status, close } = await backend.stream(backend.options.nobody);
      close();
      if (status === 401 || status === 403) return passed(`${status}`);
      return failed(`${status}`, 'Answer 401 to a stream without a session.');
    },
  },
  {
    id: 'events-arrive',
    tried: webhook(' about your Item, while your stream is open'),
    expected: `an event with the Item’s id within ${ARRIVAL_MS / 1000} s`,
    docs: 'backend.md#live-events',
    run: (backend) =>
      withStream(backend, () =>
        withDelivery(backend, ({ mine }) =>
          mine.length
            ? passed('the event')
            : failed('no event', 'Send the events of the webhook to the streams of the Item’s owner.'),
        ),
      ),
  },
  {
    id: 'events-owner',
    tried: webhook(' about your Item, while another person’s stream is open'),
    expected: 'no event for the other person',
    docs: 'backend.md#who-may-see-what',
    run: (backend) =>
      withStream(backend, async () => {
        const why = await backend.whyNoOther();
        if (why) return skipped(why, NO_OTHER);
        return withDelivery(backend, ({ theirs }) =>
          theirs?.length
            ? failed('your event', 'Send an event only to the streams of the Item’s owner.')
            : passed('none'),
        );
      }),
  },
  {
    id: 'events-once',
    tried: webhook(' with the same event twice'),
    expected: 'one event in the stream',
    docs: 'backend.md#webhooks',
    run: (backend) =>
      withStream(backend, () =>
        withDelivery(backend, ({ mine }) => {
          const count = new Map<string, number>();
          for (const data of mine) count.set(data, (count.get(data) ?? 0) + 1);
          const twice = Math.max(0, ...count.values());
          if (!mine.length) return skipped('no event arrived');
          return twice > 1
            ? failed(`${twice} equal events`, 'Store the event under its eventId, and drop an eventId that you know.')
            : passed('one event');
        }),
      ),
  },
];

export const EVENT_CHECKS = OF_STREAM.map(ofSession);
