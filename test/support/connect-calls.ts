import type { ItemJson, Settings } from '../../src/sandbox/core/index.js';
import { KEYS } from './keys.js';

/** A callback of the Connect page, as the host receives it. */
export interface Call {
  name: string;
  timestamp?: number;
  message?: string;
  connector?: string | null;
  /** Whether the payload is the Item itself. */
  isBare?: true;
  item?: { id: string; status: string; executionStatus: string; code?: string; createdAt: 'string' | 'Date' };
}

interface ReportedItem {
  id: string;
  status: string;
  executionStatus: string;
  error: { code: string } | null;
  createdAt: string | Date;
}

/** The payload of any callback. */
export type Payload =
  | {
      event?: string;
      timestamp?: number;
      message?: string;
      connector?: { name: string } | null;
      item?: ReportedItem;
      data?: { item?: ReportedItem };
    }
  | undefined;

const isItem = (payload: unknown): payload is ReportedItem =>
  typeof payload === 'object' && payload !== null && 'executionStatus' in payload;

/** Returns the parts of a callback that tests compare. */
export function callOf(name: string, payload: Payload): Call {
  const bare = isItem(payload) ? payload : undefined;
  const { event, timestamp, message, connector, data, item = data?.item ?? bare } = payload ?? {};
  return {
    name: event ?? name,
    timestamp,
    message,
    ...(bare && { isBare: true as const }),
    ...(connector !== undefined && { connector: connector && connector.name }),
    ...(item && {
      item: {
        id: item.id,
        status: item.status,
        executionStatus: item.executionStatus,
        code: item.error?.code,
        createdAt: item.createdAt instanceof Date ? 'Date' : 'string',
      },
    }),
  };
}

/** Returns the names of the callbacks in order, without `ITEM_RESPONSE`, which comes with each read. */
export function namesOf(calls: readonly Call[]): string[] {
  return calls.map(({ name }) => name).filter((name) => name !== 'ITEM_RESPONSE');
}

/** The documented callbacks of a person who connects an account. */
export const CONNECTION = {
  names: [
    'SUBMITTED_CONSENT',
    'SELECTED_INSTITUTION',
    'SUBMITTED_LOGIN',
    'LOGIN_SUCCESS',
    'LOGIN_STEP_COMPLETED',
    'success',
    'close',
  ],
  hasReads: true,
  lastRead: 'SUCCESS',
  beforeSuccess: 'ITEM_RESPONSE',
  success: { status: 'UPDATED', executionStatus: 'SUCCESS', createdAt: 'string' },
  items: 1,
  areTimely: true,
};

/** Returns the facts about the callbacks of one connection, for comparison with `CONNECTION`. */
export function factsOf(calls: readonly Call[]): typeof CONNECTION {
  const events = calls.filter(({ name }) => !['open', 'success', 'close'].includes(name));
  const reads = calls.flatMap(({ name, item }) => (name === 'ITEM_RESPONSE' ? item!.executionStatus : []));
  const success = calls.findIndex(({ name }) => name === 'success');
  const { status = '', executionStatus = '', createdAt = '' } = calls[success]?.item ?? {};
  return {
    names: namesOf(calls),
    hasReads: reads.length > 2,
    lastRead: reads.at(-1) ?? '',
    beforeSuccess: calls[success - 1]?.name ?? '',
    success: { status, executionStatus, createdAt },
    items: new Set(calls.flatMap(({ item }) => item?.id ?? [])).size,
    areTimely: events.every(({ timestamp }) => Math.abs(Date.now() - timestamp!) < 60_000),
  };
}

/** Returns the requests of a test to the simulator at an address. */
export function simulatorApi(address: string, send: (request: Request) => Promise<Response>) {
  async function call<T>(method: string, path: string, body?: object, key?: string): Promise<T> {
    const headers = { 'content-type': 'application/json', ...(key && { 'x-api-key': key }) };
    const response = await send(new Request(address + path, { method, headers, body: body && JSON.stringify(body) }));
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
    return (await response.json()) as T;
  }
  const apiKey = async () => (await call<{ apiKey: string }>('POST', '/auth', KEYS)).apiKey;
  return {
    set: (settings: Partial<Settings>) => call<void>('POST', '/sandbox/settings', settings),
    reset: () => call<void>('POST', '/sandbox/reset'),
    token: async (itemId?: string) => {
      const body = { itemId, options: { clientUserId: 'user-1' } };
      return (await call<{ accessToken: string }>('POST', '/connect_token', body, await apiKey())).accessToken;
    },
    /** Creates an item through the backend's API. Returns a function that reads the item. */
    create: async (connectorId: number, parameters: Record<string, string>): Promise<() => Promise<ItemJson>> => {
      const key = await apiKey();
      const { id } = await call<ItemJson>('POST', '/items', { connectorId, parameters }, key);
      return () => call<ItemJson>('GET', `/items/${id}`, undefined, key);
    },
  };
}
