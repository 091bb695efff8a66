const { PLUGGY_API_URL = 'https://api.pluggy.ai', PLUGGY_CLIENT_ID, PLUGGY_CLIENT_SECRET } = process.env;

async function ask(path: string, body: object, headers: HeadersInit = {}): Promise<Record<string, string>> {
  const response = await fetch(PLUGGY_API_URL + path, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`Pluggy answered ${response.status} to ${path}`);
  return (await response.json()) as Record<string, string>;
}

/** For new connections. To update one, look first whose it is, and send its id along. */
export async function POST() {
  const { apiKey } = await ask('/auth', { clientId: PLUGGY_CLIENT_ID, clientSecret: PLUGGY_CLIENT_SECRET });
  const { accessToken } = await ask('/connect_token', {}, { 'X-API-KEY': apiKey! });
  return Response.json({ accessToken });
}
