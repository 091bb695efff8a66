/** @jsxImportSource solid-js */
import type { PluggyConnectElement, TokenSource } from 'pluggy-elements';
import type { PluggyProps } from 'pluggy-elements/types/solid';

declare const tokenSource: TokenSource;
const spelled = {
  'token-endpoint': '/api/connect-token',
  'load-timeout': 5000,
} satisfies PluggyProps<'pluggy-connect'>;
// wrong: the name of an attribute, in an object because TypeScript does not check names with dashes in tags
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
      {/* wrong: the name of a property */}
      <pluggy-connect prop:tokenSuorce={tokenSource} />
      {/* wrong: the name of an element */}
      <pluggy-conect token-endpoint="/api" />
      {/* wrong: a property of another element */}
      <pluggy-item-status prop:oauthReturn />
      {/* wrong: a read-only property */}
      <pluggy-connect prop:validity={{}} />
      {/* wrong: an unknown value */}
      <pluggy-connect preload="always" />
      {/* wrong: a text for a number */}
      <pluggy-connect load-timeout="soon" />
      {/* wrong: a text for a boolean */}
      <pluggy-connect attr:include-sandbox="no" />
      {/* wrong: a list of booleans */}
      <pluggy-connect prop:connectorIds={[true]} />
      {/* wrong: a number for an address */}
      <pluggy-provider items-endpoint={1} />
      {/* wrong: a function with another return type */}
      <pluggy-connect prop:tokenSource={() => 1} />
      {/* wrong: a value that is not an Item */}
      <pluggy-item-card prop:item={{ id: 1 }} />
      {/* wrong: the reference of another element */}
      <pluggy-item-list ref={bank} />
      {/* wrong: a field that the event does not have */}
      <pluggy-connect on:pluggy-success={(event) => event.detail} />
      {/* wrong: a field that the error does not have */}
      <pluggy-connect on:pluggy-error={({ error }) => error.kind} />
      {/* wrong: a value that the outcome's type does not have */}
      <pluggy-connect on:pluggy-close={({ outcome }) => outcome.type === 'done'} />
      {/* wrong: a handler of another event */}
      <pluggy-connect on:pluggy-error={(event: MouseEvent) => event.button} />
    </pluggy-provider>
  );
}
