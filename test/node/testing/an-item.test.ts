import { setupServer } from 'msw/node';
import { describe, expect, it, onTestFinished } from 'vitest';
import { itemView, parseItem } from '../../../src/index.js';
import { anItem, fakeBackend } from '../../../src/testing/index.js';

describe('anItem', () => {
  it.each([
    [{}, 'updated'],
    [{ status: 'UPDATING' }, 'updating'],
    [{ status: 'CREATED' }, 'updating'],
    [{ status: 'MERGING' }, 'updating'],
    [{ status: 'WAITING_USER_INPUT' }, 'code'],
    [{ status: 'WAITING_USER_ACTION' }, 'authorize'],
    [{ status: 'LOGIN_ERROR' }, 'reconnect'],
    [{ status: 'OUTDATED' }, 'outdated'],
    [{ executionStatus: 'ACCOUNTS_IN_PROGRESS' }, 'updating'],
    [{ executionStatus: 'USER_AUTHORIZATION_PENDING' }, 'authorize'],
    [{ executionStatus: 'ACCOUNT_LOCKED' }, 'bank'],
    [{ executionStatus: 'USER_NOT_SUPPORTED' }, 'unsupported'],
    [{ error: { code: 'INVALID_CREDENTIALS_MFA' } }, 'reconnect'],
    [{ consentExpiresAt: new Date(0).toISOString() }, 'consentEnded'],
  ])('of %j is shown as "%s"', (fields, label) => {
    expect(itemView(parseItem(anItem(fields))).label).toBe(label);
  });

  it('has its own id, and the fields that a test sets', () => {
    expect(anItem().id).not.toBe(anItem().id);
    expect(anItem({ id: 'a', connector: { name: 'Itaú' } })).toMatchObject({ id: 'a', connector: { name: 'Itaú' } });
  });
});

describe('fakeBackend', () => {
  it('answers every route of the elements, with Items in memory', async () => {
    const item = anItem();
    const backend = await fakeBackend({ items: [item], path: '/bank', connectors: [{ id: 2, name: 'Pluggy Bank' }] });
    const server = setupServer(...backend.handlers);
    server.listen({ onUnhandledRequest: 'error' });
    onTestFinished(() => server.close());
    const send = async (method: string, route: string, body?: object) => {
      const response = await fetch(`https://shop.example/bank${route}`, { method, body: body && JSON.stringify(body) });
      const text = await response.text();
      return [response.status, text ? (JSON.parse(text) as unknown) : undefined];
    };
    expect(await send('POST', '/connect-token', {})).toEqual([200, { accessToken: expect.any(String) as string }]);
    expect(await send('GET', '/items')).toEqual([200, [item]]);
    expect(await send('POST', '/items', { itemId: 'new' })).toEqual([204, undefined]);
    expect(await send('GET', '/items/new')).toMatchObject([200, { id: 'new', status: 'UPDATED' }]);
    expect(await send('PATCH', '/items/new')).toMatchObject([200, { id: 'new', status: 'UPDATING' }]);
    backend.put(anItem({ id: 'new', status: 'WAITING_USER_INPUT' }));
    expect(await send('POST', '/items/new/mfa', { token: '1' })).toMatchObject([
      200,
      { status: 'UPDATING', parameter: null },
    ]);
    expect(await send('GET', '/items/new/consents')).toEqual([200, []]);
    expect(await send('GET', '/connectors')).toEqual([200, [{ id: 2, name: 'Pluggy Bank' }]]);
    expect(await send('DELETE', '/items/new')).toEqual([204, undefined]);
    for (const [method, route] of [
      ['GET', '/items/new'],
      ['PATCH', '/items/new'],
      ['DELETE', '/items/new'],
    ] as const)
      expect((await send(method, route))[0]).toBe(404);
  });

  it('sends an Item to the open stream', async () => {
    const backend = await fakeBackend();
    const server = setupServer(...backend.handlers);
    server.listen({ onUnhandledRequest: 'error' });
    onTestFinished(() => server.close());
    const { body, headers } = await fetch('http://localhost/api/events');
    expect(headers.get('content-type')).toBe('text/event-stream');
    const reader = body!.getReader();
    backend.put(anItem({ id: 'a' }));
    expect(new TextDecoder().decode((await reader.read()).value)).toMatch(/^data: \{"id":"a".*\n\n$/);
    // MSW keeps a copy of the response, for whose end the promise would wait.
    void reader.cancel();
  });
});
