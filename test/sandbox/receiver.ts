import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished } from 'vitest';
import { waitFor } from '../support/wait-for.js';

type Payload = Record<string, unknown> & { event: string; eventId: string };

/** Starts a webhook receiver on this machine. It responds with the given statuses in turn, then with 200. */
export async function receiver(answers: number[] = []) {
  const received: { payload: Payload; headers: IncomingHttpHeaders }[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk) => (body += chunk));
    request.on('end', () => {
      received.push({ payload: JSON.parse(body) as Payload, headers: request.headers });
      response.writeHead(answers.shift() ?? 200).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close().closeAllConnections());
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`;
  const events = () => received.map(({ payload }) => payload.event).sort();
  /** Waits until exactly these events have arrived, in any order. */
  const arrive = (wanted: string[]) => waitFor(() => expect(events()).toEqual([...wanted].sort()));
  return { url, received, events, arrive };
}
