/** The body of every error response. https://docs.pluggy.ai/en/docs/developer-tools/error-codes.md */
export interface ErrorBody {
  code: number;
  codeDescription?: string;
  message: string;
  errorId?: string;
  data?: Record<string, unknown>;
  details?: ErrorDetail[];
  [extra: string]: unknown;
}

/**
 * A validation error of one parameter: `001` for a missing value, `002` for a value that does not match its pattern,
 * `003` for a date out of range. https://docs.pluggy.ai/en/docs/connections/errors-validations.md
 */
export interface ErrorDetail {
  code: '001' | '002' | '003';
  message: string;
  parameter: string;
}

export class ApiError extends Error {
  readonly body: ErrorBody;

  constructor(status: number, codeDescription: string | undefined, message: string, extra: Partial<ErrorBody> = {}) {
    super(message);
    this.body = { code: status, ...(codeDescription && { codeDescription }), message, ...extra };
  }
}

export const notFound = (what = 'Resource') => new ApiError(404, undefined, `${what} not found`);
export const itemNotFound = () => new ApiError(404, 'ITEM_NOT_FOUND', 'Item not found');
export const notSimulated = () =>
  new ApiError(
    404,
    'NOT_SIMULATED',
    'The sandbox does not simulate this: payments, boletos, smart transfers, merchants and category rules exist only at Pluggy',
  );
export const forbidden = (message = 'Forbidden') => new ApiError(403, undefined, message);
export const badRequest = (message: string) => new ApiError(400, undefined, message);
