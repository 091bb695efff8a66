import type { Server } from 'node:http';
import type { Page } from '@playwright/test';

export function serveItemStream(
  itemAt: (index: number) => unknown,
  options?: { items?: number; perSecond?: number },
): Promise<{ server: Server; url: string; start(): void; close(): void }>;
export function measureList(): void;
export function pressMeanwhile(
  page: Page,
  button: string,
): Promise<{ renders: number; frames: number; items: number; clicksMs: number[] }>;
