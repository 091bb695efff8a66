import type { GetServerSideProps } from 'next';
import { PluggyConnect, PluggyItemStatus } from 'pluggy-elements/react';
import { useState } from 'react';

interface Props {
  widgetUrl: string | null;
}

/** The widget's address is known at run time, not at build time. */
export const getServerSideProps: GetServerSideProps<Props> = async () => ({
  props: { widgetUrl: process.env.PLUGGY_WIDGET_URL ?? null },
});

/** A page of the pages router, with the components. Their listeners also work for markup of the server. */
export default function Page({ widgetUrl }: Props) {
  const [itemId, setItemId] = useState('');
  return (
    <main>
      <h1>Connections</h1>
      <PluggyConnect
        tokenEndpoint="/api/connect-token"
        widgetUrl={widgetUrl ?? undefined}
        includeSandbox={!!widgetUrl}
        onPluggySuccess={({ item }) => setItemId(item.id)}
      >
        Connect a bank
      </PluggyConnect>
      <output>{itemId && `Connected: ${itemId}`}</output>{' '}
      <PluggyItemStatus status="UPDATED" executionStatus="SUCCESS" />
    </main>
  );
}
