import { readToken } from '../../../client/token/read-token.js';
import { describe, isSuccess } from '../answer.js';
import type { Answer } from '../transport.js';

/** Returns the token in an answer, as the elements read it, or the reason why there is none. */
export function tokenIn(answer: Answer): { token?: string; problem: string } {
  if (!isSuccess(answer)) return { problem: describe(answer) };
  try {
    const { text, status, headers } = answer;
    const response = new Response(status === 204 ? null : text, {
      status,
      headers: { 'Content-Type': headers.get('content-type') ?? '' },
    });
    return { token: readToken({ response, text }, 'The route', undefined), problem: '' };
  } catch (error) {
    // The tag and the address of the documentation say nothing here.
    return { problem: (error as Error).message.replace(/^<.+?> |^The route answered | See \S+$/g, '') };
  }
}

/** Returns the claims of a token; empty for a token that is no JWT. */
export const claimsOf = (token: string) => partOf(token, 1);

/** Whether a token is from the sandbox, which signs tokens with another algorithm than Pluggy does. */
export const isOfSandbox = (token: string) =>
  claimsOf(token).kind === 'connectToken' && partOf(token, 0).alg === 'HS256';

function partOf(token: string, index: number): Record<string, unknown> {
  try {
    return JSON.parse(Buffer.from(token.split('.')[index] ?? '', 'base64url').toString()) as Record<string, unknown>;
  } catch {
    return {};
  }
}
