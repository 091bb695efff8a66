import type { Context } from 'hono';
import type { ContentfulStatusCode } from 'hono/utils/http-status';

/** An error response of the API, sent as `{ code, message, …data }`. */
export class Problem extends Error {
  constructor(
    readonly status: ContentfulStatusCode,
    readonly code: string,
    message: string,
    readonly headers: Record<string, string> = {},
    readonly data: Record<string, unknown> = {},
  ) {
    super(message);
    this.name = 'Problem';
  }
}

export function answerProblem(c: Context, problem: Problem) {
  return c.json({ ...problem.data, code: problem.code, message: problem.message }, problem.status, {
    'Cache-Control': 'no-store',
    ...problem.headers,
  });
}
