import type { NextConfig } from 'next';

// There is a lockfile further up, which is not this app's.
export default { turbopack: { root: import.meta.dirname } } satisfies NextConfig;
