import { connection } from 'next/server';
import { ConnectBank } from './connect-bank';

export default async function Page() {
  // Render per request: the widget's address is known at run time, not at build time.
  await connection();
  return <ConnectBank widgetUrl={process.env.PLUGGY_WIDGET_URL} />;
}
