type Method = 'debug' | 'log' | 'info' | 'warn' | 'error';
const METHODS: Method[] = ['debug', 'log', 'info', 'warn', 'error'];

/** Records console output from now on instead of printing it, until `restore()`. */
export function recordConsole(...methods: Method[]) {
  const printed: unknown[][] = [];
  const restores = methods.map((method) => {
    const original = Object.getOwnPropertyDescriptor(console, method)!;
    console[method] = (...args: unknown[]) => void printed.push(args);
    return () => Object.defineProperty(console, method, original);
  });
  return {
    printed,
    texts: () => printed.map((args) => args.join(' ')),
    restore: () => restores.forEach((run) => run()),
  };
}

const expected: RegExp[] = [];
const unexpected: string[] = [];

/** Declares console output that the running test may cause. Call it in the test or in a `beforeEach` of its suite. */
export function expectConsole(...patterns: RegExp[]): void {
  expected.push(...patterns);
}

/** Declares the console's lines about failures with these codes, in the running test. */
export function expectFailures(...codes: string[]): void {
  expectConsole(new RegExp(`^<pluggy-[\\w-]+> .* See \\S+#(${codes.join('|')})$`, 's'));
}

/** Replaces the console: from now on, each line that no test declares makes `checkConsole` throw. */
export function guardConsole(): void {
  for (const method of METHODS) {
    console[method] = (...args: unknown[]) => {
      const text = args.map((arg) => (arg instanceof Error ? arg.message : String(arg))).join(' ');
      if (!expected.some((pattern) => pattern.test(text))) unexpected.push(`console.${method}: ${text}`);
    };
  }
}

/** Throws when the test that ends has printed something that it did not declare. */
export function checkConsole(): void {
  const lines = unexpected.splice(0);
  expected.length = 0;
  if (lines.length) throw new Error(`Console output that this test does not declare:\n${lines.join('\n')}`);
}
