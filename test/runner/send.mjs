/**
 * Sends numbers of tests, or a failure, to the test command. Prints a failure when the runner was not started by the
 * test command.
 */
export function send(message) {
  if (process.send) process.send(message);
  else if (message.failure) console.log(message.failure);
}
