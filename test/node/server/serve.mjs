// A backend in a process of its own, which a test can kill. Its options are the first argument.
import { tsImport } from 'tsx/esm/api';

const { startServer } = await tsImport('../../../demo/server/node.ts', import.meta.url);
const options = JSON.parse(process.argv[2]);
const server = await startServer({
  ...options,
  pluggy: { ...options.pluggy, log: (line) => console.error(line) },
});
console.log(`ready ${server.url}`);
process.once('SIGTERM', () => void server.close());
