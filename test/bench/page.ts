/** Shared by the pages of the benches. */

/** Resolves with the moment after the next frame was painted. */
export const painted = () =>
  new Promise<number>((resolve) => {
    requestAnimationFrame(() => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => {
        port1.close();
        resolve(performance.now());
      };
      port2.postMessage(null);
    });
  });

export const collect = () => (globalThis as { gc?: () => void }).gc?.();
