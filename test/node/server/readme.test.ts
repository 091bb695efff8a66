import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const folder = new URL('../../../demo/server/', import.meta.url);

test('each row of Pluggy’s checklist names existing files', () => {
  const readme = readFileSync(new URL('README.md', folder), 'utf8');
  const checklist = /## Pluggy's checklist[^]*?(?=\n## )/.exec(readme)![0];
  const rows = [...checklist.matchAll(/^\| \*\*(.*?)\*\* .*\|(.*)\|$/gm)];
  const areas = rows.map(([, area]) => area!.replaceAll('`', ''));
  const expected = ['Credentials', 'Connect token', 'clientUserId', 'Webhook, configuration', 'Webhook, handling'];
  expect(areas).toEqual(expect.arrayContaining([...expected, 'Sync strategy', 'Environment']));
  for (const [, area, files] of rows) expect(files, area).toMatch(/`.+\.(ts|mjs)`/);

  const named = [...readme.matchAll(/(?:`|\b)([\w./-]+\.(?:ts|mjs))\b/g)].map(([, file]) => file!);
  expect(named.length).toBeGreaterThan(15);
  for (const file of named) expect(existsSync(new URL(file, folder)), file).toBe(true);
});
