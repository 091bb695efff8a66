/**
 * The longest wait of a test for something that has to happen, in milliseconds. The limit ends a test that waits in vain; no
 * test is slow or fast by it, so that a busy machine passes too.
 */
export const WAIT_MS = 60_000;
