import { serveStatic } from '@hono/node-server/serve-static';
import type { Context, Hono } from 'hono';
import { etag } from 'hono/etag';
import { html, raw } from 'hono/html';
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { checkApplication, formValues, readApplication, type FormTexts } from './forms.js';
import { addFrameworks } from './frameworks.js';
import type { Items } from './items.js';
import { renderPage, type Values } from './pages.js';
import { contentSecurityPolicy, policyText } from './policy.js';
import type { Sessions, SignedIn } from './session.js';

interface SiteOptions {
  items: Items;
  sessions: Sessions;
  sandboxUrl: string | undefined;
}

/** Simulated banks that accept `user-ok` and `password-ok`, in the order in which the pages name them. */
const BANKS_TO_TRY = ['Pluggy Bank', 'Pluggy Bank Empresas', 'Pluggy Bank Instável', 'Pluggy Bank (0)'];

const APP = new URL('../app/', import.meta.url);
const DIST = new URL('../../dist/', import.meta.url);

/** Adds the pages of `demo/app`, the forms that work without JavaScript, and the built library. */
export function addSite(app: Hono<SignedIn>, { items, sessions, sandboxUrl }: SiteOptions) {
  async function render(c: Context<SignedIn>, file: string, values: Values): Promise<string> {
    const userId = c.get('userId');
    const itemId = await items.firstId(userId);
    // Connecting a bank a second time with the same login is an error.
    const owned = await items.banks(userId);
    const toTry = BANKS_TO_TRY.find((bank) => !owned.includes(bank));
    const person = sessions.people.find(({ id }) => id === userId);
    const others = sessions.people.filter((other) => other !== person);
    return renderPage(new URL(file, APP), {
      sandbox: sandboxUrl ? html`include-sandbox widget-url="${sandboxUrl}"` : '',
      'sandbox-note': sandboxUrl ? '' : 'hidden',
      control: sandboxUrl ? new URL(`/sandbox/control${itemId ? `#${itemId}` : ''}`, sandboxUrl).href : '',
      'try-bank': toTry ?? BANKS_TO_TRY[0]!,
      'try-banks': html`data-banks="${BANKS_TO_TRY.join()}"`,
      'try-hidden': toTry ? '' : 'hidden',
      user: person ? html`<b>${person.name}</b>` : html`<b data-text="visitor">Visitante</b> ${userId.slice(-4)}`,
      'user-initial': (person?.name ?? 'V').slice(0, 1),
      'hello-name': person ? `, ${person.name.split(' ')[0]}` : '',
      people: html`${others.map(
        ({ id, name }) => html`<button type="submit" name="person" value="${id}">${name}</button>`,
      )}`,
      'for-new': itemId ? 'hidden' : '',
      'for-known': itemId ? '' : 'hidden',
      'item-id': itemId ? html`item-id="${itemId}"` : '',
      'no-item-note': itemId ? 'hidden' : '',
      policy: policyText(contentSecurityPolicy(undefined)),
      ...values,
    });
  }

  function send(c: Context<SignedIn>, text: string) {
    c.header('Cache-Control', 'no-store');
    return c.html(text);
  }

  const page = async (c: Context<SignedIn>, file: string, values: Values = {}) =>
    send(c, await render(c, file, values));

  function formPage(path: string, file: string, texts: FormTexts) {
    app.get(path, sessions.visitor, (c) =>
      page(c, file, formValues(texts, { isSent: c.req.query('sent') !== undefined })),
    );
    app.post(path, sessions.visitor, async (c) => {
      const application = await readApplication(c.req);
      const errors = await checkApplication(application, (itemId) => items.add(itemId, c.get('userId')));
      if (errors.size === 0) return c.redirect(`${path}?sent`, 303);
      c.status(errors.has('unavailable') ? 503 : 422);
      return page(c, file, formValues(texts, { application, errors }));
    });
  }

  formPage('/', 'index.html', {
    name: 'Informe nome e sobrenome.',
    bank: 'Conecte o seu banco.',
    data: 'Ainda não temos dados deste banco. Escolha outro, ou resolva o que falta nessa conexão.',
    unavailable: 'Não conseguimos verificar a conexão agora. Tente de novo daqui a pouco.',
    sent: 'Pedido enviado. A resposta chega em até um dia útil.',
  });
  formPage('/recipes/form', 'recipes/form.html', {
    name: 'Enter your first and last name.',
    bank: 'Connect your bank.',
    data: 'We don’t have data from this bank yet. Connect another one, or finish that connection first.',
    unavailable: 'We couldn’t check the connection just now. Please try again in a moment.',
    sent: 'Sent. The server read the item from Pluggy, checked that it belongs to you, and stored it.',
  });

  // Chunk hashes are only supported in an inline import map, so the policy needs the hash of that script.
  app.get('/recipes/integrity.html', sessions.visitor, async (c) => {
    const { files } = JSON.parse(await readFile(new URL('cdn/integrity.json', DIST), 'utf8')) as {
      files: Record<string, string>;
    };
    const { 'pluggy-elements.js': entry = '', ...chunks } = files;
    const integrity = Object.entries(chunks).map(([file, hash]) => [`/dist/cdn/${file}`, hash]);
    const map = JSON.stringify({ integrity: Object.fromEntries(integrity) as object }, null, 2);
    const text = await render(c, 'recipes/integrity.html', { 'import-map': raw(map), entry });
    const [, script = ''] = /<script type="importmap">(.*?)<\/script>/s.exec(text) ?? [];
    const policy = contentSecurityPolicy(sandboxUrl);
    policy.scriptSrc.push(`'sha256-${createHash('sha256').update(script).digest('base64')}'`);
    c.header('Content-Security-Policy', policyText(policy, '; '));
    return send(c, text);
  });

  addFrameworks(app, items, sessions, sandboxUrl);

  app.get('/recipes/', sessions.visitor, (c) => page(c, 'recipes/index.html'));
  for (const name of [
    'cdn',
    'update',
    'status',
    'connections',
    'token-function',
    'strict-csp',
    'own-button',
    'background',
  ]) {
    app.get(`/recipes/${name}.html`, sessions.visitor, (c) => page(c, `recipes/${name}.html`));
  }
  for (const [from, to] of [
    ['/index.html', '/'],
    ['/recipes', '/recipes/'],
    ['/recipes/index.html', '/recipes/'],
    ['/recipes/form.html', '/recipes/form'],
  ] as const) {
    app.get(from, (c) => c.redirect(to, 301));
  }

  app.post('/sign-in', async (c) => {
    const form = await c.req.formData().catch(() => undefined);
    await sessions.change(c, form?.get('person'));
    return c.redirect('/', 303);
  });

  app.get('/dist/*', revalidate, etag(), serveStatic({ root: fileURLToPath(DIST), rewriteRequestPath: withoutDist }));
  // HTML is not served from here: pages contain placeholders.
  app.get('/:file{.+\\.(?:css|js|svg)}', revalidate, etag(), serveStatic({ root: fileURLToPath(APP) }));
}

/** Makes browsers revalidate files: their names have no version, and they change during development. */
async function revalidate(c: Context, next: () => Promise<void>) {
  await next();
  if (c.res.ok || c.res.status === 304) c.header('Cache-Control', 'no-cache');
}

const withoutDist = (path: string) => path.replace(/^\/dist/, '');
