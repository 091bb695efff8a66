/**
 * The longest time that a test waits for an event, in milliseconds. The limit only ends a test that waits in vain, so
 * that a busy machine passes too.
 */
export const WAIT_MS = 60_000;
