// Runs a backend in a process that a test can kill. The first argument contains the options as JSON.
import { tsImport } from 'tsx/esm/api';

const { startServer } = await tsImport('../../../demo/server/node.ts', import.meta.url);
const options = JSON.parse(process.argv[2]);
const server = await startServer({
  ...options,
  pluggy: { ...options.pluggy, log: (line) => console.error(line) },
});
console.log(`ready ${server.url}`);
process.once('SIGTERM', () => void server.close());
