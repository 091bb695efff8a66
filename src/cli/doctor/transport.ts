import { request as requestHttp, type IncomingMessage } from 'node:http';
import { request as requestHttps } from 'node:https';
import { brotliDecompressSync, gunzipSync, inflateSync } from 'node:zlib';

/** The elements give up after this time. */
const TIMEOUT_MS = 15_000;
/** The elements read at most 8 MB. */
const MAX_BYTES = 8_000_000;

export interface Outgoing {
  readonly method: string;
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** Time until the headers arrived. */
  readonly ms: number;
}

/** A request without an answer. */
export class Unanswered extends Error {}

/** An answer whose body is still arriving. */
export interface Stream {
  readonly status: number;
  readonly headers: Headers;
  /** Time until the headers arrived. */
  readonly ms: number;
  /** The text so far. */
  readonly text: () => string;
  /** Waits until the text meets a condition. Returns whether it did within the time. */
  readonly until: (condition: (text: string) => boolean, timeoutMs: number) => Promise<boolean>;
  readonly close: () => void;
}

/** Sends a request as it is: unlike `fetch`, with every header, and without following redirects. */
export async function send(outgoing: Outgoing): Promise<Answer> {
  const { response, ms } = await open(outgoing);
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    bytes += chunk.length;
    if (bytes > MAX_BYTES) {
      response.destroy();
      throw new Unanswered(`answered with more than ${MAX_BYTES / 1e6} MB`);
    }
  }
  const headers = headersOf(response);
  return { status: response.statusCode ?? 0, headers, text: decode(Buffer.concat(chunks), headers), ms };
}

/** Opens a stream, which stays open until `close()`. */
export async function openStream(outgoing: Outgoing): Promise<Stream> {
  const { response, ms } = await open(outgoing);
  let text = '';
  const waiting = new Set<() => void>();
  const wake = () => waiting.forEach((check) => check());
  response.setEncoding('utf8');
  response.on('data', (chunk: string) => {
    text += chunk;
    wake();
  });
  response.on('error', wake);
  response.on('end', wake);
  return {
    status: response.statusCode ?? 0,
    headers: headersOf(response),
    ms,
    text: () => text,
    close: () => response.destroy(),
    until: (condition, timeoutMs) =>
      new Promise((resolve) => {
        const end = (isMet: boolean) => {
          clearTimeout(timer);
          waiting.delete(check);
          resolve(isMet);
        };
        const check = () => {
          if (condition(text)) end(true);
          else if (response.readableEnded || response.destroyed) end(false);
        };
        const timer = setTimeout(() => end(condition(text)), timeoutMs);
        waiting.add(check);
        check();
      }),
  };
}

function open({ method, url, headers, body }: Outgoing): Promise<{ response: IncomingMessage; ms: number }> {
  return new Promise((resolve, reject) => {
    const startedAt = performance.now();
    const send = url.protocol === 'https:' ? requestHttps : requestHttp;
    const length = body === undefined ? {} : { 'Content-Length': String(Buffer.byteLength(body)) };
    const request = send(url, {
      // A connection of its own: a server may close one after a refusal, while the next request is on its way.
      agent: false,
      method,
      headers: { 'Accept-Encoding': 'identity', ...headers, ...length },
    });
    const timer = setTimeout(() => request.destroy(new Error(`no answer within ${TIMEOUT_MS / 1000} s`)), TIMEOUT_MS);
    request.once('response', (response) => {
      clearTimeout(timer);
      response.setTimeout(0);
      resolve({ response, ms: Math.round(performance.now() - startedAt) });
    });
    request.once('error', (error: NodeJS.ErrnoException) => {
      clearTimeout(timer);
      reject(new Unanswered(error.code ? `${error.code}: ${error.message}` : error.message));
    });
    request.end(body);
  });
}

function headersOf({ rawHeaders }: IncomingMessage): Headers {
  const headers = new Headers();
  for (let index = 0; index < rawHeaders.length; index += 2) headers.append(rawHeaders[index]!, rawHeaders[index + 1]!);
  return headers;
}

/** Decodes a body that a server compresses unasked. */
function decode(bytes: Buffer, headers: Headers): string {
  const encoding = headers.get('content-encoding') ?? '';
  try {
    if (/gzip/.test(encoding)) return gunzipSync(bytes).toString();
    if (/br/.test(encoding)) return brotliDecompressSync(bytes).toString();
    if (/deflate/.test(encoding)) return inflateSync(bytes).toString();
  } catch {
    // A wrong header: the body is shown as it is.
  }
  return bytes.toString();
}
