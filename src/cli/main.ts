/** Runs the command `pluggy-elements` with the arguments of the process. */
import { Failure } from './failure.js';
import { runDoctor } from './doctor/doctor.js';
import { runExample } from './example.js';
import { COMMAND_HELP, runSandbox } from './sandbox.js';
import { packageVersion } from './source.js';

const USAGE = `pluggy-elements <command>

  sandbox   runs an offline Pluggy with simulated banks: API, Connect page, control page, webhooks
  example   writes a page and its backend, which run against the simulated banks (example --help)
  doctor    checks a page with the elements and the backend behind it (doctor --help)
  --version prints the version of this package

${COMMAND_HELP}`;

const COMMANDS =
  'Run one of: npx pluggy-elements sandbox, npx pluggy-elements example flask, npx pluggy-elements doctor https://your.site';

async function run([command, ...args]: string[]): Promise<void> {
  if (command === 'sandbox') return runSandbox(args);
  if (command === 'example') return runExample(args);
  if (command === 'doctor') {
    process.exitCode = await runDoctor(args);
    return;
  }
  if (command === '--help' || command === '-h' || command === 'help') return console.log(USAGE);
  if (command === '--version' || command === '-v') return console.log(await packageVersion());
  const fault = command === undefined ? 'No command was given.' : `There is no command ${command}.`;
  throw new Failure(`${fault} ${COMMANDS}`);
}

run(process.argv.slice(2)).catch((error: unknown) => {
  console.error(error instanceof Failure ? error.message : error);
  process.exitCode = 1;
});
