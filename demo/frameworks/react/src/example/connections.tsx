import { useState } from 'react';

export function Connections() {
  const [bank, setBank] = useState('');
  return (
    // The last two attributes are for the simulated Pluggy of `npx pluggy-elements sandbox`: remove them to go live.
    <pluggy-provider
      token-endpoint="/api/connect-token"
      items-endpoint="/api/items"
      mfa-endpoint="/api/items/{itemId}/mfa"
      events-endpoint="/api/events"
      widget-url="http://127.0.0.1:4300"
      include-sandbox
    >
      <div className="title">
        <div>
          <h1>Your banks</h1>
          <p>Balances and statements arrive here by themselves, and you can disconnect at any time.</p>
        </div>
        <pluggy-connect onpluggy-success={({ item }) => setBank(item.connector?.name ?? 'Your bank')}>
          Connect a bank
        </pluggy-connect>
      </div>
      <output>{bank && `${bank} is connected.`}</output>
      <pluggy-item-list oauth-return />
    </pluggy-provider>
  );
}
