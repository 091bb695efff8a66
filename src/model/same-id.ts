/** Whether the ids are equal. Ids are UUIDs, which a page or a backend may write in capitals, and a page with spaces. */
export function isSameId(id: unknown, expected: unknown): boolean {
  return String(id).toLowerCase() === String(expected).trim().toLowerCase();
}
