import { type Context, Hono } from 'hono';
import { csrf } from 'hono/csrf';
import { html } from 'hono/html';
import { secureHeaders } from 'hono/secure-headers';
import { readText } from './request.js';
import type { Store, StoredItem } from './store.js';

/** The credentials of Pluggy's MockBank. https://docs.pluggy.ai/en/docs/guides/sandbox.md */
const USER = 'ralph.bragg@gmail.com';
const PASSWORD = 'P@ssword01';

const texts = {
  pt: {
    simulation: 'Isto é uma simulação. Nenhuma instituição real está envolvida.',
    heading: (bank: string) => `Autorizar o acesso em ${bank}`,
    about: 'O aplicativo quer ler seus dados cadastrais, contas e cartões.',
    user: 'E-mail',
    password: 'Senha',
    approve: 'Autorizar',
    deny: 'Recusar',
    wrong: `E-mail ou senha incorretos. Use ${USER} e ${PASSWORD}.`,
    granted: 'Acesso autorizado. Você já pode fechar esta janela.',
    denied: 'Acesso recusado. Você já pode fechar esta janela.',
    ended: 'Esta autorização não existe ou já terminou. Volte ao aplicativo e comece de novo.',
    back: 'Voltar ao aplicativo',
  },
  en: {
    simulation: 'This is a simulation. No real institution is involved.',
    heading: (bank: string) => `Authorise access at ${bank}`,
    about: 'The app wants to read your personal data, accounts and cards.',
    user: 'E-mail',
    password: 'Password',
    approve: 'Authorise',
    deny: 'Refuse',
    wrong: `Wrong e-mail or password. Use ${USER} and ${PASSWORD}.`,
    granted: 'Access authorised. You can close this window.',
    denied: 'Access refused. You can close this window.',
    ended: 'This authorisation does not exist or has ended. Go back to the app and start again.',
    back: 'Back to the app',
  },
  es: {
    simulation: 'Esto es una simulación. No participa ninguna institución real.',
    heading: (bank: string) => `Autorizar el acceso en ${bank}`,
    about: 'La aplicación quiere leer tus datos personales, cuentas y tarjetas.',
    user: 'Correo electrónico',
    password: 'Contraseña',
    approve: 'Autorizar',
    deny: 'Rechazar',
    wrong: `Correo o contraseña incorrectos. Usa ${USER} y ${PASSWORD}.`,
    granted: 'Acceso autorizado. Ya puedes cerrar esta ventana.',
    denied: 'Acceso rechazado. Ya puedes cerrar esta ventana.',
    ended: 'Esta autorización no existe o ya terminó. Vuelve a la aplicación y empieza de nuevo.',
    back: 'Volver a la aplicación',
  },
};
type Language = keyof typeof texts;

const STYLE = `:root{color-scheme:light dark;font:16px/1.5 system-ui,sans-serif}
body{margin:0;display:grid;min-height:100vh;place-items:center;background:#f2f4f7;color:#1b2430}
main{box-sizing:border-box;width:min(26rem,100%);padding:1.5rem;background:#fff;border-radius:.75rem}
.simulation{margin:0 0 1rem;padding:.5rem .75rem;border:1px solid #8a6100;border-radius:.5rem;background:#fff4d6;color:#4d3600}
h1{margin:0 0 .5rem;font-size:1.35rem;line-height:1.25}
label{display:block;margin-top:.75rem;font-weight:600}
input{box-sizing:border-box;width:100%;padding:.6rem;font:inherit;border:1px solid #667085;border-radius:.5rem;background:#fff;color:inherit}
.buttons{display:flex;flex-wrap:wrap;gap:.75rem;margin-top:1.25rem}
button{padding:.6rem 1.1rem;font:inherit;font-weight:600;border:1px solid #0b5563;border-radius:.5rem;background:#fff;color:#0b5563;cursor:pointer}
button[value=approve]{background:#0b5563;color:#fff}
[role=alert]{margin:.75rem 0 0;color:#a4161a;font-weight:600}
:focus-visible{outline:3px solid #2e90fa;outline-offset:2px}
@media (prefers-color-scheme:dark){body{background:#101418;color:#e6e9ee}main{background:#1a2027}
.simulation{background:#3a2e0a;color:#ffe7a3;border-color:#c9a227}input{background:#101418;border-color:#98a2b3}
button{background:#1a2027;color:#7fd4e4;border-color:#7fd4e4}button[value=approve]{background:#7fd4e4;color:#06222a}[role=alert]{color:#ff9a9d}a{color:#7fd4e4}}`;

/**
 * The script of the page after the decision. The script sends the message that Pluggy's callback pages send to the
 * widget. Without an opener, as on a phone where the tab navigated to the institution, it follows `oauthRedirectUri`.
 * https://docs.pluggy.ai/en/docs/connect-widget/oauth-support.md
 */
const SCRIPT = `const { message, redirect } = document.body.dataset;
if (message && window.opener) {
  window.opener.postMessage(JSON.parse(message), '*');
  window.close();
} else if (redirect) {
  window.location.replace(redirect);
}
`;

/** Returns the routes of the simulated institution, for mounting at `/sandbox`. The page is `/sandbox/oauth/:itemId`. */
export function oauthRoutes(store: Store, base: (request: Request) => string): Hono {
  const app = new Hono();
  const asset = (type: string) => ({ 'content-type': type, 'cache-control': 'max-age=3600' });
  app.get('/oauth.js', (context) => context.body(SCRIPT, 200, asset('text/javascript')));
  app.get('/oauth.css', (context) => context.body(STYLE, 200, asset('text/css')));

  app.use(
    '/oauth/*',
    csrf({ origin: (origin, context) => origin === new URL(base(context.req.raw)).origin }),
    secureHeaders({
      contentSecurityPolicy: {
        defaultSrc: ["'none'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'"],
        formAction: ["'self'"],
        frameAncestors: ["'none'"],
        baseUri: ["'none'"],
      },
      // This policy would remove `window.opener`, which the page needs to report to the widget.
      crossOriginOpenerPolicy: false,
      strictTransportSecurity: false,
      // With `no-referrer` the form would send `Origin: null`, which the CSRF check refuses.
      referrerPolicy: 'same-origin',
    }),
  );
  app.get('/oauth', (context) => page(context, base(context.req.raw), { notice: 'ended' }, 404));
  app.get('/oauth/:id', (context) => {
    const item = waiting(store, context.req.param('id'));
    const at = base(context.req.raw);
    return item ? page(context, at, { item }) : page(context, at, { notice: 'ended' }, 404);
  });
  app.post('/oauth/:id', async (context) => {
    const item = waiting(store, context.req.param('id'));
    const at = base(context.req.raw);
    if (!item) return page(context, at, { notice: 'ended' }, 404);
    const form = new URLSearchParams(await readText(context.req.raw));
    const granted = form.get('decision') === 'approve';
    if (granted && (form.get('user') !== USER || form.get('password') !== PASSWORD))
      return page(context, at, { item, wrong: true }, 401);
    item.execution?.authorize(granted);
    return page(context, at, { item, notice: granted ? 'granted' : 'denied' });
  });
  return app;
}

function waiting(store: Store, id: string): StoredItem | undefined {
  const item = store.items.get(id);
  return item?.execution?.waitsForAuthorization ? item : undefined;
}

interface View {
  item?: StoredItem;
  wrong?: boolean;
  notice?: 'granted' | 'denied' | 'ended';
}

/** Renders the institution's page. The `html` tag escapes every interpolated value. */
function page(context: Context, base: string, { item, wrong, notice }: View, status: 200 | 401 | 404 = 200) {
  const language = languageOf(context);
  const t = texts[language];
  const bank = item?.json.connector.name ?? 'MockBank';
  const outcome =
    item && notice && (notice === 'granted' ? { itemId: item.json.id } : { error: 'USER_AUTHORIZATION_NOT_GRANTED' });
  const redirect = outcome && item.json.oauthRedirectUri && withOutcome(item.json.oauthRedirectUri, outcome);
  return context.html(
    html`<!doctype html>
      <html lang="${language === 'pt' ? 'pt-BR' : language}">
        <head>
          <meta charset="utf-8" />
          <meta name="viewport" content="width=device-width, initial-scale=1" />
          <title>${t.heading(bank)}</title>
          <link rel="stylesheet" href="${base}/sandbox/oauth.css" />
          <script type="module" src="${base}/sandbox/oauth.js"></script>
        </head>
        <body
          data-message="${outcome ? JSON.stringify({ source: 'connector-oauth-login', ...outcome }) : ''}"
          data-redirect="${redirect ?? ''}"
        >
          <main>
            <p class="simulation">${t.simulation}</p>
            <h1>${t.heading(bank)}</h1>
            ${
              notice
                ? html`<p role="status">${t[notice]}</p>
                    ${redirect ? html`<p><a href="${redirect}">${t.back}</a></p>` : ''}`
                : html`<p>${t.about}</p>
                    <form method="post">
                      <label for="user">${t.user}</label>
                      <input
                        id="user"
                        name="user"
                        type="email"
                        value="${USER}"
                        autocomplete="off"
                        aria-invalid="${String(!!wrong)}"
                        aria-describedby="wrong"
                        required
                      />
                      <label for="password">${t.password}</label>
                      <input
                        id="password"
                        name="password"
                        type="password"
                        value="${PASSWORD}"
                        autocomplete="off"
                        aria-invalid="${String(!!wrong)}"
                        aria-describedby="wrong"
                        required
                      />
                      ${wrong ? html`<p role="alert" id="wrong">${t.wrong}</p>` : ''}
                      <div class="buttons">
                        <button name="decision" value="approve">${t.approve}</button>
                        <button name="decision" value="deny" formnovalidate>${t.deny}</button>
                      </div>
                    </form>`
            }
          </main>
        </body>
      </html>`,
    status,
  );
}

/** Returns the language of `?lang=`, or a language that the browser accepts, or Portuguese. */
function languageOf(context: Context): Language {
  const wanted = [context.req.query('lang') ?? '', ...(context.req.header('accept-language') ?? '').split(',')];
  for (const tag of wanted) {
    const language = tag.trim().slice(0, 2).toLowerCase();
    if (Object.hasOwn(texts, language)) return language as Language;
  }
  return 'pt';
}

/** Adds the outcome to the return address: `itemId` on success, `message` on failure. */
function withOutcome(redirectUri: string, outcome: { itemId: string } | { error: string }): string {
  const url = new URL(redirectUri);
  if ('itemId' in outcome) url.searchParams.set('itemId', outcome.itemId);
  else url.searchParams.set('message', outcome.error);
  return url.href;
}
