import { PluggyConnect, PluggyItemList, PluggyItemStatus, PluggyProvider } from 'pluggy-elements/react';
import { useState } from 'react';

/** Address of the sandbox's widget, written into the page by the server. Undefined with Pluggy. */
const widgetUrl = document.documentElement.dataset.widgetUrl || undefined;
const headers = () => ({ 'X-App': 'react18' });
const item = { id: 'an-item', status: 'UPDATED', executionStatus: 'SUCCESS' };
const broken = { ...item, status: 'LOGIN_ERROR', executionStatus: 'INVALID_CREDENTIALS' };

export function Connections() {
  const [language, setLanguage] = useState('en');
  const [isBroken, setBroken] = useState(false);
  const [eventLog, setEventLog] = useState<string[]>([]);
  const logEvent = (text: string) => setEventLog((lines) => [...lines, text]);

  return (
    <>
      <h1>Connections</h1>
      <label>
        Language{' '}
        <select value={language} onChange={(event) => setLanguage(event.target.value)}>
          <option value="en">English</option>
          <option value="pt-BR">Português</option>
          <option value="es">Español</option>
        </select>
      </label>

      <PluggyProvider
        tokenEndpoint="/api/connect-token"
        itemsEndpoint="/api/items"
        eventsEndpoint="/api/events"
        includeSandbox={!!widgetUrl}
        widgetUrl={widgetUrl}
        headers={headers}
        lang={language}
      >
        <p>
          <PluggyConnect
            onPluggyOpen={() => logEvent('opened')}
            onPluggySuccess={({ itemId }) => logEvent(`connected ${itemId}`)}
            onPluggyClose={({ outcome }) => logEvent(`closed: ${outcome.type}`)}
          >
            Connect a bank
          </PluggyConnect>
        </p>
        <ol aria-label="What happened">
          {eventLog.map((line, index) => (
            <li key={index}>{line}</li>
          ))}
        </ol>

        <p>
          <PluggyItemStatus id="badge" item={isBroken ? broken : item} />{' '}
          <button type="button" onClick={() => setBroken(!isBroken)}>
            {isBroken ? 'Mend' : 'Break'}
          </button>
        </p>

        <PluggyItemList />
      </PluggyProvider>
    </>
  );
}
