import type { Item } from './item-types.js';
import { linkUrl } from './sanitize.js';

/** The connector that shares Items of another application, which alone can update them. All its Items have the same institution name. */
export const MEU_PLUGGY_ID = 200;

/** Whether the person signs in on a page of the institution's own, so that nothing is known about a password. */
export function signsInElsewhere({ connector }: Pick<Item, 'connector'>): boolean {
  return connector?.oauth === true || connector?.isOpenFinance === true || connector?.id === MEU_PLUGGY_ID;
}

/** Returns the page on which the person resolves something at the institution itself; `undefined` without one. */
export function bankUrl(item: Item | undefined): string | undefined {
  const { resetPasswordUrl, institutionUrl } = item?.connector ?? {};
  // A framework may set any value.
  return [resetPasswordUrl, institutionUrl].find(
    (url) => typeof url === 'string' && url.startsWith('https:') && linkUrl(url),
  );
}
