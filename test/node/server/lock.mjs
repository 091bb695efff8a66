// Locks the folder of the first argument, prints the result, and keeps the lock until the process is killed.
import { tsImport } from 'tsx/esm/api';

const { lockFolder } = await tsImport('../../../demo/server/database/lock.ts', import.meta.url);
console.log(
  await lockFolder(process.argv[2]).then(
    () => 'locked',
    ({ name }) => name,
  ),
);
setInterval(() => undefined, 60_000);
