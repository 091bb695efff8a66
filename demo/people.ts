import type { Person } from './server/session.js';

/** An example connection: the institution's id in the sandbox, and the name of a preset state. */
type Connection = readonly [connectorId: number, preset: string];

/** Example users of the demo. Together they have a connection in every kind of state. */
const PEOPLE: readonly (Person & { connections: readonly Connection[] })[] = [
  {
    id: 'ana',
    name: 'Ana Lima',
    connections: [
      [9001, 'next-sync-tomorrow'],
      [9004, 'mfa-number'],
      [600, 'consent-expires-in-5-days'],
      [9003, 'partial-423'],
      [9007, 'invalid-credentials'],
      [9008, 'accounts-in-progress'],
      [8, 'outdated-sync-retries'],
    ],
  },
  {
    id: 'bruno',
    name: 'Bruno Costa',
    connections: [
      [9002, 'updated-days-ago'],
      [6, 'qr-code'],
      [601, 'second-approver'],
      [8, 'outdated-sync-given-up'],
      [9, 'never-updated'],
      [9008, 'consent-expired'],
      [1, 'account-needs-action-provider-message'],
      [9004, 'partial-001'],
      [4, 'mfa-phone-then-code'],
    ],
  },
];

export const people: readonly Person[] = PEOPLE.map(({ id, name }) => ({ id, name }));

/**
 * Creates the connections of the example users who have none, with the sandbox's control routes and the routes that
 * pages use. The sandbox keeps its data in memory, so each start begins without connections.
 */
export async function connectPeople({ url, sandboxUrl }: { url: string; sandboxUrl: string }): Promise<void> {
  await Promise.all(PEOPLE.map((person) => connectPerson(person, url, sandboxUrl)));
}

async function connectPerson({ id, connections }: (typeof PEOPLE)[number], url: string, sandboxUrl: string) {
  const signedIn = await send(`${url}/sign-in`, { body: new URLSearchParams({ person: id }), redirect: 'manual' });
  const headers = { Cookie: signedIn.headers.get('set-cookie')?.split(';')[0] ?? '' };
  const list = await send(`${url}/api/items`, { method: 'GET', headers });
  if (((await list.json()) as { results: unknown[] }).results.length > 0) return;
  for (const [connectorId, preset] of connections) {
    const body = JSON.stringify({ connectorId, clientUserId: id, preset });
    const created = (await (await send(`${sandboxUrl}/sandbox/items`, { body })).json()) as { id: string };
    // Sequential, because the list shows connections in the order of their creation.
    await send(`${url}/api/items`, {
      body: JSON.stringify({ itemId: created.id }),
      headers: { ...headers, 'Content-Type': 'application/json' },
    });
  }
}

async function send(address: string, init: RequestInit): Promise<Response> {
  const response = await fetch(address, { method: 'POST', ...init });
  if (response.status >= 400) throw new Error(`${new URL(address).pathname} answered ${response.status}`);
  return response;
}
