import { PluggyItemStatus } from 'pluggy-elements/react';

/** A Server Component that uses a component, which is for the client. */
export default function Page() {
  return (
    <main>
      <h1>Connections</h1>
      <PluggyItemStatus status="UPDATED" executionStatus="SUCCESS" />
    </main>
  );
}
