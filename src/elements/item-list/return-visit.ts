import type { Items } from '../../client/items/items.js';
import { canonicalId } from '../../model/parse-item.js';

/** Parameters that institutions and Pluggy add to the address. Source: https://docs.pluggy.ai/docs/connect-widget/oauth-support */
const ID_NAMES = ['itemId', 'item_id'];
const REFUSAL_NAMES = ['error', 'message', 'error_description'];

/** Answers to a person who has not signed in. A backend may answer with its page for signing in, which is no list. */
const SIGNED_OUT = new Set(['items-unauthorized', 'items-malformed']);

/** The return in the page's address. */
interface ReturnAddress {
  /** The Item that was connected; empty where the institution refused, or for a malformed id. */
  readonly itemId: string;
  readonly isRefused: boolean;
  /** The address without the parameters of the return. */
  readonly rest: URL;
}

/** The person's return from an institution's page, which adds parameters to the page's address. */
export class ReturnVisit {
  /** The Item that was connected there; empty where the institution refused; `undefined` where there was no return. */
  itemId?: string;
  /** Whether the institution has reported an error. */
  isRefused = false;
  /** Whether this person does not have the Item here, so that the connection may have begun in another app or browser. */
  isElsewhere = false;
  /** Whether the Item could not be read. The store reads the Item again. */
  isUnread = false;

  #changed: () => void;
  #isDismissed = false;

  /** @param changed - Called when the search for the Item has ended. */
  constructor(changed: () => void) {
    this.#changed = changed;
  }

  /** Reads the address, removes the parameters from it and looks for the Item. */
  begin(store: Items): void {
    const found = readAddress();
    if (!found) return;
    const { itemId, isRefused, rest } = found;
    const isSignedOut = !store.items && SIGNED_OUT.has(store.error?.code ?? '') && !this.#isDismissed;
    if (!store.items && !isSignedOut) return;
    Object.assign(this, { itemId, isRefused, isElsewhere: isSignedOut, isUnread: false });
    // The address keeps an id until the list is read: the person may sign in again, and a reload finds the id.
    if (isSignedOut && itemId) return;
    history.replaceState(history.state, '', rest);
    if (itemId) void this.#find(itemId, store);
    else if (!isSignedOut) void store.refresh();
  }

  end(): void {
    this.itemId = undefined;
    this.#isDismissed = true;
  }

  /** Looks for the Item, and reports the Item to a backend that does not know it yet: the person may have left too early. */
  async #find(itemId: string, store: Items): Promise<void> {
    if (store.get(itemId).item) await store.refresh(itemId);
    else await this.#findNew(itemId, store);
    const { item, error } = store.get(itemId);
    this.isUnread = !item && !!error;
    this.isElsewhere = !item && !error;
    // Pluggy's webhook may reach the backend after the person.
    if (!item && this.itemId) store.expectChanges();
    this.#changed();
  }

  async #findNew(itemId: string, store: Items): Promise<void> {
    const found = await store.find(itemId);
    // The person has disconnected the Item meanwhile.
    if (found === 'ended') this.end();
    if (found) return;
    await store.link(itemId, 'returned');
    // This read keeps its failure, and is repeated.
    if (found === undefined || (await store.find(itemId)) === undefined) await store.refresh(itemId);
  }
}

/** Returns the return in the address, in the query or in the hash of a router; undefined without a return. */
function readAddress(): ReturnAddress | undefined {
  const rest = new URL(location.href);
  const [, route = '', query = ''] = /^(#(?:[^?]*\?|(?=[^/?]*=)))(.*)$/.exec(rest.hash) ?? [];
  const inHash = new URLSearchParams(query);
  const values = (names: readonly string[]) => names.flatMap((name) => [rest.searchParams.get(name), inHash.get(name)]);
  const id = values(ID_NAMES).find((value) => !!value);
  const isRefused = values(REFUSAL_NAMES).some((value) => value !== null);
  if (!id && !isRefused) return undefined;
  const isInHash = [...ID_NAMES, ...REFUSAL_NAMES].some((name) => inHash.has(name));
  for (const name of [...ID_NAMES, ...REFUSAL_NAMES]) {
    rest.searchParams.delete(name);
    inHash.delete(name);
  }
  const others = inHash.toString();
  if (isInHash) rest.hash = others ? route + others : route.replace(/\?$/, '');
  // Anyone can write an address: the message is never shown, and a malformed id is never requested.
  return { itemId: id && /^[\w-]+$/.test(id) ? canonicalId(id) : '', isRefused, rest };
}
