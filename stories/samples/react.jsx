import 'pluggy-elements/define/connect';
import { useState } from 'react';

export function ConnectBank() {
  const [itemId, setItemId] = useState('');
  return (
    <>
      <pluggy-connect
        token-endpoint="/api/connect-token"
        ref={(element) => {
          const connected = ({ item }) => setItemId(item.id);
          element?.addEventListener('pluggy-success', connected);
          return () => element?.removeEventListener('pluggy-success', connected);
        }}
      >
        Connect your bank
      </pluggy-connect>
      <output>{itemId && `Connected: ${itemId}`}</output>
    </>
  );
}
