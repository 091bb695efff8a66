/** @jsxImportSource react */
import type { PluggyConnectElement, TokenSource } from 'pluggy-elements';
import type { PluggyProps } from 'pluggy-elements/types/react';
import { useRef } from 'react';

declare const tokenSource: TokenSource;
const spelled = {
  'token-endpoint': '/api/connect-token',
  'load-timeout': 5000,
} satisfies PluggyProps<'pluggy-connect'>;
// wrong: the name of an attribute, in an object because TypeScript does not check names with dashes in tags
const misspelled = { 'token-endpiont': '/api' } satisfies PluggyProps<'pluggy-connect'>;

export function Page() {
  const bank = useRef<PluggyConnectElement>(null);
  return (
    <pluggy-provider items-endpoint="/api/items" no-link messages={{ connect: { connect: 'Add a bank' } }}>
      <pluggy-connect ref={bank} token-endpoint="/api" load-timeout="5000" preload="none" include-sandbox={false} />
      <pluggy-connect connector-ids="1, 2" countries="BR" connectorIds={[1, '2']} selected-connector-id={7} required />
      <pluggy-connect tokenSource={tokenSource} headers={() => ({ 'X-Who': 'me' })} itemId={undefined} className="a" />
      <pluggy-connect onpluggy-success={({ item, itemId, currentTarget }) => [item.id, itemId, currentTarget.open()]} />
      <pluggy-connect onpluggy-close={({ outcome }) => outcome.type === 'pending'} onpluggy-progress={undefined} />
      <pluggy-item-status status="UPDATED" detail item-id="a" id="badge" slot="x" aria-label="A" data-test="a" />
      <pluggy-error-banner onpluggy-retry={(event) => event.action === 'refresh' && event.preventDefault()} />
      <pluggy-reauth-prompt onpluggy-mfa-submit={({ parameterName }) => parameterName.length} {...spelled} />
      <pluggy-institutions countries="BR" include-sandbox onpluggy-institution-missing={({ query }) => query.length} />
      <pluggy-item-list oauth-return onpluggy-disconnect={({ itemId }) => itemId.length} hidden />
      {/* wrong: the name of a property */}
      <pluggy-connect tokenEndpiont="/api" {...misspelled} />
      {/* wrong: the name of an element */}
      <pluggy-conect token-endpoint="/api" />
      {/* wrong: a property of another element */}
      <pluggy-item-status oauthReturn />
      {/* wrong: a read-only property */}
      <pluggy-connect validity={{}} />
      {/* wrong: an unknown value */}
      <pluggy-connect preload="always" />
      {/* wrong: a text for a number */}
      <pluggy-connect load-timeout="soon" />
      {/* wrong: a text for a boolean */}
      <pluggy-connect include-sandbox="no" />
      {/* wrong: a list of booleans */}
      <pluggy-connect connectorIds={[true]} />
      {/* wrong: a number for an address */}
      <pluggy-provider items-endpoint={1} />
      {/* wrong: a function with another return type */}
      <pluggy-connect tokenSource={() => 1} />
      {/* wrong: a value that is not an Item */}
      <pluggy-item-card item={{ id: 1 }} />
      {/* wrong: the reference of another element */}
      <pluggy-item-list ref={bank} />
      {/* wrong: a field that the event does not have */}
      <pluggy-connect onpluggy-success={(event) => event.detail} />
      {/* wrong: a field that the error does not have */}
      <pluggy-connect onpluggy-error={({ error }) => error.kind} />
      {/* wrong: a value that the outcome's type does not have */}
      <pluggy-connect onpluggy-close={({ outcome }) => outcome.type === 'done'} />
      {/* wrong: a handler of another event */}
      <pluggy-connect onpluggy-error={(event: MouseEvent) => event.button} />
    </pluggy-provider>
  );
}
