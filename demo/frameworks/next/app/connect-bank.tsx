'use client';

import type { PluggyConnectElement } from 'pluggy-elements';
import 'pluggy-elements/define';
import { useCallback, useState } from 'react';

/** `widgetUrl` is the sandbox's; with Pluggy itself there is none. */
export function ConnectBank({ widgetUrl }: { widgetUrl?: string }) {
  const [itemId, setItemId] = useState('');
  // React does not listen, nor set properties, on a custom element that comes from the server: `onpluggy-success` is too late.
  const listen = useCallback((bank: PluggyConnectElement) => {
    const listening = new AbortController();
    bank.addEventListener('pluggy-success', ({ item }) => setItemId(item.id), listening);
    return () => listening.abort();
  }, []);
  return (
    <>
      <pluggy-connect
        token-endpoint="/api/connect-token"
        widget-url={widgetUrl}
        include-sandbox={!!widgetUrl}
        ref={listen}
      >
        Connect a bank
      </pluggy-connect>
      <output>{itemId && `Connected: ${itemId}`}</output>{' '}
      {/* In the markup, so it has its text as soon as the script is there. */}
      <pluggy-item-status status="UPDATED" execution-status="SUCCESS" />
    </>
  );
}
