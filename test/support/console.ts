/** What is said on the console from now on, instead of there. */
export function recordConsole(...methods: ('log' | 'info' | 'debug' | 'warn' | 'error')[]) {
  const said: unknown[][] = [];
  const restores = methods.map((method) => {
    const own = Object.getOwnPropertyDescriptor(console, method)!;
    console[method] = (...args: unknown[]) => void said.push(args);
    return () => Object.defineProperty(console, method, own);
  });
  return { said, texts: () => said.map((args) => args.join(' ')), restore: () => restores.forEach((run) => run()) };
}
