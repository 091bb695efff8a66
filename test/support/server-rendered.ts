// Renders a page as a server does: in English, with a clock that differs from the browser's.
import { render } from '@lit-labs/ssr';
import { collectResult } from '@lit-labs/ssr/lib/render-result.js';
import { html } from 'lit';
import type { Item } from '../../src/index.js';
import '../../src/define.js';
import { elementRenderer } from '../../src/ssr.js';

const FAILED: Item = { id: 'a', status: 'LOGIN_ERROR', error: { code: 'INVALID_CREDENTIALS' } };

export const NONCE = 'r4nd0m';

export async function serverRendered(): Promise<string> {
  const page = html`
    <pluggy-item-status
      id="attributes"
      status="UPDATED"
      last-updated-at="2026-01-02T10:20:00Z"
      detail
    ></pluggy-item-status>
    <pluggy-item-status id="property" .item=${FAILED}></pluggy-item-status>
    <pluggy-item-status id="gone" .item=${FAILED}></pluggy-item-status>
    <pluggy-item-status id="empty"></pluggy-item-status>
    <pluggy-error-banner id="code" code="ITEM_NOT_FOUND"></pluggy-error-banner>
    <pluggy-error-banner id="failed" .item=${FAILED}></pluggy-error-banner>
    <pluggy-error-banner id="over" .item=${FAILED}></pluggy-error-banner>
    <pluggy-error-banner id="nothing"></pluggy-error-banner>
  `;
  const body = await collectResult(render(page, { elementRenderers: [elementRenderer({ nonce: NONCE })] }));
  return `<!doctype html><html lang="pt-BR"><title>From a server</title><body>${body}</body></html>`;
}
