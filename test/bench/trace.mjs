// Reads the time of script from the browser's trace.

/** The events of a trace that are script; they contain each other. */
const SCRIPT = [
  'EvaluateScript',
  'EventDispatch',
  'FireAnimationFrame',
  'FireIdleCallback',
  'FunctionCall',
  'RunMicrotasks',
  'TimerFire',
];
/** The end of the work of the page's main thread for a frame. */
const FRAME = 'BeginCommitCompositorFrame';

/** Returns the milliseconds of script in each frame of the page while `act` runs. */
export async function scriptOfFrames(browser, page, act) {
  await browser.startTracing(page, { categories: ['devtools.timeline', 'disabled-by-default-devtools.timeline'] });
  await act();
  const { traceEvents } = JSON.parse((await browser.stopTracing()).toString());
  const threads = new Map();
  for (const event of traceEvents) {
    const name = `${event.pid} ${event.tid}`;
    if (!threads.get(name)?.push(event)) threads.set(name, [event]);
  }
  const framesOf = (events) => events.filter(({ name }) => name === FRAME).length;
  // Other pages and the browser itself have frames too; the page that scrolls has most.
  const [events] = [...threads.values()].sort((a, b) => framesOf(b) - framesOf(a));
  events.sort((a, b) => a.ts - b.ts || (b.dur ?? 0) - (a.dur ?? 0));
  const frames = [];
  let script = 0;
  let end = 0;
  for (const { name, ts, dur = 0 } of events) {
    if (name === FRAME) {
      frames.push(script);
      script = 0;
    }
    if (!SCRIPT.includes(name) || ts < end) continue;
    end = ts + dur;
    script += dur / 1000;
  }
  return frames;
}
