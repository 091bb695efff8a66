/** Token routes for backends in JavaScript, with Pluggy's SDK and the keys of the environment. */

export interface Route {
  /** The stack's name, such as `Express`. */
  readonly title: string;
  readonly code: string;
}

const SDK = `
import { PluggyClient } from 'pluggy-sdk'; // npm install pluggy-sdk

const { PLUGGY_CLIENT_ID: clientId, PLUGGY_CLIENT_SECRET: clientSecret } = process.env;
const pluggy = new PluggyClient({ clientId, clientSecret });
const clientUserId = 'user-1'; // the id of your signed-in user
`;

/** Returns a sample: the file's name, the client, and the route. */
const withSdk = (title: string, file: string, route: string): Route => ({
  title,
  code: `${file && `// ${file}`}${SDK}${route}`,
});

/** An update names its Item. The sample cannot check whose Item this is. */
const CHECK = '// to update an Item: first check in your database that it is this user’s';
const TOKEN = 'await pluggy.createConnectToken(itemId, { clientUserId })';

export const JAVASCRIPT = {
  express: withSdk(
    'Express',
    '',
    `
app.post('/api/connect-token', express.json(), async (request, response) => {
  const { itemId } = request.body ?? {}; ${CHECK}
  const { accessToken } = ${TOKEN};
  response.set('Cache-Control', 'no-store').json({ accessToken });
});`,
  ),
  fastify: withSdk(
    'Fastify',
    '',
    `
fastify.post('/api/connect-token', async (request, reply) => {
  reply.header('Cache-Control', 'no-store');
  const { itemId } = request.body ?? {}; ${CHECK}
  const { accessToken } = ${TOKEN};
  return { accessToken };
});`,
  ),
  hono: withSdk(
    'Hono',
    '',
    `
app.post('/api/connect-token', async (c) => {
  const { itemId } = await c.req.json().catch(() => ({})); ${CHECK}
  const { accessToken } = ${TOKEN};
  c.header('Cache-Control', 'no-store');
  return c.json({ accessToken });
});`,
  ),
  koa: withSdk(
    'Koa',
    '',
    `
router.post('/api/connect-token', async (context) => {
  const { itemId } = context.request.body ?? {}; ${CHECK}
  const { accessToken } = ${TOKEN};
  context.set('Cache-Control', 'no-store');
  context.body = { accessToken };
});`,
  ),
  nest: withSdk(
    'Nest',
    'connect-token.controller.ts; add the class to the controllers of a module',
    `
@Controller('api/connect-token')
export class ConnectTokenController {
  @Post()
  @Header('Cache-Control', 'no-store')
  async create(@Body() { itemId }: { itemId?: string }) {
    ${CHECK}
    const { accessToken } = ${TOKEN};
    return { accessToken };
  }
}`,
  ),
  nextApp: withSdk(
    'Next.js (app router)',
    'app/api/connect-token/route.js',
    `
export async function POST(request) {
  const { itemId } = await request.json().catch(() => ({})); ${CHECK}
  const { accessToken } = ${TOKEN};
  return Response.json({ accessToken }, { headers: { 'Cache-Control': 'no-store' } });
}`,
  ),
  nextPages: withSdk(
    'Next.js (pages router)',
    'pages/api/connect-token.js',
    `
export default async function handler(request, response) {
  if (request.method !== 'POST') return response.status(405).end();
  const { itemId } = request.body || {}; ${CHECK}
  const { accessToken } = ${TOKEN};
  response.setHeader('Cache-Control', 'no-store');
  response.json({ accessToken });
}`,
  ),
  nuxt: withSdk(
    'Nuxt',
    'server/api/connect-token.post.js',
    `
export default defineEventHandler(async (event) => {
  const { itemId } = (await readBody(event)) ?? {}; ${CHECK}
  const { accessToken } = ${TOKEN};
  setHeader(event, 'Cache-Control', 'no-store');
  return { accessToken };
});`,
  ),
  sveltekit: withSdk(
    'SvelteKit',
    'src/routes/api/connect-token/+server.js',
    `
export async function POST({ request }) {
  const { itemId } = await request.json().catch(() => ({})); ${CHECK}
  const { accessToken } = ${TOKEN};
  return Response.json({ accessToken }, { headers: { 'Cache-Control': 'no-store' } });
}`,
  ),
  astro: withSdk(
    'Astro',
    'src/pages/api/connect-token.js, with an adapter for a server',
    `
export const prerender = false;

export async function POST({ request }) {
  const { itemId } = await request.json().catch(() => ({})); ${CHECK}
  const { accessToken } = ${TOKEN};
  return Response.json({ accessToken }, { headers: { 'Cache-Control': 'no-store' } });
}`,
  ),
  reactRouter: withSdk(
    'React Router',
    'app/routes/api.connect-token.js, the route /api/connect-token',
    `
export async function action({ request }) {
  const { itemId } = await request.json().catch(() => ({})); ${CHECK}
  const { accessToken } = ${TOKEN};
  return Response.json({ accessToken }, { headers: { 'Cache-Control': 'no-store' } });
}`,
  ),
  plain: withSdk(
    'Node',
    'token.mjs; run it with: node token.mjs',
    `
import { createServer } from 'node:http';
import { json } from 'node:stream/consumers';

createServer(async (request, response) => {
  if (request.method !== 'POST' || request.url !== '/api/connect-token') return response.writeHead(404).end();
  const { itemId } = await json(request).catch(() => ({})); ${CHECK}
  const { accessToken } = ${TOKEN};
  response.writeHead(200, { 'Content-Type': 'application/json', 'Cache-Control': 'no-store' });
  response.end(JSON.stringify({ accessToken }));
}).listen(process.env.PORT ?? 3000, 'localhost');`,
  ),
};
