import { PluggyError } from '../model/errors.js';

/** Pause before a chunk that failed to load is requested again. */
export const CHUNK_RETRY_MS = 5000;

/**
 * Loads a chunk on demand. Chromium remembers a failed module by its URL, so the second try adds a query to the URL. An
 * import map with integrity hashes has no hash for that URL, so with such a map there is no second try.
 */
export function loadChunk<T>(load: () => Promise<T>, tag?: string): Promise<T> {
  return load()
    .catch((cause: Error) => {
      const url = /http\S+$/.exec(cause.message);
      if (!url || [...document.scripts].some(({ type, text }) => type === 'importmap' && text.includes('"integrity"')))
        throw cause;
      return import(/* @vite-ignore */ /* webpackIgnore: true */ `${url[0]}?again=${Date.now()}`) as Promise<T>;
    })
    .catch((cause: unknown) => {
      const code = navigator.onLine ? 'widget-unavailable' : 'offline';
      throw new PluggyError(code, 'A chunk did not load.', { tag, cause });
    });
}
