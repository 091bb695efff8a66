import { useEffect, useState } from 'react';
import { PluggyConnect } from 'react-pluggy-connect';

export function ConnectBank() {
  const [token, setToken] = useState();
  const [open, setOpen] = useState(false);
  const [itemId, setItemId] = useState('');
  useEffect(() => {
    if (!open) return;
    fetch('/api/connect-token', { method: 'POST' })
      .then((response) => response.json())
      .then(({ accessToken }) => setToken(accessToken));
  }, [open]);
  return (
    <>
      <button onClick={() => setOpen(true)}>Connect your bank</button>
      {open && token && (
        <PluggyConnect
          connectToken={token}
          onSuccess={({ item }) => setItemId(item.id)}
          onError={console.error}
          onClose={() => setOpen(false)}
        />
      )}
      <output>{itemId && `Connected: ${itemId}`}</output>
    </>
  );
}
