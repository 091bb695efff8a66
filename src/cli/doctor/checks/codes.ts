/** A code that a bank would send; the answers must not repeat it. */
export const CODE = '739184';

/** A body with a name that no Item waits for, so that a backend without a check passes no code on to a bank. */
export const CODE_BODY = { 'pluggy-elements-doctor': CODE };
