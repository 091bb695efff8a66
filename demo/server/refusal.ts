/** Reason of a refused request, reduced to the fields that a browser may see. */
export interface Refusal {
  /** Pluggy's `codeDescription`. Some refusals have none. */
  code: string | undefined;
  data: Record<string, unknown>;
}

const CODE = /^[A-Z][A-Z0-9_]{0,79}$/;

/** Reads the known fields of an error body. Drops its texts, which are in English and for developers. */
export function readRefusal(body: unknown): Refusal {
  const { codeDescription, data, details, paramName } = record(body);
  const { canRetryAfterDate, minUpdateFrequencyAllowedInHours } = record(data);
  return {
    code: typeof codeDescription === 'string' && CODE.test(codeDescription) ? codeDescription : undefined,
    data: {
      ...(isDate(canRetryAfterDate) && { canRetryAfterDate }),
      ...(typeof minUpdateFrequencyAllowedInHours === 'number' && { minUpdateFrequencyAllowedInHours }),
      ...(isName(paramName) && { paramName }),
      ...(Array.isArray(details) && { details: details.map(publicDetail) }),
    },
  };
}

/** Returns a parameter's name and error code: `001` is missing, `002` and `003` violate a rule. */
function publicDetail(detail: unknown) {
  const { code, parameter } = record(detail);
  return { ...(isName(code) && { code }), ...(isName(parameter) && { parameter }) };
}

const record = (value: unknown) =>
  (typeof value === 'object' && value !== null ? value : {}) as Record<string, unknown>;

const isName = (value: unknown) => typeof value === 'string' && /^[\w.-]{1,100}$/.test(value);

const isDate = (value: unknown) =>
  value instanceof Date || (typeof value === 'string' && !Number.isNaN(Date.parse(value)));
