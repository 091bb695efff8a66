import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const ROOT = path.resolve(import.meta.dirname, '../../..');
const CRUISER = path.join(ROOT, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs');
const CONFIG = path.join(ROOT, 'scripts/dependency-cruiser.config.mjs');

/** Imports that a rule rejects: importing file, source line, rule. Both layouts of a folder are here while files move. */
const REJECTED = [
  ['src/model/codes.ts', "import type { A } from '../client/http.js'; export type B = A;", 'model-imports'],
  ['src/model/prompt.ts', "export * from '../sandbox/core/api.js';", 'model-imports'],
  ['src/client/token/token-source.ts', "export * from '../../locales/index.js';", 'client-imports'],
  ['src/client/http.ts', "export const later = () => import('../elements/connect.js');", 'client-imports'],
  ['src/client/items/item-store.ts', "export * from '../../testing/index.js';", 'client-imports'],
  ['src/locales/en.ts', "export * from '../client/http.js';", 'locales-imports'],
  ['src/events.ts', "export * from './elements/connect.js';", 'events-imports'],
  ['src/provider-context.ts', "export * from './elements/connect.js';", 'context-imports'],
  ['src/provider-context.ts', "export * from './define/connect.js';", 'context-imports'],
  ['src/elements/item-list/item-list.ts', "export * from '../../define/connect.js';", 'elements-imports'],
  ['src/elements/item-list.ts', "export * from '../cli/index.js';", 'elements-imports'],
  ['src/elements/shared/base.ts', "export * from '../../sandbox/core/api.js';", 'elements-imports'],
  ['src/define/provider.ts', "export * from '../client/http.js';", 'define-imports'],
  ['src/define.ts', "export * from './elements/connect.js';", 'define-all-imports'],
  ['src/ssr.ts', "export * from './define/connect.js';", 'ssr-imports'],
  ['src/index.ts', "export * from './define/connect.js';", 'index-imports'],
  ['src/react-server.ts', "export * from './index.js';", 'react-server-imports'],
  ['src/other/file.ts', "export * from '../model/item.js';", 'layer-unknown'],
  ['src/sandbox/core/api.ts', "export * from '../../../demo/app.js';", 'src-imports-src'],
  ['src/model/item.ts', "import { html } from 'lit/html.js'; export const page = html;", 'lit-in-elements'],
  ['src/client/live-events.ts', "export type { Context } from '@lit/context';", 'lit-in-elements'],
  ['src/elements/provider.ts', "export const sdk = () => import('pluggy-connect-sdk');", 'sdk-in-widget'],
  ['src/client/frame.ts', "export type { Sdk } from 'pluggy-connect-sdk';", 'sdk-in-widget'],
  ['src/sandbox/control/main.ts', "export * from 'pluggy-connect-sdk';", 'sdk-in-widget'],
  ['src/client/widget-run.ts', "export * from 'pluggy-connect-sdk';", 'sdk-on-demand'],
  ['src/client/widget/frame.ts', "export type { Sdk } from 'pluggy-connect-sdk';", 'sdk-on-demand'],
  [
    'src/elements/item-card/item-card.template.ts',
    "export type { Card } from './item-card.js';",
    'template-imports-no-element',
  ],
  [
    'src/elements/shared/panel.template.ts',
    "export const load = () => import('../connect.js');",
    'template-imports-no-element',
  ],
  ['demo/one.ts', "export type { Two } from './two.js';", 'no-circle'],
  ['demo/lost.ts', "export * from './nowhere.js';", 'resolved'],
] as const;

/** Imports that the design allows. */
const ACCEPTED = [
  ['src/client/widget.ts', "export const sdk = () => import('pluggy-connect-sdk');"],
  ['src/client/widget/session.ts', "export const sdk = () => import('pluggy-connect-sdk');"],
  ['src/sandbox/connect/main.ts', "export * from 'pluggy-connect-sdk';"],
  ['src/client/widget/sdk-types.ts', "export type Sdk = typeof import('pluggy-connect-sdk');"],
  ['src/client/items/items-api.ts', "export * from '../../model/parse-item.js';"],
  ['src/elements/connect.ts', "import { html } from 'lit/html.js'; export const page = html;"],
  ['src/elements/item-card/item-card.ts', "export * from './item-card.template.js'; export type Card = 1;"],
  ['src/elements/item-status/item-status.template.ts', "export * from '../../locales/index.js';"],
  ['src/locales/index.ts', "export * from '../model/parse-item.js';"],
  ['src/define/connect.ts', "export * from '../elements/connect.js';"],
  ['src/model/parse-item.ts', 'export const id = 1;'],
  ['src/sandbox/index.ts', "export * from '../model/parse-item.js';"],
  ['src/testing/index.ts', "export * from '../sandbox/index.js';"],
  ['src/cli/index.ts', "export * from '../sandbox/index.js';"],
  ['demo/app.ts', 'export const app = 1;'],
  // The other half of the circle above, which is reported once.
  ['demo/two.ts', "export type Two = 2; export const one = () => import('./one.js');"],
] as const;

/** Packages that the planted modules import; the rules see their paths only. */
const PACKAGES = ['lit/html.js', '@lit/context/index.js', 'pluggy-connect-sdk/index.js'];

interface Violation {
  from: string;
  rule: { name: string };
}

describe('the import rules', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'architecture-'));
  let violations: Violation[];

  beforeAll(() => {
    const write = (file: string, text: string) => {
      mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
      writeFileSync(path.join(folder, file), text);
    };
    write('tsconfig.json', readFileSync(path.join(ROOT, 'tsconfig.json'), 'utf8'));
    for (const file of PACKAGES) write(`node_modules/${file}`, 'export const html = 1;');
    for (const [file, text] of [...REJECTED, ...ACCEPTED]) write(file, text);
    const { stdout } = spawnSync(process.execPath, [CRUISER, '--config', CONFIG, '-T', 'json', 'src', 'demo'], {
      cwd: folder,
      encoding: 'utf8',
    });
    ({ violations } = (JSON.parse(stdout) as { summary: { violations: Violation[] } }).summary);
  }, 60_000);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const brokenBy = (file: string) => violations.filter(({ from }) => from === file).map(({ rule }) => rule.name);

  it.each(REJECTED)('reject in %s: %s', (file, _text, rule) => {
    expect(brokenBy(file)).toContain(rule);
  });

  it.each(ACCEPTED)('accept in %s: %s', (file) => {
    expect(brokenBy(file).filter((rule) => rule !== 'no-circle')).toEqual([]);
  });

  it('each have an import here that they reject', async () => {
    const { default: config } = (await import(CONFIG)) as { default: { forbidden: { name: string }[] } };
    const rejecting = new Set<string>(REJECTED.map(([, , rule]) => rule));
    expect(config.forbidden.map(({ name }) => name).filter((name) => !rejecting.has(name))).toEqual([]);
  });
});
