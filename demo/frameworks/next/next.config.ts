import type { NextConfig } from 'next';

// Set explicitly: Turbopack would infer the repository root from the lockfile there.
export default { turbopack: { root: import.meta.dirname } } satisfies NextConfig;
