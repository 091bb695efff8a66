import { parseItem } from '../../model/parse-item.js';
import { describe, isSuccess, jsonOf } from './answer.js';
import type { Backend } from './backend.js';
import { tokenIn } from './checks/token-answer.js';
import type { Person } from './person.js';
import { send, type Answer } from './transport.js';

/** Pluggy's simulated bank, and its test login. Source: https://docs.pluggy.ai/docs/sandbox */
const CONNECTOR_ID = 2;
const LOGIN = { user: 'user-ok', password: 'password-ok' };
/** Time in which the first run of the simulated bank ends, and its webhooks arrive. */
const RUN_MS = 20_000;
const INTERVAL_MS = 250;
const SETTLE_MS = 1000;

const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** Connections to the simulated bank that the checks make, use and end. The backend hears of them only by `report`. */
export class SimulatedBank {
  constructor(
    private readonly backend: Backend,
    private readonly pluggyUrl: URL,
  ) {}

  /** Connects the bank at Pluggy with a token. Returns Pluggy's answer with the Item's id, or the reason why there is none. */
  async connect(token: string): Promise<{ itemId?: string; text: string; problem: string }> {
    this.backend.options.secrets.add(token);
    const answer = await send({
      method: 'POST',
      url: new URL('items', this.pluggyUrl),
      headers: { 'Content-Type': 'application/json', 'X-API-KEY': token },
      body: JSON.stringify({ connectorId: CONNECTOR_ID, parameters: LOGIN }),
    });
    const { id } = (jsonOf(answer) ?? {}) as { id?: unknown };
    if (isSuccess(answer) && typeof id === 'string') return { itemId: id, text: answer.text, problem: '' };
    const problem = `Pluggy’s answer to POST ${this.pluggyUrl.pathname}items is ${describe(answer)}`;
    return { text: answer.text, problem };
  }

  /** Connects the bank as a person. */
  async connectAs(person: Person): Promise<{ itemId?: string; problem: string }> {
    const { token, problem } = tokenIn(await this.backend.tokenFor(person));
    return token ? this.connect(token) : { problem: `no token: ${problem}` };
  }

  report(person: Person, itemId: string): Promise<Answer> {
    return this.backend.ask(person, 'POST', this.backend.options.routes.items, { body: { itemId } });
  }

  read(person: Person, itemId: string): Promise<Answer> {
    return this.backend.ask(person, 'GET', this.backend.options.routes.item, { itemId });
  }

  disconnect(person: Person, itemId: string): Promise<Answer> {
    return this.backend.ask(person, 'DELETE', this.backend.options.routes.item, { itemId });
  }

  /**
   * Connects the bank as a person, reports the connection, and waits until its first run has ended: a webhook that the
   * backend still handles could store the Item after its end.
   */
  async establish(person: Person): Promise<{ itemId?: string; problem: string }> {
    const { itemId, problem } = await this.connectAs(person);
    if (!itemId) return { problem };
    const reported = await this.report(person, itemId);
    const read = await this.read(person, itemId);
    if (!isSuccess(reported) || !isSuccess(read)) {
      await this.end(person, itemId);
      return {
        problem: `the report of a new Item is answered with ${describe(reported)}, and GET with ${describe(read)}`,
      };
    }
    for (const end = Date.now() + RUN_MS; Date.now() < end; await wait(INTERVAL_MS)) {
      if (hasEnded(await this.read(person, itemId))) break;
    }
    await wait(SETTLE_MS);
    return { itemId, problem: '' };
  }

  /** Lets the simulated Pluggy delete an Item, as Pluggy does for a retired connector. Pluggy itself has no such route. */
  async deleteAtPluggy(itemId: string): Promise<boolean> {
    const answer = await send({
      method: 'POST',
      url: new URL(`sandbox/items/${itemId}/preset`, this.pluggyUrl),
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ name: 'deleted' }),
    });
    // The answer has the Item that was.
    return isSuccess(answer);
  }

  /** Removes what is left of a connection, at the backend and at the sandbox. */
  async end(person: Person, itemId: string): Promise<void> {
    await this.report(person, itemId);
    await this.disconnect(person, itemId);
    await this.deleteAtPluggy(itemId);
  }
}

/** Whether the first run of an Item has ended, or cannot be read. */
function hasEnded(answer: Answer): boolean {
  try {
    return !['', 'UPDATING', 'MERGING'].includes(parseItem(jsonOf(answer)).status ?? '');
  } catch {
    return true;
  }
}
