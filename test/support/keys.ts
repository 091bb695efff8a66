/** Fixed API keys of simulators in tests, for callers that do not have the simulator's object. */
export const KEYS = { clientId: 'sandbox-client', clientSecret: 'sandbox-secret' } as const;
