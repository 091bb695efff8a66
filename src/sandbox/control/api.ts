import type { ConnectorJson, ItemJson, ItemPatch, Settings } from '../core/index.js';
import type { PresetGroup } from '../core/presets.js';

export type Item = ItemJson;
export type { Settings };
export type Connector = ConnectorJson & { users: string[] };
export interface PresetName {
  name: string;
  group: PresetGroup;
}

/** The fields of `POST /sandbox/items` that the form offers. */
export interface NewItem {
  connectorId: number;
  user?: string;
  clientUserId?: string;
  preset?: string;
}

/** Client for the control routes of the sandbox that served this page. Throws an error with the sandbox's message. */
export class Api {
  settings = () => this.#call<Settings>('GET', 'settings');
  change = (settings: Partial<Settings>) => this.#call<Settings>('POST', 'settings', settings);
  reset = () => this.#call<Settings>('POST', 'reset');
  presets = async () => (await this.#call<{ results: PresetName[] }>('GET', 'presets')).results;
  connectors = async () => (await this.#call<{ results: Connector[] }>('GET', 'connectors')).results;
  refusals = async () => (await this.#call<{ results: string[] }>('GET', 'refusals')).results;
  health = (id: number, health: string) => this.#call<Connector>('PATCH', `connectors/${id}`, { health });
  items = async () => (await this.#call<{ results: Item[] }>('GET', 'items')).results;
  add = (item: NewItem) => this.#call<Item>('POST', 'items', item);
  put = (id: string, name: string) => this.#call<Item>('POST', `items/${id}/preset`, { name });
  patch = (id: string, patch: ItemPatch) => this.#call<Item>('PATCH', `items/${id}`, patch);
  act = (id: string, granted: boolean) => this.#call<Item>('POST', `items/${id}/act`, { granted });
  sync = (id: string) => this.#call<Item>('POST', `items/${id}/sync`);

  async #call<T>(method: string, path: string, body?: object): Promise<T> {
    const response = await fetch(new URL(path, location.href), {
      method,
      headers: { 'content-type': 'application/json' },
      ...(body && { body: JSON.stringify(body) }),
    });
    const answer = (await response.json()) as T & { message?: string };
    if (!response.ok) throw new Error(answer.message ?? `HTTP ${response.status}`);
    return answer;
  }
}
