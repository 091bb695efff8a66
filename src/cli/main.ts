/** Runs the command `pluggy-elements` with the arguments of the process. */
import { Failure } from './failure.js';
import { COMMAND_HELP, runSandbox } from './sandbox.js';

const USAGE = `pluggy-elements <command>

  sandbox   runs an offline Pluggy with simulated banks: API, Connect page, control page, webhooks

${COMMAND_HELP}`;

async function run([command, ...args]: string[]): Promise<void> {
  if (command === 'sandbox') return runSandbox(args);
  if (command === '--help' || command === '-h' || command === 'help') return console.log(USAGE);
  const fault = command === undefined ? 'No command was given.' : `There is no command ${command}.`;
  throw new Failure(`${fault} Run: npx pluggy-elements sandbox`);
}

run(process.argv.slice(2)).catch((error: unknown) => {
  console.error(error instanceof Failure ? error.message : error);
  process.exitCode = 1;
});
