import { PluggyError } from '../model/errors.js';

/** Pause before a chunk that failed to load is requested again. */
export const CHUNK_RETRY_MS = 5000;

/**
 * Loads a chunk on demand, and requests a chunk that failed once more. Firefox remembers a failed module by its URL (measured
 * in 153), so the third try adds a query to the URL. An import map with integrity hashes has no hash for that URL.
 */
export function loadChunk<T>(load: () => Promise<T>, tag?: string): Promise<T> {
  const code = String(load);
  return load()
    .catch(load)
    .catch((cause: Error) => {
      const [url, file = ''] = /http\S+\/(\S+)$/.exec(cause.message) ?? [];
      const hasHash = [...document.scripts].some(
        ({ type, text }) => type === 'importmap' && text.includes('"integrity"'),
      );
      // The file that failed may be one that the chunk imports.
      if (!url || !code.includes(file) || hasHash) throw cause;
      return import(/* @vite-ignore */ /* webpackIgnore: true */ `${url}?again=${Date.now()}`) as Promise<T>;
    })
    .catch((cause: Error) => {
      // WebKit's messages do not name the file.
      const text = `${code} failed: ${cause.message}.`;
      throw new PluggyError(navigator.onLine ? 'widget-unavailable' : 'offline', text, { tag, cause });
    });
}
