/** Progress of the parts that run now, in the order of their starts. */
const running = new Set();
const isTerminal = process.stdout.isTTY;

/** Prints a text above the line about the running parts, which a terminal rewrites in place. */
function print(text) {
  if (isTerminal) process.stdout.write('\r\x1b[K');
  console.log(text);
  redraw();
}

function redraw() {
  if (!isTerminal || !running.size) return;
  const line = [...running].map(({ state }) => state).join(' | ');
  process.stdout.write(`\r\x1b[K${line.slice(0, (process.stdout.columns || 80) - 1)}`);
}

/** The progress of a part: shown in place on a terminal, otherwise printed at the start and the end. */
export class Progress {
  total;
  state;
  #name;
  #startedAt = Date.now();

  constructor(name, seconds) {
    this.#name = name;
    this.state = `${name}, about ${seconds} s`;
    running.add(this);
    if (isTerminal) redraw();
    else console.log(this.state);
  }

  show({ passed, failed, skipped }) {
    const done = passed + failed + skipped;
    const count = this.total ? `${done} of ${this.total}` : String(done);
    this.state = `${this.#name}: ${count}${failed ? `, ${failed} failed` : ''}, ${this.#seconds} s`;
    redraw();
  }

  /** Prints a failure in full. */
  print(text) {
    print(`\n${text.trimEnd()}\n`);
  }

  end({ passed, failed, skipped }) {
    running.delete(this);
    const done = passed + failed + skipped ? `: ${passed} passed, ${failed} failed` : '';
    print(`${this.#name}${done}${skipped ? `, ${skipped} skipped` : ''}, ${this.#seconds} s`);
  }

  get #seconds() {
    return Math.round((Date.now() - this.#startedAt) / 1000);
  }
}
