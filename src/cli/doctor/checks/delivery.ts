import type { Backend } from '../backend.js';
import type { Verdict } from '../check.js';
import { eventsIn, isAbout } from '../events.js';
import type { Answer, Stream } from '../transport.js';
import { noItem } from './session.js';
import { withoutSecret } from './shared.js';

/** Time in which an event has to reach the page. */
export const ARRIVAL_MS = 10_000;
/** Time in which an event for the wrong person, or a second one, would have arrived too. */
const SETTLE_MS = 1000;

/** Names a request to the webhook. */
export const webhook = (what: string) => (backend: Backend) =>
  `${backend.name('POST', backend.options.routes.webhook)}${what}`;

/** A webhook that was sent twice, and the events that reached two pages. */
interface Delivery {
  readonly answers: readonly [Answer, Answer];
  readonly mine: readonly string[];
  readonly theirs: readonly string[] | undefined;
}

/** Sends an event about your Item twice, while you and another person have a stream open. */
function deliver(backend: Backend, itemId: string): Promise<Delivery> {
  return backend.once('delivery', async () => {
    const { me, other, webhookSecret } = backend.options;
    const { name, value } = webhookSecret!;
    const hasOther = !(await backend.whyNoOther());
    const streams: Stream[] = [await backend.stream(me)];
    try {
      if (hasOther) streams.push(await backend.stream(other));
      const eventId = crypto.randomUUID();
      const event = { event: 'item/updated', eventId, itemId, triggeredBy: 'CLIENT' };
      const answers: [Answer, Answer] = [
        await backend.deliver(event, { [name]: value }),
        await backend.deliver(event, { [name]: value }),
      ];
      const about = (text: string) =>
        eventsIn(text)
          .filter((each) => isAbout(each, itemId))
          .map(({ data }) => data);
      await streams[0]!.until((text) => about(text).length > 0, ARRIVAL_MS);
      await new Promise((resolve) => setTimeout(resolve, SETTLE_MS));
      return { answers, mine: about(streams[0]!.text()), theirs: hasOther ? about(streams[1]!.text()) : undefined };
    } finally {
      for (const opened of streams) opened.close();
    }
  });
}

/** Runs a check that sends events about your Item with the right secret. */
export async function withDelivery(backend: Backend, run: (delivery: Delivery) => Verdict): Promise<Verdict> {
  if (!backend.options.webhookSecret) return withoutSecret();
  const itemId = await backend.itemId();
  if (!itemId) return noItem(backend);
  return run(await deliver(backend, itemId));
}
