'use client';

import type { Item, PluggyConnectElement } from 'pluggy-elements';
import 'pluggy-elements/define';
import { useCallback, useState } from 'react';

/** The page. `widgetUrl` is the address of the sandbox's widget; undefined with Pluggy. */
export function ConnectBank({ widgetUrl }: { widgetUrl?: string }) {
  const [item, setItem] = useState<Item>();
  // React adds no listeners when it hydrates a server-rendered custom element, so `onpluggy-success` does not work here.
  const listen = useCallback((bank: PluggyConnectElement) => {
    const listening = new AbortController();
    bank.addEventListener('pluggy-success', (event) => setItem(event.item), listening);
    return () => listening.abort();
  }, []);
  const bank = item?.connector?.name ?? 'Your bank';
  return (
    <>
      <div className="title">
        <div>
          <h1>Your banks</h1>
          <p>{item ? `${bank} is connected.` : 'Connect the bank that you use most.'}</p>
        </div>
        <pluggy-connect
          token-endpoint="/api/connect-token"
          widget-url={widgetUrl}
          include-sandbox={!!widgetUrl}
          ref={listen}
        >
          {item ? 'Connect another bank' : 'Connect a bank'}
        </pluggy-connect>
      </div>
      {item && (
        <section>
          <h2>{bank}</h2>
          <pluggy-item-status item={item} />
        </section>
      )}
    </>
  );
}
