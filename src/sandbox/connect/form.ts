import type { Credential } from './api.js';

export type Values = Record<string, string>;

/** The error of a field: a missing value, or a value that its pattern or the API refused. `message` is the institution's text. */
export interface FieldError {
  kind: 'required' | 'invalid';
  message?: string;
}
export type FieldErrors = Record<string, FieldError>;

function rule(field: Credential): RegExp | undefined {
  try {
    return field.validation ? new RegExp(field.validation) : undefined;
  } catch {
    // Accept any value when the connector's pattern is not a valid regular expression.
    return undefined;
  }
}

export function validate(fields: Credential[], values: Values): FieldErrors {
  const errors: FieldErrors = {};
  for (const field of fields) {
    const value = values[field.name] ?? '';
    if (!value) {
      if (!field.optional) errors[field.name] = { kind: 'required' };
    } else if (rule(field)?.test(value) === false) {
      errors[field.name] = { kind: 'invalid', message: field.validationMessage };
    }
  }
  return errors;
}

/** Returns the values that the form may show again, without passwords and one-time codes. */
export function reusable(fields: Credential[], values: Values): Values {
  return Object.fromEntries(
    fields.flatMap(({ name, type, mfa }) =>
      type === 'password' || mfa || !values[name] ? [] : [[name, values[name]]],
    ),
  );
}

/** Returns the values without empty fields, because Pluggy treats an empty string as a value. */
export function filled(fields: Credential[], values: Values): Values {
  return Object.fromEntries(fields.flatMap(({ name }) => (values[name] ? [[name, values[name]]] : [])));
}
