/** @jsxImportSource solid-js */
import type { PluggyConnectElement, TokenSource } from 'pluggy-elements';
import type { PluggyProps } from 'pluggy-elements/types/solid';

declare const tokenSource: TokenSource;
const spelled = {
  'token-endpoint': '/api/connect-token',
  'load-timeout': 5000,
} satisfies PluggyProps<'pluggy-connect'>;
// wrong: an attribute's name; TypeScript looks at names with dashes in objects, and never in tags
const misspelled = { 'token-endpiont': '/api' } satisfies PluggyProps<'pluggy-connect'>;

export function Page() {
  let bank: PluggyConnectElement | undefined;
  return (
    <pluggy-provider items-endpoint="/api/items" no-link prop:messages={{ connect: { connect: 'Add a bank' } }}>
      <pluggy-connect ref={bank} token-endpoint="/api" load-timeout="5000" preload="none" include-sandbox={false} />
      <pluggy-connect connector-ids="1, 2" countries={['BR']} prop:connectorIds={[1, '2']} selected-connector-id={7} />
      <pluggy-connect prop:tokenSource={tokenSource} prop:headers={() => ({ 'X-Who': 'me' })} required class="a" />
      <pluggy-connect
        on:pluggy-success={({ item, itemId, currentTarget }) => [item.id, itemId, currentTarget.open()]}
      />
      <pluggy-connect on:pluggy-close={({ outcome }) => outcome.type === 'pending'} on:pluggy-progress={undefined} />
      <pluggy-item-status status="UPDATED" detail item-id="a" id="badge" slot="x" aria-label="A" data-test="a" />
      <pluggy-error-banner on:pluggy-retry={(event) => event.action === 'refresh' && event.preventDefault()} />
      <pluggy-reauth-prompt on:pluggy-mfa-submit={({ parameterName }) => parameterName.length} {...spelled} />
      <pluggy-item-list attr:oauth-return on:pluggy-disconnect={({ itemId }) => itemId.length} hidden />
      <pluggy-item-card item={undefined} {...misspelled} />
      {/* wrong: a property that Solid would spell in lower case */}
      <pluggy-connect tokenSource={tokenSource} />
      {/* wrong: a property's name */}
      <pluggy-connect prop:tokenSuorce={tokenSource} />
      {/* wrong: an element's name */}
      <pluggy-conect token-endpoint="/api" />
      {/* wrong: what only another element has */}
      <pluggy-item-status prop:oauthReturn />
      {/* wrong: what only the element may set */}
      <pluggy-connect prop:validity={{}} />
      {/* wrong: a word that it does not know */}
      <pluggy-connect preload="always" />
      {/* wrong: a number that is none */}
      <pluggy-connect load-timeout="soon" />
      {/* wrong: a switch that is a word */}
      <pluggy-connect attr:include-sandbox="no" />
      {/* wrong: a list of what it does not take */}
      <pluggy-connect prop:connectorIds={[true]} />
      {/* wrong: a number for an address */}
      <pluggy-provider items-endpoint={1} />
      {/* wrong: a function that gives something else */}
      <pluggy-connect prop:tokenSource={() => 1} />
      {/* wrong: an Item that is none */}
      <pluggy-item-card prop:item={{ id: 1 }} />
      {/* wrong: the reference of another element */}
      <pluggy-item-list ref={bank} />
      {/* wrong: an event's field */}
      <pluggy-connect on:pluggy-success={(event) => event.detail} />
      {/* wrong: a field of its field */}
      <pluggy-connect on:pluggy-error={({ error }) => error.kind} />
      {/* wrong: a value of its field */}
      <pluggy-connect on:pluggy-close={({ outcome }) => outcome.type === 'done'} />
      {/* wrong: a handler of another event */}
      <pluggy-connect on:pluggy-error={(event: MouseEvent) => event.button} />
    </pluggy-provider>
  );
}
