import { expect, test } from 'vitest';
import { GOOD, settled, start } from './harness.js';

test('an item is created, goes through its steps and is updated', async () => {
  const { client } = await start();
  const created = await client.createItem(2, GOOD, { clientUserId: 'ana' });
  expect(created).toMatchObject({ status: 'UPDATING', executionStatus: 'CREATED', clientUserId: 'ana' });
  expect(created.createdAt).toBeInstanceOf(Date);
  const item = await settled(client, created.id);
  expect(item).toMatchObject({ status: 'UPDATED', executionStatus: 'SUCCESS', error: null, nextAutoSyncAt: null });
  expect(item.lastUpdatedAt).toBeInstanceOf(Date);
});
