import { describe, isSuccess } from '../answer.js';
import { isMissing, type Backend, type BackendCheck } from '../backend.js';
import { failed, passed, skipped, warned, type Verdict } from '../check.js';
import { webhook, withDelivery } from './delivery.js';
import { ofSession } from './session.js';

/** Pluggy gives up after this time. Source: https://docs.pluggy.ai/en/docs/reference/webhooks */
const LIMIT_MS = 5000;
const SLOW_MS = 2000;

/** Sends an event about no Item, without the right secret. */
async function deliverUnsigned(backend: Backend, headers: Record<string, string>): Promise<Verdict> {
  const event = { event: 'item/updated', eventId: crypto.randomUUID(), itemId: backend.unknownId };
  const answer = await backend.deliver(event, headers);
  const { origin } = backend.options.routes.webhook;
  if (isMissing(answer) && origin === 'default') {
    return skipped(`the route answers ${answer.status}`, 'Name another webhook: --webhook-endpoint /path.');
  }
  if (answer.status === 401 || answer.status === 403 || answer.status === 404) return passed(describe(answer));
  const fix = 'Give the webhook a secret in a header, and answer 401 without it: Pluggy does not sign events.';
  return failed(describe(answer), fix);
}

const CHECKS: readonly BackendCheck[] = [
  {
    id: 'webhook-unsigned',
    tried: webhook(' without a secret'),
    expected: '401 or 403',
    isForAnybody: true,
    docs: 'backend.md#webhooks',
    run: (backend) => deliverUnsigned(backend, {}),
  },
  {
    id: 'webhook-wrong-secret',
    tried: webhook(' with a wrong secret'),
    expected: '401 or 403',
    isForAnybody: true,
    docs: 'backend.md#webhooks',
    run: (backend) =>
      deliverUnsigned(backend, { [backend.options.webhookSecret?.name ?? 'X-Webhook-Secret']: crypto.randomUUID() }),
  },
  {
    id: 'webhook-answer',
    tried: webhook(' with the secret, twice'),
    expected: '2xx both times',
    docs: 'backend.md#webhooks',
    run: (backend) =>
      withDelivery(backend, ({ answers }) => {
        const [first, second] = answers;
        const seen = `${describe(first)}, then ${describe(second)}`;
        return answers.every(isSuccess)
          ? passed(seen)
          : failed(seen, 'Answer 2xx to every event, also to one that you know: Pluggy sends any other answer again.');
      }),
  },
  {
    id: 'webhook-time',
    tried: webhook(' with the secret: the time'),
    expected: `an answer within ${LIMIT_MS / 1000} s`,
    docs: 'backend.md#webhooks',
    run: (backend) =>
      withDelivery(backend, ({ answers }) => {
        const ms = Math.max(...answers.map((answer) => answer.ms));
        const fix = 'Store the event, answer, and do the work later.';
        if (ms > LIMIT_MS) return failed(`${ms} ms: Pluggy sends the event again`, fix);
        return ms > SLOW_MS ? warned(`${ms} ms`, fix) : passed(`${ms} ms`);
      }),
  },
];

export const WEBHOOK_CHECKS = CHECKS.map(ofSession);
