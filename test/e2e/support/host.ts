import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

const DIST = `${import.meta.dirname}/../../../dist/cdn/`;
/** Read once, so that a build in the meantime does not change the files under test. */
const BUNDLE = new Map(readdirSync(DIST).map((file) => [file, readFileSync(DIST + file)]));

export interface Seen {
  method: string;
  /** Path and query of the request. */
  path: string;
  headers: IncomingHttpHeaders;
  body: string;
}

export interface Answer {
  status?: number;
  headers?: Record<string, string>;
  /** The body; a value that is not text is sent as JSON. */
  body?: unknown;
}

type Answers = Answer | ((seen: Seen) => Answer | Promise<Answer> | undefined);

export interface PageOptions {
  headers?: Record<string, string>;
  /** Attributes of `<html>`. */
  html?: string;
  head?: string;
  /** URL of the bundle in the page. */
  script?: string;
}

/** Serves a website: the test's pages with any headers, the CDN bundle below any `/cdn…/`, and any routes. */
export class Host {
  readonly url: string;
  /** Requests so far, without those for the bundle. */
  readonly seen: Seen[] = [];
  readonly close: () => void;
  #routes = new Map<string, Answers>();
  #pages = 0;

  static async start(): Promise<Host> {
    const server = createServer();
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new Host(`http://localhost:${(server.address() as AddressInfo).port}`, server);
  }

  private constructor(url: string, server: ReturnType<typeof createServer>) {
    this.url = url;
    server.on('request', (request, response) => void this.#answer(request, response));
    this.close = () => {
      server.close();
      server.closeAllConnections();
    };
  }

  /** Removes the pages and routes of the previous test. */
  reset(): void {
    this.#routes.clear();
    this.seen.length = 0;
  }

  route(path: string, answers: Answers): void {
    this.#routes.set(path, answers);
  }

  requests(path: string): Seen[] {
    return this.seen.filter((seen) => seen.path.split('?')[0] === path);
  }

  /** Adds a page with the given body; returns its address. */
  page(
    body: string,
    { headers = {}, html = 'lang="en"', head = '', script = '/cdn/pluggy-elements.js' }: PageOptions = {},
  ) {
    const path = `/page-${++this.#pages}`;
    this.route(path, {
      headers: { 'content-type': 'text/html; charset=utf-8', ...headers },
      body: `<!doctype html>
<html ${html}>
<head>
<title>A page</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
${head}
<script type="module" src="${script}"></script>
</head>
<body>${body}</body>
</html>`,
    });
    return this.url + path;
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = request.url ?? '/';
    const pathname = path.split('?')[0]!;
    const script = BUNDLE.get(/^\/cdn[^/]*\/([\w.-]+\.js)$/.exec(pathname)?.[1] ?? '');
    if (script) {
      response
        .writeHead(200, {
          'content-type': 'text/javascript',
          'cache-control': 'max-age=3600',
          // As CDNs do: a document without an origin loads the modules of no server that does not.
          'access-control-allow-origin': '*',
        })
        .end(script);
      return;
    }
    let text = '';
    for await (const chunk of request) text += String(chunk);
    const seen = { method: request.method ?? '', path, headers: request.headers, body: text };
    if (pathname === '/favicon.ico') {
      response.writeHead(204).end();
      return;
    }
    this.seen.push(seen);
    const found = this.#routes.get(pathname);
    const answer = typeof found === 'function' ? await found(seen) : found;
    // A route without a response never answers.
    if (found && !answer) return;
    const { status = 200, headers = {}, body } = answer ?? { status: 404, body: 'Not here' };
    const type = typeof body === 'string' || body === undefined ? {} : { 'content-type': 'application/json' };
    response.writeHead(status, { 'cache-control': 'no-store', ...type, ...headers });
    response.end(typeof body === 'string' || body === undefined ? body : JSON.stringify(body));
  }
}
