/** An error that is printed without a stack trace: its message tells the user what to do. */
export class Failure extends Error {}
