// Compiled with the application, never loaded: the types offer the tags what React 18 can do, and no more.
import { PluggyConnect, PluggyItemStatus } from 'pluggy-elements/react';
import type { PluggyProps } from 'pluggy-elements/types/react';

export const tags = (
  <>
    <pluggy-connect token-endpoint="/api/connect-token" include-sandbox={false} class="bank" onClick={() => {}} />
    <pluggy-item-status status="UPDATED" id="badge" style={{ margin: 0 }} data-test="a" hidden />
    {/* @ts-expect-error: React 18 writes a property as an attribute */}
    <pluggy-item-status item={{ id: 'a' }} />
    {/* @ts-expect-error: React 18 writes an attribute "classname" */}
    <pluggy-item-status className="badge" />
    {/* @ts-expect-error: the attribute hides the element whatever its value */}
    <pluggy-item-status hidden={false} />
  </>
);

export const listener = {
  // @ts-expect-error: React 18 has no listeners for events of custom elements
  'onpluggy-success': () => {},
} satisfies PluggyProps<'pluggy-connect'>;

export const components = (
  <>
    <PluggyConnect
      tokenSource={async () => 'token'}
      connectorIds={[1, 2]}
      className="bank"
      hidden={false}
      onPluggySuccess={({ item, currentTarget }) => console.log(item.id, currentTarget)}
      ref={(bank) => void bank?.open()}
    />
    {/* @ts-expect-error: the name of a property */}
    <PluggyConnect tokenEndpiont="/api" />
    {/* @ts-expect-error: a value that no button has */}
    <PluggyConnect preload="always" />
    {/* @ts-expect-error: the name of an event */}
    <PluggyItemStatus onPluggySucess={() => {}} />
  </>
);
