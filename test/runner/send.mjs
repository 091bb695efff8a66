/** Sends numbers of tests, or a failure, to the test command; prints a failure where the runner was started by itself. */
export function send(message) {
  if (process.send) process.send(message);
  else if (message.failure) console.log(message.failure);
}
