/** @jsxImportSource react */
import type { PluggyConnectElement, TokenSource } from 'pluggy-elements';
import type { PluggyProps } from 'pluggy-elements/types/react';
import { useRef } from 'react';

declare const tokenSource: TokenSource;
const spelled = {
  'token-endpoint': '/api/connect-token',
  'load-timeout': 5000,
} satisfies PluggyProps<'pluggy-connect'>;
// wrong: an attribute's name; TypeScript looks at names with dashes in objects, and never in tags
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
      <pluggy-item-list oauth-return onpluggy-disconnect={({ itemId }) => itemId.length} hidden />
      {/* wrong: a property's name */}
      <pluggy-connect tokenEndpiont="/api" {...misspelled} />
      {/* wrong: an element's name */}
      <pluggy-conect token-endpoint="/api" />
      {/* wrong: what only another element has */}
      <pluggy-item-status oauthReturn />
      {/* wrong: what only the element may set */}
      <pluggy-connect validity={{}} />
      {/* wrong: a word that it does not know */}
      <pluggy-connect preload="always" />
      {/* wrong: a number that is none */}
      <pluggy-connect load-timeout="soon" />
      {/* wrong: a switch that is a word */}
      <pluggy-connect include-sandbox="no" />
      {/* wrong: a list of what it does not take */}
      <pluggy-connect connectorIds={[true]} />
      {/* wrong: a number for an address */}
      <pluggy-provider items-endpoint={1} />
      {/* wrong: a function that gives something else */}
      <pluggy-connect tokenSource={() => 1} />
      {/* wrong: an Item that is none */}
      <pluggy-item-card item={{ id: 1 }} />
      {/* wrong: the reference of another element */}
      <pluggy-item-list ref={bank} />
      {/* wrong: an event's field */}
      <pluggy-connect onpluggy-success={(event) => event.detail} />
      {/* wrong: a field of its field */}
      <pluggy-connect onpluggy-error={({ error }) => error.kind} />
      {/* wrong: a value of its field */}
      <pluggy-connect onpluggy-close={({ outcome }) => outcome.type === 'done'} />
      {/* wrong: a handler of another event */}
      <pluggy-connect onpluggy-error={(event: MouseEvent) => event.button} />
    </pluggy-provider>
  );
}
