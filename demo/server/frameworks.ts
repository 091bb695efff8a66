import { serveStatic } from '@hono/node-server/serve-static';
import type { Hono } from 'hono';
import { html } from 'hono/html';
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Items } from './items.js';
import { renderPage } from './pages.js';
import { contentSecurityPolicy, policyText } from './policy.js';
import { Problem } from './problem.js';
import type { Sessions, SignedIn } from './session.js';

const APPS = new URL('../frameworks/', import.meta.url);

/** Serves the apps of `demo/frameworks`, each built with its framework's tools. Fills placeholders in their pages. */
export function addFrameworks(app: Hono<SignedIn>, items: Items, sessions: Sessions, sandboxUrl?: string) {
  app.get('/frameworks/:name{[a-z0-9]+}/:page{[a-z]*}', sessions.visitor, async (c) => {
    const name = c.req.param('name');
    const file = new URL(`${name}/dist/${c.req.param('page') || 'index'}.html`, APPS);
    if (!existsSync(file)) {
      const folder = `demo/frameworks/${name}`;
      throw new Problem(
        404,
        'not-built',
        `Build it first: npm --prefix ${folder} ci && npm --prefix ${folder} run build`,
      );
    }
    const { results } = await items.list(c.get('userId'));
    // Angular and Turbo insert style elements, which need a nonce. The library does not.
    const nonce = randomBytes(16).toString('base64');
    // Each framework has its own name for a policy of Trusted Types, or none.
    const { requireTrustedTypesFor: _, trustedTypes: __, ...policy } = contentSecurityPolicy(sandboxUrl);
    policy.styleSrc.push(`'nonce-${nonce}'`);
    c.header('Content-Security-Policy', policyText(policy, '; '));
    c.header('Cache-Control', 'no-store');
    return c.html(
      await renderPage(file, {
        nonce,
        'widget-url': sandboxUrl ?? '',
        // The markup of a backend that renders badges without JavaScript.
        items: html`${results.map(
          ({ id, status, executionStatus, connector }) => html`
            <li>
              ${connector.name}:
              <pluggy-item-status
                item-id="${id}"
                status="${status ?? ''}"
                execution-status="${executionStatus ?? ''}"
              ></pluggy-item-status>
            </li>
          `,
        )}`,
      }),
    );
  });
  app.get(
    '/frameworks/:name{[a-z0-9]+}/*',
    serveStatic({
      root: fileURLToPath(APPS),
      rewriteRequestPath: (path) => path.replace(/^\/frameworks\/([a-z0-9]+)\//, '/$1/dist/'),
    }),
  );
}
