/** A content type comes from the server. */
const MAX_TYPE_LENGTH = 40;

/** Returns the status and the content type of a response, as messages show them. */
export function describeAnswer({ status, headers }: Response): string {
  const type = headers.get('content-type')?.split(';')[0]?.trim().slice(0, MAX_TYPE_LENGTH);
  return `answered ${status} (${type || 'no content type'})`;
}
