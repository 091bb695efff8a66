import { readdirSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { readOptions } from '../../../src/cli/options.js';
import { PAGES, readPage, ROOT } from '../../support/docs.js';

const RULE_PAGES = readdirSync(path.join(ROOT, 'docs/rules')).map((file) => `docs/rules/${file}`);
const MAX_LINES = 180;

/** The parts of a rule, in their order. */
const FORM = [
  /^\*\*Impact:\*\* (critical|high|medium)$/m,
  /^\*\*Why it matters:\*\* /m,
  /^\*\*Wrong:\*\* .*[.:]$/m,
  /^```\w+ wrong-[\w-]+\.(js|html)$/m,
  /^\*\*Right:\*\* /m,
  /^\*\*What the elements make impossible:\*\* /m,
  /^\*\*Pluggy says:\*\* /m,
  /Source: <https:\/\/docs\.pluggy\.ai\/\S+>$/m,
];

const withoutCode = (text: string) => text.replace(/^```.*?^```$/gms, '');
const headingsOf = (text: string, level: string) =>
  [...withoutCode(text).matchAll(new RegExp(`^${level} (.*)$`, 'gm'))].map(([, heading]) => heading!);

describe.each(RULE_PAGES)('%s', (page) => {
  const [, ...rules] = readPage(page).split(/^## /m);

  it('fits on two pages, and has rules', () => {
    expect(readPage(page).split('\n').length).toBeLessThanOrEqual(MAX_LINES);
    expect(rules.length).toBeGreaterThan(1);
  });

  it('has every part of the form in each rule, in this order', () => {
    for (const rule of rules) {
      const places = FORM.map((part) => rule.search(part));
      expect(places, rule.split('\n')[0]).not.toContain(-1);
      expect(places).toEqual([...places].sort((first, second) => first - second));
    }
  });

  it('says in two to four sentences why a rule matters', () => {
    for (const rule of rules) {
      const [, why] = /\*\*Why it matters:\*\* (.*?)\n\n/s.exec(rule)!;
      expect([2, 3, 4], why).toContain(why!.match(/[.!](?=\s|$)/g)!.length);
    }
  });
});

describe('AGENTS.md', () => {
  const text = readPage('AGENTS.md');
  const rulesIn = (impact: string) =>
    RULE_PAGES.flatMap((page) => readPage(page).split(/^## /m).slice(1))
      .filter((rule) => rule.includes(`\n**Impact:** ${impact}\n`))
      .map((rule) => rule.split('\n')[0]!);

  it('begins with the commands', () => {
    const [, start = ''] = /^## Start\n\n```sh\n(.*?)^```/ms.exec(text)!;
    const commands = start
      .trim()
      .split('\n')
      .map((line) => line.split('#')[0]!.trim())
      .filter(Boolean);
    expect(commands.map((command) => command.split(' ').slice(0, 3).join(' '))).toEqual([
      'npm install pluggy-elements',
      'npx pluggy-elements example',
      'npx pluggy-elements sandbox',
      'npx pluggy-elements doctor',
    ]);
  });

  it('has options of the sandbox that the command accepts', () => {
    const [, options = ''] = /^npx pluggy-elements sandbox (.*)$/m.exec(text)!;
    const args = options.match(/"[^"]*"|\S+/g)!.map((arg) => arg.replaceAll('"', ''));
    expect(readOptions(args)).toMatchObject({
      keys: { clientId: 'id', clientSecret: 'secret' },
      webhook: 'http://localhost:8000/api/webhooks/pluggy',
      webhookHeaders: { 'X-Webhook-Secret': '…' },
    });
  });

  it('says what a backend has to know beside the answers', () => {
    for (const fact of [
      'node_modules/pluggy-elements/dist/cdn',
      'repeats it every 15 seconds',
      '16,384 bytes',
      'The body of `PATCH` is `{}`',
      'reads the Item at Pluggy, stores it and answers it',
    ])
      expect(text).toContain(fact);
  });

  it('has every rule, the ones with the greatest impact first', () => {
    const [, ...groups] = text.split(/^## Rules$/m)[1]!.split(/^### /m);
    expect(groups.map((group) => group.split('\n')[0])).toEqual(['Critical', 'High', 'Medium']);
    for (const group of groups) {
      const impact = group.split('\n')[0]!.toLowerCase();
      expect(headingsOf(group, '####').sort()).toEqual(rulesIn(impact).sort());
      expect(rulesIn(impact).length).toBeGreaterThan(1);
    }
  });

  it('shows each endpoint of its routes as an attribute, and the address and header of the webhook', () => {
    const endpoints = new Set([...text.matchAll(/\{([a-z]+-endpoint)\}/g)].map(([, name]) => name!));
    expect(endpoints.size).toBe(5);
    const [page] = /^```html my-banks\.html$.*?^```$/ms.exec(text)!;
    for (const name of endpoints)
      expect(name === 'connectors-endpoint' ? text : page).toMatch(new RegExp(`${name}="/api/`));
    expect(text).toMatch(/^\| webhook .*`POST \/api\/webhooks\/pluggy`.*`X-Webhook-Secret`/m);
  });

  it('says wherever an address for the way back is set that localhost has none', () => {
    const near = (place: RegExp) => [...text.matchAll(place)].map(({ index }) => text.slice(index - 150, index + 350));
    const places = near(/"oauthRedirectUri"|^ .* oauthRedirectUri \}|Set `oauthRedirectUri`/gm);
    expect(places).toHaveLength(3);
    for (const place of places) expect(place).toMatch(/https or an app link[^]*localhost/);
  });

  it('has the routes that every backend answers, and a script tag of this version', () => {
    expect(text).toContain('| `POST {items-endpoint}` with `{ "itemId" }`');
    expect(text).toContain('| `POST {token-endpoint}` with');
    expect(text).not.toContain('see below');
    const [, tag] = /```html cdn\.html\n(.*?<\/script>)/s.exec(readPage('README.md'))!;
    expect(text).toContain(tag);
  });
});

describe('llms.txt', () => {
  const text = readPage('llms.txt');

  it('has a title, a summary, and lists of links below headings', () => {
    expect(text).toMatch(/^# pluggy-elements\n\n> [^\n]+\n\n/);
    const [, ...sections] = text.split(/^## .*$/m);
    expect(sections.length).toBeGreaterThan(3);
    for (const section of sections)
      for (const line of section.trim().split('\n')) expect(line).toMatch(/^- \[[^\]]+\]\([\w./-]+\): \S.*[^.:]$/);
  });

  it('lists every page, once', () => {
    const listed = [...text.matchAll(/\]\(([^)]+)\)/g)].map(([, page]) => page!);
    expect(listed.sort()).toEqual([...PAGES, 'AGENTS.md', 'CHANGELOG.md', 'docs/openapi.yaml'].sort());
  });
});
