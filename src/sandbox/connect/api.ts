/** The fields of the REST API that this page reads. Dates are ISO strings; unions accept unknown values. */
export interface Credential {
  name: string;
  label: string;
  type?: string;
  mfa?: boolean;
  data?: string;
  options?: { value: string; label: string }[];
  validation?: string;
  validationMessage?: string;
  placeholder?: string;
  assistiveText?: string;
  instructions?: string;
  optional?: boolean;
  expiresAt?: string;
}

export interface Connector {
  id: number;
  name: string;
  imageUrl: string;
  primaryColor: string;
  institutionUrl?: string;
  resetPasswordUrl?: string;
  type: string;
  country: string;
  credentials: Credential[];
  hasMFA: boolean;
  oauth?: boolean;
  oauthUrl?: string;
  isOpenFinance?: boolean;
  isSandbox?: boolean;
  products: string[];
  health?: { status: string };
}

interface UserAction {
  type: string;
  instructions?: string;
  attributes?: Record<string, string>;
  expiresAt?: string;
}

export interface Item {
  id: string;
  connector: Connector;
  status: string;
  executionStatus: string;
  error: { code: string; message: string; providerMessage?: string; attributes?: Record<string, string> } | null;
  statusDetail?: Record<string, { isUpdated: boolean; warnings?: { code: string; message: string }[] } | null> | null;
  parameter: Credential | null;
  userAction: UserAction | null;
}

export interface Settings {
  script?: string;
  stepMs?: number;
}

interface ErrorBody {
  codeDescription?: string;
  message?: string;
  data?: { canRetryAfterDate?: string };
  /** The ids of the items that exist already, for a refused duplicate. */
  items?: string[];
  details?: { message?: string; parameter?: string }[];
}

/** An error response, or no response at all (`status` 0). */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly body: ErrorBody = {},
  ) {
    super(body.message ?? (status ? `HTTP ${status}` : 'No answer'));
  }

  /** Pluggy's symbolic code, or a code of this page for a failure without one. */
  get code(): string {
    if (this.body.codeDescription) return this.body.codeDescription;
    if (this.status === 0) return 'NETWORK';
    if (this.status === 401 || this.status === 403) return 'INVALID_CONNECT_TOKEN';
    return 'INTERNAL_SERVER_ERROR';
  }
}

export interface ConnectorQuery {
  sandbox: boolean;
  ids?: number[];
  countries?: string[];
  types?: string[];
}

export interface CreateRequest {
  connectorId: number;
  parameters: Record<string, string>;
  products?: string[];
}

/** Creates the API client. Each request calls `token`, because the host may replace the token of a running widget. */
export function createApi(base: URL, token: () => string) {
  async function call<T>(path: string, init: { method?: string; body?: object } = {}): Promise<T> {
    let response: Response;
    try {
      response = await fetch(new URL(path, base), {
        method: init.method ?? 'GET',
        headers: {
          Accept: 'application/json',
          'X-API-KEY': token(),
          ...(init.body && { 'Content-Type': 'application/json' }),
        },
        ...(init.body && { body: JSON.stringify(init.body) }),
        cache: 'no-store',
        credentials: 'omit',
      });
    } catch {
      throw new ApiError(0);
    }
    const body: unknown = await response.json().catch(() => undefined);
    if (!response.ok) throw new ApiError(response.status, body ?? {});
    if (body === undefined) throw new ApiError(response.status, { message: 'The answer is not JSON' });
    return body as T;
  }

  const item = (id: string) => `items/${encodeURIComponent(id)}`;

  return {
    settings: () => call<Settings>('sandbox/settings'),
    connectors({ sandbox, ids, countries, types }: ConnectorQuery) {
      const query = new URLSearchParams({ sandbox: String(sandbox) });
      if (ids?.length) query.set('ids', ids.join(','));
      if (countries?.length) query.set('countries', countries.join(','));
      if (types?.length) query.set('types', types.join(','));
      return call<{ results: Connector[] }>(`connectors?${query}`).then((page) => page.results);
    },
    connector: (id: number) => call<Connector>(`connectors/${id}`),
    item: (id: string) => call<Item>(item(id)),
    create: (body: CreateRequest) => call<Item>('items', { method: 'POST', body }),
    update: (id: string, parameters?: Record<string, string>) =>
      call<Item>(item(id), { method: 'PATCH', body: parameters ? { parameters } : {} }),
    mfa: (id: string, parameters: Record<string, string>) =>
      call<Item>(`${item(id)}/mfa`, { method: 'POST', body: parameters }),
  };
}
