import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';

const ROOT = path.resolve(import.meta.dirname, '../../..');

const ITEM = { id: 'a', status: 'UPDATED', connector: { id: 1, name: 'Banco <img src=x onerror=alert(1)>' } };
const DATES = { lastUpdatedAt: '2026-01-02T10:20:00Z', nextAutoSyncAt: '2099-03-04T15:06:00Z' };
const FAILED = {
  ...ITEM,
  status: 'LOGIN_ERROR',
  error: { code: 'ACCOUNT_LOCKED', providerMessage: '</style></template><script>alert(1)</script>' },
};

/** What a server without any DOM says of each template; it has the properties by these names. */
const TEMPLATES = {
  badge: '<pluggy-item-status lang="pt-BR" detail .item=${current}></pluggy-item-status>',
  attributes: '<pluggy-item-status status="LOGIN_ERROR" last-updated-at="yesterday"></pluggy-item-status>',
  unread: '<pluggy-item-status item-id="a"></pluggy-item-status>',
  hostileStatus: '<pluggy-item-status lang="en" status=${hostile} execution-status=${hostile}></pluggy-item-status>',
  banner: '<pluggy-error-banner lang="pt-BR" .item=${failed}></pluggy-error-banner>',
  code: '<pluggy-error-banner code="widget-blocked" no-dismiss></pluggy-error-banner>',
  planned: '<pluggy-error-banner lang="es" .item=${planned}></pluggy-error-banner>',
  pause: '<pluggy-error-banner .item=${pause}></pluggy-error-banner>',
  fine: '<pluggy-error-banner .item=${current}></pluggy-error-banner>',
  button: '<pluggy-connect token-endpoint="/api/connect-token">Connect</pluggy-connect>',
};

const PROPERTIES = {
  current: { ...ITEM, ...DATES },
  failed: FAILED,
  planned: { ...ITEM, ...DATES, status: 'OUTDATED', lastUpdatedAt: undefined },
  pause: {
    ...ITEM,
    status: 'OUTDATED',
    error: { code: 'ITEM_IN_ERROR_COOLDOWN', canRetryAfterDate: '2099-01-01T00:00:00Z' },
  },
  hostile: '"><script>alert(1)</script>',
};

const cases = Object.entries(TEMPLATES).map(([name, template]) => `${JSON.stringify(name)}: html\`${template}\``);
const SCRIPT = `
  import { render } from '@lit-labs/ssr';
  import { collectResult } from '@lit-labs/ssr/lib/render-result.js';
  import { html } from 'lit';
  import 'pluggy-elements/define';
  import { elementRenderer } from 'pluggy-elements/ssr';
  const { ${Object.keys(PROPERTIES).join(', ')} } = ${JSON.stringify(PROPERTIES)};
  const said = { globals: [typeof window, typeof document, typeof HTMLElement].join(' ') };
  const elementRenderers = [elementRenderer({ nonce: 'r4nd0m' })];
  for (const [name, template] of Object.entries({ ${cases.join(', ')} }))
    said[name] = await collectResult(render(template, { elementRenderers }));
  const plain = { elementRenderers: [elementRenderer()] };
  said.plain = await collectResult(render(html\`<pluggy-item-status status="UPDATED"></pluggy-item-status>\`, plain));
  console.log(JSON.stringify(said));`;

type Said = Record<keyof typeof TEMPLATES | 'globals' | 'plain', string>;

describe('rendering on a server', () => {
  let said: Said;
  /** The shadow root's content, without styles and without the comments that are lit's. */
  const drawn = (name: keyof Said) =>
    /<template[^>]*>([^]*)<\/template>/
      .exec(said[name])![1]!
      .replace(/<style[^]*?<\/style>|<!--[^]*?-->/g, '')
      .replace(/\s+/g, ' ');
  const textOf = (name: keyof Said) =>
    drawn(name)
      .replace(/<[^>]*>/g, ' ')
      .replace(/\s+/g, ' ')
      .trim();

  beforeAll(() => {
    const args = ['--input-type=module', '-e', SCRIPT];
    const env = { ...process.env, TZ: 'UTC' };
    // It would not end while a timer runs.
    const options = { cwd: ROOT, env, encoding: 'utf8' } as const;
    said = JSON.parse(
      execFileSync(process.execPath, args, { ...options, stdio: ['ignore', 'pipe', 'ignore'] }),
    ) as Said;
  });

  it('needs no window', () => {
    expect(said.globals).toBe('undefined undefined undefined');
  });

  it('gives the badge its parts and text, in the language of its lang, with whole dates', () => {
    expect(drawn('badge')).toBe(
      '<span part="icon" aria-hidden="true" class="icon ok"></span><span part="label">Atualizado</span>' +
        '<span part="detail" class="detail">Atualizado 2 de jan. de 2026, 10:20 UTC' +
        ' · Próxima atualização: 4 de mar. de 2099, 15:06 UTC</span>',
    );
  });

  it('takes attributes, and English without a lang', () => {
    expect(textOf('attributes')).toBe('Reconnect your account');
    expect(drawn('attributes')).toContain('class="icon attention"');
  });

  it('has nothing to say of what only a provider knows, or of what is well', () => {
    expect(drawn('unread')).toBe('');
    expect(drawn('fine')).toBe('');
  });

  it('gives the banner its title, text and actions', () => {
    expect(textOf('code')).toBe(
      'This part of the site isn’t working This isn’t your fault. Please let this site’s support know.',
    );
    expect(textOf('banner')).toMatch(/^Acesso bloqueado no banco Desbloqueie .+ Reconectar ×$/);
    expect(textOf('planned')).toMatch(/Próximo intento automático: 4 mar 2099, 15:06 UTC/);
  });

  it('counts nothing down: it has no clock of the reader', () => {
    expect(textOf('pause')).toMatch(/^A short pause .+ ×$/);
    expect(textOf('pause')).not.toMatch(/\d:\d\d/);
  });

  it('writes what others say as text, and nothing else', () => {
    for (const name of ['banner', 'hostileStatus'] as const) {
      expect(said[name]).not.toMatch(/<script|<img/);
      expect(said[name].match(/<\/template>/g)).toHaveLength(1);
    }
    expect(drawn('banner')).toContain('&lt;script&gt;alert(1)');
    expect(said.hostileStatus).toContain('status="&quot;&gt;&lt;script');
    expect(textOf('hostileStatus')).toBe('Unknown status');
  });

  it('has one sheet of styles for each, with the nonce where there is one', () => {
    expect(said.badge.match(/<style[^>]*>/g)).toEqual(['<style nonce="r4nd0m">']);
    expect(said.banner.match(/<style[^>]*>/g)).toEqual(['<style nonce="r4nd0m">']);
    expect(said.plain.match(/<style[^>]*>/g)).toEqual(['<style>']);
    expect(said.banner).not.toMatch(/ style=/);
  });

  it('leaves the others to the browser, with what is set on them', () => {
    expect(said.button).toMatch(/<pluggy-connect +token-endpoint="\/api\/connect-token">Connect<\/pluggy-connect>/);
    expect(said.button).not.toContain('<template');
  });
});
