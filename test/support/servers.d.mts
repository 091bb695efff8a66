import type { RunningSandbox } from '../../src/sandbox/node.js';

export function bundleSdk(stdin?: string): Promise<string>;
export function startServers(options?: { stepMs?: number }): Promise<{
  urls: Record<'sandbox' | 'child' | 'silent' | 'hanging' | 'events', string>;
  sandbox: RunningSandbox;
  close(): Promise<unknown>;
}>;
