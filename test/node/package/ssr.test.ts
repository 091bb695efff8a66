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

/** Templates that a server renders. Their expressions are the names of PROPERTIES. */
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
  const rendered = { globals: [typeof window, typeof document, typeof HTMLElement].join(' ') };
  const elementRenderers = [elementRenderer({ nonce: 'r4nd0m' })];
  for (const [name, template] of Object.entries({ ${cases.join(', ')} }))
    rendered[name] = await collectResult(render(template, { elementRenderers }));
  const plain = { elementRenderers: [elementRenderer()] };
  rendered.plain = await collectResult(render(html\`<pluggy-item-status status="UPDATED"></pluggy-item-status>\`, plain));
  console.log(JSON.stringify(rendered));`;

type Rendered = Record<keyof typeof TEMPLATES | 'globals' | 'plain', string>;

describe('rendering on a server', () => {
  let rendered: Rendered;
  /** Returns the content of the shadow root, without styles and lit's comments. */
  const contentOf = (name: keyof Rendered) =>
    /<template[^>]*>([^]*)<\/template>/
      .exec(rendered[name])![1]!
      .replace(/<style[^]*?<\/style>|<!--[^]*?-->/g, '')
      .replace(/\s+/g, ' ');
  const textOf = (name: keyof Rendered) =>
    contentOf(name)
      .replace(/<[^>]*>/g, ' ')
      .replace(/\s+/g, ' ')
      .trim();

  beforeAll(() => {
    const args = ['--input-type=module', '-e', SCRIPT];
    const env = { ...process.env, TZ: 'UTC' };
    // A timer that an element leaves behind would keep the process running.
    const options = { cwd: ROOT, env, encoding: 'utf8' } as const;
    rendered = JSON.parse(
      execFileSync(process.execPath, args, { ...options, stdio: ['ignore', 'pipe', 'ignore'] }),
    ) as Rendered;
  });

  it('needs no window', () => {
    expect(rendered.globals).toBe('undefined undefined undefined');
  });

  it('renders the badge with its parts, in the language of its lang, with complete dates', () => {
    expect(contentOf('badge').replace(/ d="[^"]+"/, ' d=""')).toBe(
      '<svg class="sign ok" part="icon" viewBox="0 0 16 16" aria-hidden="true"> <path d=""></path> </svg>' +
        '<span part="label">Atualizado em 2 de jan. de 2026, 10:20 UTC</span>' +
        '<span part="detail" class="detail">próxima 4 de mar. de 2099, 15:06 UTC</span>',
    );
  });

  it('reads attributes, and is in English without a lang', () => {
    expect(textOf('attributes')).toBe('Reconnect your account');
    expect(contentOf('attributes')).toContain('class="sign attention"');
  });

  it('renders nothing for an Item that only a provider knows, and no banner without a failure', () => {
    expect(contentOf('unread')).toBe('');
    expect(contentOf('fine')).toBe('');
  });

  it('renders the banner with its title, text and actions', () => {
    expect(textOf('code')).toBe(
      'This part of the site isn’t working This isn’t your fault. Please let this site’s support know.',
    );
    expect(textOf('banner')).toMatch(/^Acesso bloqueado no banco Desbloqueie .+ Já resolvi, reconectar ×$/);
    expect(textOf('planned')).toMatch(/Próximo intento automático: 4 mar 2099, 15:06 UTC/);
  });

  it('shows no countdown, because the server has no clock of the reader', () => {
    expect(textOf('pause')).toMatch(/^A short pause .+ ×$/);
    expect(textOf('pause')).not.toMatch(/\d:\d\d/);
  });

  it('escapes texts of banks and attributes', () => {
    for (const name of ['banner', 'hostileStatus'] as const) {
      expect(rendered[name]).not.toMatch(/<script|<img/);
      expect(rendered[name].match(/<\/template>/g)).toHaveLength(1);
    }
    expect(contentOf('banner')).toContain('&lt;script&gt;alert(1)');
    expect(rendered.hostileStatus).toContain('status="&quot;&gt;&lt;script');
    expect(textOf('hostileStatus')).toBe('Unknown status');
  });

  it('renders one style element per element, with the nonce if one is given', () => {
    expect(rendered.badge.match(/<style[^>]*>/g)).toEqual(['<style nonce="r4nd0m">']);
    expect(rendered.banner.match(/<style[^>]*>/g)).toEqual(['<style nonce="r4nd0m">']);
    expect(rendered.plain.match(/<style[^>]*>/g)).toEqual(['<style>']);
    expect(rendered.banner).not.toMatch(/ style=/);
  });

  it('leaves other elements to the browser, with their attributes', () => {
    expect(rendered.button).toMatch(/<pluggy-connect +token-endpoint="\/api\/connect-token">Connect<\/pluggy-connect>/);
    expect(rendered.button).not.toContain('<template');
  });
});
