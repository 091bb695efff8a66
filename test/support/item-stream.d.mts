import type { Page } from '@playwright/test';

export const ITEMS: number;
export function serveItemStream(
  itemAt: (index: number) => unknown,
): Promise<{ url: string; start(): void; close(): void }>;
export function measureList(): void;
export function pressMeanwhile(
  page: Page,
  button: string,
): Promise<{ renders: number; frames: number; items: number; clicksMs: number[] }>;
