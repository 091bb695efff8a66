import { connection } from 'next/server';
import { ConnectBank } from './connect-bank';

export default async function Page() {
  // The widget's address is the server's to know when it runs, and not when it is built.
  await connection();
  return (
    <main>
      <h1>Connections</h1>
      <ConnectBank widgetUrl={process.env.PLUGGY_WIDGET_URL} />
    </main>
  );
}
