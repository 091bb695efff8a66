/** The line about the running part: rewritten in place on a terminal, otherwise printed at the start and the end. */
export class Progress {
  total;
  #name;
  #startedAt = Date.now();
  #isTerminal = process.stdout.isTTY;

  constructor(name, seconds) {
    this.#name = name;
    const line = `${name}, about ${seconds} s`;
    if (this.#isTerminal) process.stdout.write(line);
    else console.log(line);
  }

  show({ passed, failed, skipped }) {
    if (!this.#isTerminal) return;
    const done = passed + failed + skipped;
    const count = this.total ? `${done} of ${this.total}` : String(done);
    process.stdout.write(`\r\x1b[K${this.#name}: ${count}${failed ? `, ${failed} failed` : ''}, ${this.#seconds} s`);
  }

  /** Prints a failure in full, above the line. */
  print(text) {
    if (this.#isTerminal) process.stdout.write('\r\x1b[K');
    console.log(`\n${text.trimEnd()}\n`);
  }

  end({ passed, failed, skipped }) {
    const done = passed + failed + skipped ? `: ${passed} passed, ${failed} failed` : '';
    const line = `${this.#name}${done}${skipped ? `, ${skipped} skipped` : ''}, ${this.#seconds} s`;
    console.log(this.#isTerminal ? `\r\x1b[K${line}` : line);
  }

  get #seconds() {
    return Math.round((Date.now() - this.#startedAt) / 1000);
  }
}
