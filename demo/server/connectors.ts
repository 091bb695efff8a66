import type { Connector } from 'pluggy-sdk';
import type { Pluggy } from './pluggy.js';

/** The fields of an institution that pages show. Pluggy's own list has the forms of all institutions, and is ten times as large. */
const FIELDS = [
  'id',
  'name',
  'imageUrl',
  'primaryColor',
  'type',
  'country',
  'products',
  'isSandbox',
  'isOpenFinance',
  'oauth',
] as const;

/** An institution of the list, as browsers receive it. */
export type ListedConnector = Pick<Connector, (typeof FIELDS)[number]> & { health?: { status: string } };

/** The list changes seldom, and the health of institutions within minutes. */
const MAX_AGE_MS = 60_000;

/** Returns the function that lists the institutions, which are the same for all users and are read once a minute. */
export function createConnectorList(pluggy: Pick<Pluggy, 'listConnectors'>, now = Date.now) {
  const lists = new Map<boolean, { readonly readAt: number; readonly connectors: Promise<ListedConnector[]> }>();
  return (includeSandbox: boolean): Promise<ListedConnector[]> => {
    const known = lists.get(includeSandbox);
    if (known && now() - known.readAt < MAX_AGE_MS) return known.connectors;
    const connectors = pluggy.listConnectors(includeSandbox).then((all) => all.map(listed));
    lists.set(includeSandbox, { readAt: now(), connectors });
    // The next request of a page repeats one that failed.
    connectors.catch(() => lists.delete(includeSandbox));
    return connectors;
  };
}

function listed(connector: Connector): ListedConnector {
  const fields = Object.fromEntries(FIELDS.map((name) => [name, connector[name]])) as unknown as ListedConnector;
  const { status } = (connector as { health?: { status?: string } }).health ?? {};
  return status ? { ...fields, health: { status } } : fields;
}
