import type { PluggyClient } from 'pluggy-sdk';
import { expect, test } from 'vitest';
import { waitingForInput, call, refusal, settled, start, virtualTime } from './harness.js';

const CPF = { cpf: '761.092.776-73' };
const LOGIN = { user: 'ralph.bragg@gmail.com', password: 'P@ssword01' };

async function waiting(client: PluggyClient, parameters: Record<string, string> = { ...CPF }, connectorId = 600) {
  const { id } = await client.createItem(connectorId, parameters, { oauthRedirectUri: 'myapp://back?x=1' });
  const item = await waitingForInput(client, id);
  return { id, page: item.parameter?.data ?? '', item };
}

async function decide(page: string, fields: Record<string, string>, origin = new URL(page).origin) {
  const body = new URLSearchParams(fields);
  const response = await fetch(page, { method: 'POST', body, headers: { origin } });
  return { status: response.status, html: await response.text() };
}

const attribute = (html: string, name: string) =>
  new RegExp(`${name}="([^"]*)"`).exec(html)?.[1]?.replaceAll('&quot;', '"').replaceAll('&amp;', '&');

test('the bank’s page says that it is a simulation, and has no inline script or style', async () => {
  const { client, url } = await start();
  const { id, page, item } = await waiting(client);
  expect(item).toMatchObject({ status: 'WAITING_USER_INPUT', parameter: { name: 'oauth_code', type: 'oauth' } });
  expect(page).toBe(`${url}/sandbox/oauth/${id}`);
  const response = await fetch(page, { headers: { 'accept-language': 'en-GB,en;q=0.9' } });
  const html = await response.text();
  expect(html).toContain('This is a simulation');
  expect(html).toContain('<html lang="en">');
  expect(html).not.toMatch(/<script(?![^>]* src=)|<style|\son\w+=|\sstyle=/);
  expect(response.headers.get('content-security-policy')).toContain("default-src 'none'");
  expect(await (await fetch(`${page}?lang=es`)).text()).toContain('Esto es una simulación');
  expect(await (await fetch(page)).text()).toContain('<html lang="pt-BR">');
  for (const file of html.matchAll(/(?:src|href)="([^"]+)"/g)) expect((await fetch(file[1] ?? '')).status).toBe(200);
});

test('an approval continues the run, and notifies the widget or returns to the app', async () => {
  const { client } = await start();
  const { id, page } = await waiting(client);
  const { status, html } = await decide(page, { ...LOGIN, decision: 'approve' });
  expect(status).toBe(200);
  expect(JSON.parse(attribute(html, 'data-message') ?? '')).toEqual({ source: 'connector-oauth-login', itemId: id });
  expect(attribute(html, 'data-redirect')).toBe(`myapp://back?x=1&itemId=${id}`);
  expect(await settled(client, id)).toMatchObject({ status: 'UPDATED', executionStatus: 'SUCCESS' });
  const again = await fetch(page);
  expect(again.status).toBe(404);
});

test('a refusal ends the run with a login error', async () => {
  const { client } = await start();
  const { id, page } = await waiting(client);
  const { html } = await decide(page, { decision: 'deny' });
  expect(JSON.parse(attribute(html, 'data-message') ?? '')).toEqual({
    source: 'connector-oauth-login',
    error: 'USER_AUTHORIZATION_NOT_GRANTED',
  });
  expect(attribute(html, 'data-redirect')).toBe('myapp://back?x=1&message=USER_AUTHORIZATION_NOT_GRANTED');
  expect(await settled(client, id)).toMatchObject({
    status: 'LOGIN_ERROR',
    executionStatus: 'USER_AUTHORIZATION_NOT_GRANTED',
    consentExpiresAt: null,
  });
  expect((await client.fetchConsents(id)).results).toEqual([]);
});

test('a wrong login at the bank can be corrected', async () => {
  const { client } = await start();
  const { id, page } = await waiting(client);
  const wrong = await decide(page, { ...LOGIN, password: 'x', decision: 'approve' });
  expect(wrong.status).toBe(401);
  expect(wrong.html).toMatch(/role="alert" id="wrong"/);
  expect(wrong.html).toContain('aria-invalid="true"');
  expect((await client.fetchItem(id)).status).toBe('WAITING_USER_INPUT');
  await decide(page, { ...LOGIN, decision: 'approve' });
  expect((await settled(client, id)).executionStatus).toBe('SUCCESS');
});

test('another site cannot submit the authorisation', async () => {
  const { client } = await start();
  const { id, page } = await waiting(client);
  const { status } = await decide(page, { ...LOGIN, decision: 'approve' }, 'https://mallory.example');
  expect(status).toBe(403);
  expect((await client.fetchItem(id)).status).toBe('WAITING_USER_INPUT');
});

test('the run ends with a timeout without an authorisation, and the API cannot authorise in its place', async () => {
  const time = virtualTime();
  const { client } = await start({ ...time.options, inputTimeoutMs: 60_000 });
  const { id } = await client.createItem(600, { ...CPF });
  await time.advance(59_000);
  expect((await client.fetchItem(id)).status).toBe('WAITING_USER_INPUT');
  expect(await refusal(client.updateItemMFA(id, { oauth_code: 'granted' }))).toMatchObject({
    codeDescription: 'ITEM_MFA_NOT_FOUND',
  });
  await time.advance(2_000);
  expect((await client.fetchItem(id)).executionStatus).toBe('USER_INPUT_TIMEOUT');
});

test.each<[string, string[], string[]]>([
  ['761.092.776-73', [], []],
  ['76109277673', [], []],
  ['238.242.640-30', ['ACCT_002', 'CC_002'], []],
  ['051.177.670-55', ['ACCT_002', 'CC_002'], ['ACCT_001', 'CC_001']],
  ['000.000.001-91', ['INV_001'], ['INV_001']],
  ['000.000.002-72', ['CC_003'], ['CC_003']],
  ['000.000.003-53', ['CC_004'], ['CC_004']],
  ['000.000.004-34', ['TXN_003'], ['TXN_003']],
  ['000.000.005-15', ['INV_003'], ['INV_003']],
  ['000.000.006-04', ['ACCT_005'], ['ACCT_005']],
  ['000.000.007-87', ['LOAN_001'], ['LOAN_001']],
])('CPF %s: warnings %j after the authorisation, and %j after the next update', async (cpf, before, after) => {
  const time = virtualTime();
  const { client } = await start({ ...time.options, actionMs: 9_000 });
  const { id } = await client.createItem(600, { cpf });
  await time.advance(100);
  const { parameter } = await client.fetchItem(id);
  await decide(parameter?.data ?? '', { ...LOGIN, decision: 'approve' });
  const warnings = async () => {
    const { status, executionStatus, statusDetail } = await client.fetchItem(id);
    const states = Object.values(statusDetail ?? {}).flatMap((state) => state ?? []);
    const isWhole = states.every(({ isUpdated }) => isUpdated);
    expect({ status, executionStatus }).toEqual({
      status: 'UPDATED',
      executionStatus: isWhole ? 'SUCCESS' : 'PARTIAL_SUCCESS',
    });
    return states.flatMap((state) => (state.warnings ?? []).map(({ code }) => String(code)));
  };
  const count = async () => (await client.fetchAccounts(id)).total;
  await time.advance(8_000);
  expect(await warnings()).toEqual(before);
  // The accounts that wait for another holder are missing.
  if (before[0] === 'ACCT_002') expect(await count()).toBe(0);
  await time.advance(2_000);
  expect(await warnings()).toEqual(before);
  await client.updateItem(id);
  await time.advance(1_000);
  expect(await warnings()).toEqual(after);
  if (before.length === 0 || after.length === 0) expect(await count()).toBe(2);
});

test('an unknown CPF ends the run with wrong credentials', async () => {
  const { client } = await start();
  const { id } = await client.createItem(600, { cpf: '111.444.777-35' });
  expect((await settled(client, id)).executionStatus).toBe('INVALID_CREDENTIALS');
});

test('a consent can be read, ends only where the connector limits it, and is kept by an update', async () => {
  const { client } = await start();
  const { id, page } = await waiting(client);
  await decide(page, { ...LOGIN, decision: 'approve' });
  expect((await settled(client, id)).consentExpiresAt).toBeNull();
  const [consent] = (await client.fetchConsents(id)).results;
  expect(consent).toMatchObject({ itemId: id, expiresAt: null, revokedAt: null });
  expect(consent?.openFinancePermissionsGranted).toContain('ACCOUNTS_ALL');
  expect(await client.fetchConsent(consent?.id ?? '')).toEqual(consent);

  await client.updateItem(id);
  expect((await settled(client, id)).executionStatus).toBe('SUCCESS');
  expect((await client.fetchConsents(id)).results).toEqual([consent]);

  const business = await waiting(client, { cnpj: '11.222.333/0001-81' }, 601);
  await decide(business.page, { ...LOGIN, decision: 'approve' });
  const { consentExpiresAt } = await settled(client, business.id);
  expect(Math.round((Number(consentExpiresAt) - Date.now()) / 86_400_000)).toBe(365);
});

test('a consent that ends soon is renewed by an update of the user, and not by an automatic one', async () => {
  const { client, url } = await start();
  const { id, page } = await waiting(client, { cnpj: '11.222.333/0001-81' }, 601);
  await decide(page, { ...LOGIN, decision: 'approve' });
  await settled(client, id);
  await call(url, `/sandbox/items/${id}/preset`, undefined, {
    method: 'POST',
    body: { name: 'consent-expires-in-5-days' },
  });
  const daysLeft = async () => {
    const { consentExpiresAt } = await settled(client, id);
    return Math.round((Number(consentExpiresAt) - Date.now()) / 86_400_000);
  };
  await client.updateItem(id);
  expect(await daysLeft()).toBe(5);

  const [before] = (await client.fetchConsents(id)).results;
  const { accessToken } = await client.createConnectToken(id);
  await call(url, `/items/${id}`, accessToken, { method: 'PATCH', body: {} });
  const { parameter } = await waitingForInput(client, id);
  await decide(parameter?.data ?? '', { ...LOGIN, decision: 'approve' });
  expect(await daysLeft()).toBe(365);
  const [after] = (await client.fetchConsents(id)).results;
  expect(after!.id).not.toBe(before!.id);
});

test('MeuPluggy connects, and refuses an update', async () => {
  const { client } = await start();
  const { id, page } = await waiting(client, {}, 200);
  await decide(page, { ...LOGIN, decision: 'approve' });
  expect(await settled(client, id)).toMatchObject({ status: 'UPDATED', connector: { name: 'MeuPluggy' } });
  const body = await refusal(client.updateItem(id));
  expect(body).toEqual({ code: 400, message: 'MeuPluggy item cant be updated', errorId: expect.any(String) as string });
});

test('the page escapes the texts that it shows', async () => {
  const { client } = await start();
  const { id } = await client.createItem(
    600,
    { ...CPF },
    { oauthRedirectUri: 'myapp://back?"><script>alert(1)</script>' },
  );
  const { parameter } = await waitingForInput(client, id);
  const { html } = await decide(parameter?.data ?? '', { ...LOGIN, decision: 'approve' });
  expect(html).toContain('myapp://back?');
  expect(html).not.toContain('<script>alert');
});
