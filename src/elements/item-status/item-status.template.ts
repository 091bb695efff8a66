import { isInProgress, type ItemState } from '../../client/items/item-entry.js';
import { messagesFor, type Locale, type Messages, type StatusMessages } from '../../locales/index.js';
import { statusTexts } from '../../locales/status.js';
import {
  consentLeft,
  itemView,
  lastUpdateOf,
  wholeDays,
  type ItemView,
  type ItemViewOptions,
  type Severity,
} from '../../model/item-view.js';
import type { Item } from '../../model/item-types.js';
import { statusLabel } from '../shared/item-labels.js';
import { signOf, type Sign } from '../shared/signs.js';
import { isSameDay, type TimeFormat } from '../shared/time.js';

/** The content of a badge. */
export interface BadgeState {
  readonly item?: Item;
  /** The store's state, where the badge takes its Item from there. */
  readonly state?: ItemState;
  /** The Item's view where the caller knows better; by default that of `itemView`. */
  readonly view?: ItemView;
  readonly options: ItemViewOptions & { now: number };
  readonly locale: Locale;
  readonly overrides?: Messages['status'];
  readonly hasDetail: boolean;
  readonly time: TimeFormat;
}

/** The content of a badge, as text: pages have thousands of badges, which are too many for lit-html. */
export interface Badge {
  readonly severity: Severity;
  readonly sign: Sign;
  readonly label: string;
  readonly detail?: string;
  /** Whether the sign rests although a run is in progress. */
  readonly isStill?: boolean;
  /** Whether the content changes as time passes. */
  readonly isTimed?: boolean;
}

export function badgeTemplate(badge: BadgeState): Badge {
  const { item, state, options, locale, time, hasDetail } = badge;
  const messages = messagesFor(statusTexts, locale, badge.overrides);
  if (!item) {
    const label = state?.unsaved
      ? messages.unsaved
      : state?.gone
        ? messages.gone
        : state?.error
          ? messages.unreachable
          : messages.checking;
    return { severity: 'neutral', sign: 'neutral', label };
  }
  if (state?.unsaved) return { severity: 'attention', sign: 'attention', label: messages.unsaved };
  const view = badge.view ?? itemView(item, options);
  const { severity } = view;
  const { consentExpiresAt, nextAutoSyncAt, lastUpdatedAt, statusDetail } = item;
  const hasDate = !!(consentExpiresAt || nextAutoSyncAt || lastUpdatedAt || statusDetail);
  const isStill = !!state?.stalled && view.label !== 'reconnect';
  const ago = (past: number) => time.ago(past, options.now, locale);
  const detail = hasDetail ? detailText(badge, item, view, messages) : undefined;
  const updated = hasDetail && view.label === 'updated' && lastUpdateOf(item, options.now);
  const words = updated ? messages.updated(ago(updated), true) : statusLabel(view, messages, ago);
  // The detail says the age, too.
  const since = view.label === 'outdated' && !hasDetail && view.since;
  const label = since ? `${words} · ${messages.updated(ago(since), false)}` : words;
  return {
    severity,
    sign: signOf(view),
    label: isStill ? messages.stalled : label,
    detail,
    isStill,
    isTimed: !!(detail || updated) || hasDate || isInProgress({ item }),
  };
}

function detailText(
  { options, locale, time }: BadgeState,
  item: Item,
  { label }: ItemView,
  messages: StatusMessages,
): string {
  const { now } = options;
  const updated = lastUpdateOf(item, now);
  const next = Date.parse(item.nextAutoSyncAt ?? '');
  const left = consentLeft(item, options) ?? 0;
  const isToday = time.isLive && isSameDay(next, now);
  return [
    // The label already says the age of current and of old data.
    updated && label !== 'old' && label !== 'updated' && messages.updated(time.ago(updated, now, locale), false),
    next > now && messages.next(time.at(next, now, locale), isToday, !!updated),
    // The label already says when the consent ends.
    left > 0 && !label.startsWith('consent') && messages.consent(wholeDays(left)),
  ]
    .filter(Boolean)
    .join(' · ');
}
