let isPrinted = false;

/** Prints, once for the process, why a token has no owner: Pluggy accepts the request without a word. */
export function hintAtOptions(): void {
  if (isPrinted) return;
  isPrinted = true;
  console.warn('POST /connect_token: clientUserId beside options is ignored: put it inside options');
}
