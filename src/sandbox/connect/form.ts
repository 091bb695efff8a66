import type { Credential } from './api.js';

export type Values = Record<string, string>;

/** Why a field was not accepted: left empty, refused by its rule, or by the API (`message` is the institution's text). */
export interface FieldError {
  kind: 'required' | 'invalid';
  message?: string;
}
export type FieldErrors = Record<string, FieldError>;

function rule(field: Credential): RegExp | undefined {
  try {
    return field.validation ? new RegExp(field.validation) : undefined;
  } catch {
    // A connector's pattern is text from a server: a broken one is no reason to refuse what the person typed.
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

/** What may be shown again in the form: never a password or a one-time code. */
export function reusable(fields: Credential[], values: Values): Values {
  return Object.fromEntries(
    fields.flatMap(({ name, type, mfa }) =>
      type === 'password' || mfa || !values[name] ? [] : [[name, values[name]]],
    ),
  );
}

/** Empty optional fields are left out: Pluggy takes an empty string for a value. */
export function filled(fields: Credential[], values: Values): Values {
  return Object.fromEntries(fields.flatMap(({ name }) => (values[name] ? [[name, values[name]]] : [])));
}
