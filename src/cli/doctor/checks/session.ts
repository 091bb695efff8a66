import { codeOf, describe, isSuccess, LOGIN, refusesPerson } from '../answer.js';
import { isMissing, type Backend, type BackendCheck } from '../backend.js';
import { failed, skipped, type Verdict } from '../check.js';
import type { PageCheck } from '../page.js';
import type { Answer } from '../transport.js';

const SIGN_IN = 'Pass the session of a signed-in person: --cookie "name=value", or --cookie "Authorization: Bearer …".';

/** The verdict of a check that a request without a session cannot make. */
export const noSession = ({ options }: Backend) =>
  skipped(
    options.isNamed
      ? 'the session of --cookie is not accepted: pass that of a signed-in person'
      : 'no session: pass --cookie',
  );

/** Returns the advice for a route that refuses you, while no other route is known to accept the session. */
export const signIn = ({ options }: Backend) =>
  options.isNamed ? `Has the session of --cookie ended? ${SIGN_IN}` : SIGN_IN;

/**
 * Whether the token route refuses you. The page names the address of the route: behind a login, the address is unknown,
 * and the default one may be that of no route.
 */
export async function isRefusedToken(backend: Backend): Promise<boolean> {
  const answer = await backend.token().catch(() => undefined);
  if (!answer) return false;
  return refusesPerson(answer) || (isMissing(answer) && hidesRoutes(backend));
}

function hidesRoutes({ options: { whyHidden, routes, base } }: Backend): boolean {
  if (!whyHidden || routes.token.origin !== 'default') return false;
  return LOGIN.test(base.pathname) || /answers \d+$/.test(whyHidden);
}

/** Whether the list takes the session of `--cookie`. */
async function isKnownToList(backend: Backend): Promise<boolean> {
  const list = await backend.list().catch(() => undefined);
  return backend.options.isNamed && !!list && isSuccess(list);
}

/** Returns the advice for a token route that refuses you. An open list does not show that you have a session. */
export async function adviceForToken(backend: Backend, { status }: Answer): Promise<string> {
  if (await isKnownToList(backend))
    return 'The list takes the session of --cookie: take it here, too. Check the CSRF token.';
  const name = status === 404 ? ' If the page names another route, pass it, too: --token-endpoint /path.' : '';
  return `${signIn(backend)}${name}`;
}

/** Returns the verdict of the checks of a token route that refuses you, or that does not exist. */
async function withoutToken(backend: Backend): Promise<Verdict | undefined> {
  if (!(await isRefusedToken(backend))) return withoutTokenRoute(backend);
  return (await isKnownToList(backend))
    ? skipped('the route refuses the request: see token-answer')
    : noSession(backend);
}

/** Returns the verdict of the checks of a token route that does not exist. */
export async function withoutTokenRoute(backend: Backend): Promise<Verdict | undefined> {
  const isNone = await hasNoRoute(backend, await backend.token());
  return isNone ? skipped('there is no such route: see token-answer') : undefined;
}

/** Returns the verdict of the checks of the other routes for a person whom the backend does not know. */
async function withoutSession(backend: Backend): Promise<Verdict | undefined> {
  if (await isRefusedToken(backend)) return (await isKnownToList(backend)) ? undefined : noSession(backend);
  const list = await backend.list().catch(() => undefined);
  if (!list || !refusesPerson(list)) return undefined;
  return backend.options.isNamed ? skipped('the list refuses the session: see items-list') : noSession(backend);
}

const after = (before: (backend: Backend) => Promise<Verdict | undefined>, { run, ...check }: BackendCheck) => ({
  ...check,
  run: async (backend: Backend) => (check.isForAnybody ? undefined : await before(backend)) ?? run(backend),
});

/** A check of the token route. */
export const ofToken = (check: BackendCheck): BackendCheck => after(withoutToken, check);

/** A check of another route for the person of the session. */
export const ofSession = (check: BackendCheck): BackendCheck => after(withoutSession, check);

/** Returns the verdict about a 401 of one route, while others know the person; undefined for any other answer. */
export function refusedHere(backend: Backend, answer: Answer): Verdict | undefined {
  if (answer.status !== 401) return undefined;
  if (!backend.options.isNamed) return noSession(backend);
  return failed(describe(answer), 'Accept the session here as the other routes do. Keep the 401 for everybody else.');
}

/**
 * Whether an answer means that there is no such route: 405, or a 404 like that of an address that does not exist. A 404
 * with a code of its own is from a route, such as Pluggy's answer that the backend passes on.
 */
export async function hasNoRoute(backend: Backend, answer: Answer): Promise<boolean> {
  if (answer.status === 405) return true;
  if (answer.status !== 404) return false;
  const code = codeOf(answer);
  return !code || code === codeOf(await backend.nowhere());
}

/** Returns the verdict of a check that needs one of your Items. */
export async function noItem(backend: Backend): Promise<Verdict> {
  const list = await backend.list();
  if (isSuccess(list)) return skipped('you have no Item', 'Connect a bank as this person, or pass --item ID.');
  return skipped(`the list is answered with ${describe(list)}`, 'Pass --item with the id of one of your Items.');
}

/** Whether the page with the elements is behind a login that the person does not have. */
export const isUnseen = async (backend: Backend) =>
  !!backend.options.whyHidden && ((await isRefusedToken(backend)) || !!(await withoutSession(backend)));

/** A check of a page in place of which a person sees another one, such as a login. */
export const unseen = (check: PageCheck, backend: Backend): PageCheck =>
  check.isOfVisit
    ? check
    : { ...check, run: () => skipped(`${backend.options.whyHidden}: ${noSession(backend).seen}`) };
