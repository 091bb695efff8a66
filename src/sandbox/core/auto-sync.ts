import { loginOf } from './connectors.js';
import { change, type Store, type StoredItem } from './store.js';

/** Retries after a failed sync before Pluggy gives up. */
const MAX_RETRIES = 5;
/** Retries per sync interval: hourly when the interval is a day. */
const RETRIES_PER_INTERVAL = 24;

/** Schedules automatic updates of items. https://docs.pluggy.ai/docs/data-sync-update-an-item */
export class AutoSync {
  constructor(
    private readonly store: Store,
    private readonly run: (item: StoredItem) => void,
  ) {}

  /** Sets `nextAutoSyncAt` after a run, or clears it when the item is not synced again. */
  plan(item: StoredItem): void {
    const { autoSyncMs } = this.store.settings;
    const wait = autoSyncMs === null || !syncable(item) ? undefined : this.#waitAfter(item, autoSyncMs);
    change(this.store, item, { nextAutoSyncAt: wait === undefined ? null : this.store.clock.iso(wait) });
    this.watch(item);
  }

  /** Starts the timer for the item's `nextAutoSyncAt`. */
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
    return json.status === 'OUTDATED' && failures <= MAX_RETRIES ? everyMs / RETRIES_PER_INTERVAL : undefined;
  }
}

/** Whether the item can be updated without its user, who would have to enter a code, scan a QR code or open an app. */
const syncable = ({ json }: StoredItem) =>
  json.autoSyncDisabledAt === null &&
  !json.connector.hasMFA &&
  loginOf(json.connector.id) !== 'qr' &&
  loginOf(json.connector.id) !== 'app';
