import { loginOf } from './connectors.js';
import { change, type Store, type StoredItem } from './store.js';

/** Tries after a failed sync, a day's 24th apart, before Pluggy gives up. */
const RETRIES = 5;
const RETRY_SHARE = 24;

/** Updates that nobody asks for, as the application's plan has them. https://docs.pluggy.ai/docs/data-sync-update-an-item */
export class AutoSync {
  constructor(
    private readonly store: Store,
    private readonly run: (item: StoredItem) => void,
  ) {}

  /** After a run: when the next one is, if there is to be one. */
  plan(item: StoredItem): void {
    const { autoSyncMs } = this.store.settings;
    const wait = autoSyncMs === null || !syncable(item) ? undefined : this.#waitAfter(item, autoSyncMs);
    change(this.store, item, { nextAutoSyncAt: wait === undefined ? null : this.store.clock.iso(wait) });
    this.watch(item);
  }

  /** Waits for the date that the item shows. */
  watch(item: StoredItem): void {
    item.cancelSync?.();
    item.cancelSync = undefined;
    const { nextAutoSyncAt } = item.json;
    if (nextAutoSyncAt === null) return;
    const wait = Math.max(0, Date.parse(nextAutoSyncAt) - this.store.clock.now());
    item.cancelSync = this.store.clock.after(wait, () => this.run(item));
  }

  #waitAfter({ json, failures }: StoredItem, everyMs: number): number | undefined {
    if (json.status === 'UPDATED') return everyMs;
    return json.status === 'OUTDATED' && failures <= RETRIES ? everyMs / RETRY_SHARE : undefined;
  }
}

/** Not where each run needs the person. */
const syncable = ({ json }: StoredItem) =>
  !json.connector.hasMFA && loginOf(json.connector.id) !== 'qr' && loginOf(json.connector.id) !== 'app';
