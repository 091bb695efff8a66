import path from 'node:path';
import { expect } from '@playwright/test';
import { ROOT, sample } from '../support/docs.js';
import { pageAround } from './support/samples.js';
import { test } from './support/test.js';

const SHOP = 'https://shop.example';

test('a connection that is ended in one tab disappears from another tab, without a stream', async ({ context }) => {
  const listed = JSON.parse(sample('items.json')) as { id: string; connector: { name: string } }[];
  // Without a logo, which would be another request.
  let items = listed.map((item) => ({ ...item, connector: { name: item.connector.name } }));
  await context.route(`${SHOP}/**`, async (route) => {
    const request = route.request();
    const { pathname } = new URL(request.url());
    if (pathname.startsWith('/dist/')) return route.fulfill({ path: path.join(ROOT, pathname) });
    if (pathname === '/api/items') return route.fulfill({ json: items });
    if (request.method() === 'DELETE') {
      items = items.filter(({ id }) => !pathname.endsWith(id));
      return route.fulfill({ status: 204 });
    }
    const body = pageAround('sign-out.html', '<script type="module" src="/dist/cdn/pluggy-elements.js"></script>');
    return route.fulfill({ body, contentType: 'text/html; charset=utf-8' });
  });
  const [here, there] = [await context.newPage(), await context.newPage()];
  for (const tab of [here, there]) {
    await tab.goto(SHOP);
    await expect(tab.getByRole('article', { name: 'Itaú' })).toBeVisible();
  }
  await here.getByRole('button', { name: 'Options for Itaú' }).click();
  await here.getByRole('menuitem', { name: 'Disconnect' }).click();
  await here.getByRole('dialog').getByRole('button', { name: 'Disconnect' }).click();
  for (const tab of [here, there]) await expect(tab.getByText('No connections yet')).toBeVisible();
});
