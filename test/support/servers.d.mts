import type { IncomingMessage, ServerResponse } from 'node:http';
import type { RunningSandbox } from '../../src/sandbox/node.js';

export function bundleSdk(stdin?: string): Promise<string>;
/** A backend whose addresses redirect, as a handler of `node:http`. */
export function redirectBackend(): (request: IncomingMessage, response: ServerResponse) => Promise<unknown>;
export function startServers(options?: { stepMs?: number }): Promise<{
  urls: Record<'sandbox' | 'child' | 'silent' | 'hanging' | 'events' | 'redirects', string>;
  sandbox: RunningSandbox;
  close(): Promise<unknown>;
}>;
