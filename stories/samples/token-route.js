const PLUGGY = process.env.PLUGGY_API ?? 'https://api.pluggy.ai';

async function ask(path, body, headers = {}) {
  const response = await fetch(`${PLUGGY}${path}`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`Pluggy answered ${response.status}`);
  return response.json();
}

/** `userId` is of the session, never of the browser; `itemId` has been found to be that user's. */
export async function connectToken(userId, itemId) {
  const keys = { clientId: process.env.PLUGGY_CLIENT_ID, clientSecret: process.env.PLUGGY_CLIENT_SECRET };
  const { apiKey } = await ask('/auth', keys);
  const options = { clientUserId: userId };
  const { accessToken } = await ask('/connect_token', { itemId, options }, { 'X-API-KEY': apiKey });
  return { accessToken };
}
