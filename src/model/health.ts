import type { Item } from './item-types.js';

/** A state of an institution in which runs fail or take longer. */
export type HealthProblem = 'offline' | 'unstable';

const PROBLEMS = new Map<string | undefined, HealthProblem>([
  ['OFFLINE', 'offline'],
  ['UNSTABLE', 'unstable'],
]);

/**
 * Returns the problem that Pluggy reports for the Item's institution.
 * Source: https://docs.pluggy.ai/en/docs/developer-tools/status-page-api
 */
export function healthProblem(item: Pick<Item, 'connector'> | undefined): HealthProblem | undefined {
  return PROBLEMS.get(item?.connector?.health?.status?.toUpperCase());
}
