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
import type { TimeFormat } from '../shared/time.js';

/** The content of a badge. */
export interface BadgeState {
  readonly item?: Item;
  /** The store's state, where the badge takes its Item from there. */
  readonly state?: ItemState;
  readonly options: ItemViewOptions & { now: number };
  readonly locale: Locale;
  readonly overrides?: Messages['status'];
  readonly hasDetail: boolean;
  readonly time: TimeFormat;
}

/** The content of a badge, as text: pages have thousands of badges, which are too many for lit-html. */
export interface Badge {
  readonly severity: Severity;
  readonly label: string;
  readonly detail?: string;
  /** Whether the icon rests although a run is in progress. */
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
    return { severity: 'neutral', label };
  }
  if (state?.unsaved) return { severity: 'problem', label: messages.unsaved };
  const view = itemView(item, options);
  const { severity } = view;
  const { consentExpiresAt, nextAutoSyncAt, lastUpdatedAt, statusDetail } = item;
  const hasDate = !!(consentExpiresAt || nextAutoSyncAt || lastUpdatedAt || statusDetail);
  const isStill = !!state?.stalled && view.label !== 'reconnect';
  const detail = hasDetail ? detailText(badge, item, view, messages) : undefined;
  return {
    severity,
    label: isStill ? messages.stalled : statusLabel(view, messages, (past) => time.ago(past, options.now, locale)),
    detail,
    isStill,
    isTimed: !!detail || hasDate || isInProgress({ item }),
  };
}

function detailText(
  { options, locale, time }: BadgeState,
  item: Item,
  view: ItemView,
  messages: StatusMessages,
): string {
  const { now } = options;
  const updated = lastUpdateOf(item, now);
  const next = Date.parse(item.nextAutoSyncAt ?? '');
  const left = consentLeft(item, options) ?? 0;
  return [
    // The label of old data already says its age.
    updated && view.label !== 'old' && messages.updated(time.ago(updated, now, locale), view.label === 'updated'),
    next > now && messages.next(time.at(next, now, locale)),
    // The label already says when the consent ends.
    left > 0 && !view.label.startsWith('consent') && messages.consent(wholeDays(left)),
  ]
    .filter(Boolean)
    .join(' · ');
}
