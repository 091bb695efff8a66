'use client';

import type { PluggyConnectElement } from 'pluggy-elements';
import 'pluggy-elements/define';
import { useCallback, useState } from 'react';

/** Renders the button. `widgetUrl` is the address of the sandbox's widget; undefined with Pluggy. */
export function ConnectBank({ widgetUrl }: { widgetUrl?: string }) {
  const [itemId, setItemId] = useState('');
  // React adds no listeners when it hydrates a server-rendered custom element, so `onpluggy-success` does not work here.
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
      {/* Status in attributes: the badge renders as soon as the script has loaded. */}
      <pluggy-item-status status="UPDATED" execution-status="SUCCESS" />
    </>
  );
}
