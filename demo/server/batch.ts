interface Waiting<Input, Output> {
  input: Input;
  resolve: (output: Output) => void;
  reject: (error: unknown) => void;
}

/**
 * Many small requests as few large ones: what comes while one is under way goes together in the next. Without load
 * nobody waits, and under load it is the number of round trips that counts.
 */
export function batched<Input, Output>(
  run: (inputs: Input[]) => Promise<Output[]>,
  max: number,
): (input: Input) => Promise<Output> {
  const waiting: Waiting<Input, Output>[] = [];
  let running = false;

  async function work(): Promise<void> {
    running = true;
    while (waiting.length > 0) {
      const group = waiting.splice(0, max);
      try {
        const outputs = await run(group.map(({ input }) => input));
        group.forEach(({ resolve }, index) => resolve(outputs[index]!));
      } catch (error) {
        for (const { reject } of group) reject(error);
      }
    }
    running = false;
  }

  return (input) =>
    new Promise((resolve, reject) => {
      waiting.push({ input, resolve, reject });
      if (!running) void work();
    });
}
