import { createSignal, For } from 'solid-js';

/** Address of the sandbox's widget, written into the page by the server. Undefined with Pluggy. */
const widgetUrl = document.documentElement.dataset.widgetUrl || undefined;
const headers = () => ({ 'X-App': 'solid' });

export function Connections() {
  const [language, setLanguage] = createSignal('en');
  const [isBroken, setBroken] = createSignal(false);
  const [eventLog, setEventLog] = createSignal<string[]>([]);
  const logEvent = (text: string) => setEventLog((lines) => [...lines, text]);
  const item = () => ({
    id: 'an-item',
    status: isBroken() ? 'LOGIN_ERROR' : 'UPDATED',
    executionStatus: isBroken() ? 'INVALID_CREDENTIALS' : 'SUCCESS',
  });

  return (
    <>
      <h1>Connections</h1>
      <label>
        Language{' '}
        <select value={language()} onChange={(event) => setLanguage(event.target.value)}>
          <option value="en">English</option>
          <option value="pt-BR">Português</option>
          <option value="es">Español</option>
        </select>
      </label>

      <pluggy-provider
        token-endpoint="/api/connect-token"
        items-endpoint="/api/items"
        events-endpoint="/api/events"
        bool:include-sandbox={!!widgetUrl}
        widget-url={widgetUrl}
        prop:headers={headers}
        lang={language()}
      >
        <p>
          <pluggy-connect
            on:pluggy-open={() => logEvent('opened')}
            on:pluggy-success={({ itemId }) => logEvent(`connected ${itemId}`)}
            on:pluggy-close={({ outcome }) => logEvent(`closed: ${outcome.type}`)}
          >
            Connect a bank
          </pluggy-connect>
        </p>
        <ol aria-label="What happened">
          <For each={eventLog()}>{(line) => <li>{line}</li>}</For>
        </ol>

        <p>
          <pluggy-item-status id="badge" prop:item={item()} />{' '}
          <button type="button" onClick={() => setBroken(!isBroken())}>
            {isBroken() ? 'Mend' : 'Break'}
          </button>
        </p>

        <pluggy-item-list />
      </pluggy-provider>
    </>
  );
}
