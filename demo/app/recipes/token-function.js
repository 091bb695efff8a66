document.querySelector('#with-function').tokenSource = async ({ itemId, signal }) => {
  const response = await fetch('/api/connect-token', {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ itemId }),
    signal,
  });
  if (!response.ok) throw new Error(`The token route answered ${response.status}`);
  const { accessToken } = await response.json();
  return accessToken;
};

// The function runs for each request, so that an access token is never stale.
document.querySelector('#with-headers').headers = async () => ({ 'X-Tenant': 'example' });
