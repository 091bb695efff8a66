interface PendingCall<Input, Output> {
  input: Input;
  resolve: (output: Output) => void;
  reject: (error: unknown) => void;
}

/**
 * Combines calls into batches: inputs that arrive while a batch runs form the next batch. A single call runs at once,
 * and under load the number of round trips falls.
 */
export function batched<Input, Output>(
  run: (inputs: Input[]) => Promise<Output[]>,
  maxSize: number,
): (input: Input) => Promise<Output> {
  const pending: PendingCall<Input, Output>[] = [];
  let running = false;

  async function runBatches(): Promise<void> {
    running = true;
    while (pending.length > 0) {
      const batch = pending.splice(0, maxSize);
      try {
        const outputs = await run(batch.map(({ input }) => input));
        batch.forEach(({ resolve }, index) => resolve(outputs[index]!));
      } catch (error) {
        for (const { reject } of batch) reject(error);
      }
    }
    running = false;
  }

  return (input) =>
    new Promise((resolve, reject) => {
      pending.push({ input, resolve, reject });
      if (!running) void runBatches();
    });
}
