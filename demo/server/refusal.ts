/** Why Pluggy does not do what it was asked for, reduced to what a browser may have. */
export interface Refusal {
  /** Pluggy's `codeDescription`, which some refusals do not have. */
  code: string | undefined;
  data: Record<string, unknown>;
}

const CODE = /^[A-Z][A-Z0-9_]{0,79}$/;

/** Named fields of an error body; its texts are English and for developers. */
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

/** What is wrong with which parameter: `001` is missing, `002` and `003` break a rule. */
function publicDetail(detail: unknown) {
  const { code, parameter } = record(detail);
  return { ...(isName(code) && { code }), ...(isName(parameter) && { parameter }) };
}

const record = (value: unknown) =>
  (typeof value === 'object' && value !== null ? value : {}) as Record<string, unknown>;

const isName = (value: unknown) => typeof value === 'string' && /^[\w.-]{1,100}$/.test(value);

const isDate = (value: unknown) =>
  value instanceof Date || (typeof value === 'string' && !Number.isNaN(Date.parse(value)));
