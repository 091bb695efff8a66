import type { NextConfig } from 'next';

// Without this setting, Turbopack would infer the repository root from the lockfile there.
export default {
  turbopack: { root: import.meta.dirname },
  distDir: process.env.NEXT_DIST_DIR ?? '.next',
} satisfies NextConfig;
