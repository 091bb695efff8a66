import type { Metafile } from 'esbuild';

export function eagerOutputs(metafile: Metafile, entry: string): string[];
