import 'pluggy-elements/define/connect';
import { useState } from 'react';

export function ConnectBank() {
  const [itemId, setItemId] = useState('');
  return (
    <>
      <pluggy-connect token-endpoint="/api/connect-token" onpluggy-success={({ item }) => setItemId(item.id)}>
        Connect your bank
      </pluggy-connect>
      <output>{itemId && `Connected: ${itemId}`}</output>
    </>
  );
}
