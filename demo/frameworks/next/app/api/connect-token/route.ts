const { PLUGGY_API_URL = 'https://api.pluggy.ai', PLUGGY_CLIENT_ID, PLUGGY_CLIENT_SECRET } = process.env;

async function post(path: string, body: object, headers: HeadersInit = {}): Promise<Record<string, string>> {
  const response = await fetch(PLUGGY_API_URL + path, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`Pluggy responded with ${response.status} to ${path}`);
  return (await response.json()) as Record<string, string>;
}

/** Returns a token for a new connection. To update an item, check its owner first and send its id to Pluggy. */
export async function POST() {
  const { apiKey } = await post('/auth', { clientId: PLUGGY_CLIENT_ID, clientSecret: PLUGGY_CLIENT_SECRET });
  const { accessToken } = await post('/connect_token', {}, { 'X-API-KEY': apiKey! });
  return Response.json({ accessToken }, { headers: { 'Cache-Control': 'no-store' } });
}
