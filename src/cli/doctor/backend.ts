import { parseItems } from '../../model/parse-items.js';
import { hasStackTrace, isSuccess, jsonOf, refusesPerson } from './answer.js';
import type { Check } from './check.js';
import { sameSiteOf } from './cookies.js';
import type { Person } from './person.js';
import { urlOf, type Route, type Routes } from './routes.js';
import type { Secrets } from './secrets.js';
import { openStream, send, type Answer, type Outgoing, type Stream } from './transport.js';

export interface BackendOptions {
  readonly base: URL;
  readonly routes: Routes;
  /** Whether the page sets `token-method="GET"`. */
  readonly isTokenByGet: boolean;
  readonly secrets: Secrets;
  readonly me: Person;
  /** Whether `--cookie` names your session. */
  readonly isNamed: boolean;
  /** The reason why the page shows no element to you, such as a redirect to a login; empty if there is none. */
  readonly whyHidden: string;
  /** The person of `--as`, or of a second visit to the page. */
  readonly other: Person;
  /** Whether the other person is known to be another person. */
  readonly isOtherNamed: boolean;
  readonly nobody: Person;
  /** Whether the page has an element that reads Items. */
  readonly showsItems: boolean;
  /** The lines of `Set-Cookie` in the answers of the page. */
  readonly pageCookies: readonly string[];
  /** An Item of the person; the first of the list if empty. */
  readonly itemId: string;
  readonly webhookSecret?: { readonly name: string; readonly value: string };
  /** Pluggy's API, or the sandbox's. */
  readonly pluggyUrl?: URL;
  /** Whether requests that change data are sent. */
  readonly mayChange: boolean;
  /** The longest wait for a sign of life in a stream. */
  readonly waitMs: number;
}

/** A backend, with the answers that several checks read. */
export class Backend {
  readonly options: BackendOptions;
  /** An id that no Item has. */
  readonly unknownId = crypto.randomUUID();
  /** The lines of `Set-Cookie` in all answers. */
  readonly setCookies: string[];
  /** The requests whose errors have shown a stack trace. */
  readonly stackTraces: string[] = [];
  #answers = new Map<string, Promise<unknown>>();

  constructor(options: BackendOptions) {
    this.options = options;
    this.setCookies = [...options.pageCookies];
  }

  /** The weakest `SameSite` of your session's cookie; undefined where no answer has set the cookie. */
  get sameSite(): string | undefined {
    return sameSiteOf(this.setCookies, this.options.me.cookies.keys());
  }

  /** Returns the name of a request for reports: without the query, which may have a secret. */
  name(method: string, route: Route): string {
    const url = new URL(route.template.replaceAll('{itemId}', 'ITEM'), this.options.base);
    return `${method} ${url.origin === this.options.base.origin ? '' : url.origin}${url.pathname.replaceAll('ITEM', '{itemId}')}`;
  }

  /** Sends a request as the elements on a page of the site do. */
  ask(
    person: Person,
    method: string,
    route: Route,
    { itemId = '', body, query = {}, headers = {} }: RequestOptions = {},
  ): Promise<Answer> {
    const url = urlOf(route, this.options.base, itemId);
    for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
    return this.#send(method, route, {
      method,
      url,
      headers: { ...this.#pageHeaders(url, body), ...person.headers(method), ...headers },
      body: typeof body === 'string' ? body : body && JSON.stringify(body),
    });
  }

  /** Sends a request as a form or a script on another site can: with the person's cookies, and without a preflight. */
  attack(origin: string, method: string, route: Route, { itemId = '', body }: RequestOptions = {}): Promise<Answer> {
    const url = urlOf(route, this.options.base, itemId);
    return this.#send(method, route, {
      method,
      url,
      headers: {
        Accept: '*/*',
        Origin: origin,
        'Sec-Fetch-Site': 'cross-site',
        'Sec-Fetch-Mode': 'no-cors',
        ...(body === undefined ? {} : { 'Content-Type': 'text/plain;charset=UTF-8' }),
        ...this.options.me.cookieHeader(),
      },
      body: typeof body === 'string' ? body : body && JSON.stringify(body),
    });
  }

  /** Opens the event stream as a browser does. */
  stream(person: Person): Promise<Stream> {
    const url = urlOf(this.options.routes.events, this.options.base);
    return openStream({
      method: 'GET',
      url,
      headers: {
        ...this.#pageHeaders(url),
        Accept: 'text/event-stream',
        'Accept-Encoding': 'gzip, deflate, br',
        'Cache-Control': 'no-cache',
        ...person.headers('GET'),
      },
    });
  }

  /** Sends an event as Pluggy does: without a session and without an origin. */
  deliver(event: object, headers: Record<string, string>): Promise<Answer> {
    const body = JSON.stringify(event);
    const url = urlOf(this.options.routes.webhook, this.options.base);
    return send({ method: 'POST', url, headers: { 'Content-Type': 'application/json', ...headers }, body });
  }

  /** Asks what another origin may read. */
  askFromElsewhere(origin: string, method: string, route: Route, itemId = ''): Promise<Answer> {
    return this.ask(this.options.me, method, route, {
      itemId,
      body: method === 'POST' ? {} : undefined,
      headers: { Origin: origin, 'Sec-Fetch-Site': 'cross-site' },
    });
  }

  preflight(origin: string, method: string, route: Route, itemId = ''): Promise<Answer> {
    const url = urlOf(route, this.options.base, itemId);
    return send({
      method: 'OPTIONS',
      url,
      headers: {
        Origin: origin,
        'Access-Control-Request-Method': method,
        'Access-Control-Request-Headers': 'content-type',
        'Sec-Fetch-Site': 'cross-site',
      },
    });
  }

  /** Runs a request once for all checks. */
  once<T>(name: string, run: () => Promise<T>): Promise<T> {
    const answer = (this.#answers.get(name) as Promise<T> | undefined) ?? run();
    this.#answers.set(name, answer);
    // A failure is reported by each check that waits for the answer.
    answer.catch(() => {});
    return answer;
  }

  /** The answer to the token request of a new connection. A route that answers 405 is asked with GET, as the elements do. */
  token(): Promise<Answer & { method: string }> {
    return this.once('token', async () => {
      const { me, isTokenByGet } = this.options;
      const answer = await this.#askForToken(me, isTokenByGet ? 'GET' : 'POST');
      // A route that begins a session itself, for a page that has none.
      if (!me.hasSession) me.receive(answer.headers);
      if (answer.status !== 405 || isTokenByGet) return answer;
      return this.#askForToken(me, 'GET');
    });
  }

  /** Asks for a token as a person, for an Item or for a new connection, with the method that the route takes. */
  async tokenFor(person: Person, itemId?: string): Promise<Answer> {
    const { method } = await this.token();
    return this.#askForToken(person, method, itemId);
  }

  list(): Promise<Answer> {
    return this.once('list', () => this.ask(this.options.me, 'GET', this.options.routes.items));
  }

  /** The answer to a request for an address that does not exist, beside the token route. */
  nowhere(): Promise<Answer> {
    return this.once('nowhere', () => {
      const { routes, base, me } = this.options;
      const template = new URL(`./${this.unknownId}`, urlOf(routes.token, base)).href;
      return this.ask(me, 'POST', { template, origin: 'default' }, { body: {} });
    });
  }

  listOfOther(): Promise<Answer> {
    return this.once('list of the other person', () => this.ask(this.options.other, 'GET', this.options.routes.items));
  }

  /** Whether the backend has routes for Items, or has to have them. */
  async hasItems(): Promise<boolean> {
    const { origin } = this.options.routes.items;
    const isNeeded = origin === 'option' || (origin === 'page' && this.options.showsItems);
    return isNeeded || !isMissing(await this.list());
  }

  /** Whether the backend may have the route to which new Items are reported: some have no list beside it. */
  async takesReports(): Promise<boolean> {
    return this.options.routes.items.origin !== 'default' || this.hasItems();
  }

  /** The id of an Item of the person; empty for none. */
  async itemId(): Promise<string> {
    return this.options.itemId || (idsIn(await this.list())[0] ?? '');
  }

  /** The reason why there is no other person to compare with; empty if there is one. */
  async whyNoOther(): Promise<string> {
    const { other, isOtherNamed, me } = this.options;
    const isSame = JSON.stringify([...other.cookies]) === JSON.stringify([...me.cookies]);
    if (!other.hasSession || (isSame && !isOtherNamed)) return 'no second person';
    const isRefused = refusesPerson(
      isSuccess(await this.list())
        ? await this.listOfOther()
        : await this.once('token of the other person', () => this.tokenFor(other)),
    );
    if (isRefused) return isOtherNamed ? 'the session of --as is not accepted' : 'a second visit has no session';
    if (isOtherNamed) return '';
    const [mine, theirs] = [idsIn(await this.list()), idsIn(await this.listOfOther())];
    return mine.some((id) => theirs.includes(id)) ? 'a second visit to the page has the same Items' : '';
  }

  async #send(method: string, route: Route, outgoing: Outgoing): Promise<Answer> {
    const answer = await send(outgoing);
    this.setCookies.push(...answer.headers.getSetCookie());
    if (hasStackTrace(answer)) this.stackTraces.push(`${this.name(method, route)}: ${answer.status}`);
    return answer;
  }

  async #askForToken(person: Person, method: string, itemId?: string): Promise<Answer & { method: string }> {
    const { token } = this.options.routes;
    const isTemplate = token.template.includes('{itemId}');
    const route =
      method === 'GET' && itemId && !isTemplate ? { ...token, template: withItem(token.template, itemId) } : token;
    const body = method === 'POST' ? (itemId ? { itemId } : {}) : undefined;
    const answer = await this.ask(person, method, route, { itemId, body });
    return Object.assign(answer, { method });
  }

  #pageHeaders(url: URL, body?: unknown): Record<string, string> {
    const { origin } = this.options.base;
    const isSameOrigin = url.origin === origin;
    return {
      Accept: 'application/json, text/plain;q=0.9',
      ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
      // A GET to the same origin has no Origin header.
      ...(isSameOrigin && body === undefined ? {} : { Origin: origin }),
      ...(isSameOrigin ? { 'Sec-Fetch-Site': 'same-origin' } : {}),
      'Sec-Fetch-Mode': 'cors',
    };
  }
}

interface RequestOptions {
  readonly itemId?: string;
  readonly body?: object | string;
  readonly query?: Record<string, string>;
  readonly headers?: Record<string, string>;
}

const withItem = (template: string, itemId: string) =>
  `${template}${template.includes('?') ? '&' : '?'}itemId=${encodeURIComponent(itemId)}`;

export interface BackendCheck extends Check<Backend> {
  /** Whether the check says something without a session, too. */
  readonly isForAnybody?: boolean;
}

/** Whether an answer means that there is no such route. */
export const isMissing = ({ status }: Answer) => status === 404 || status === 405;

/** Returns the ids of the Items in a list. */
export function idsIn(answer: Answer): string[] {
  if (!isSuccess(answer)) return [];
  try {
    return parseItems(jsonOf(answer), () => {}).map(({ id }) => id);
  } catch {
    return [];
  }
}
