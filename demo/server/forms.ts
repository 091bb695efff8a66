import type { HonoRequest } from 'hono';
import { html } from 'hono/html';
import { isDelivering, readId, type ItemView } from './items.js';
import type { Values } from './pages.js';
import { Problem } from './problem.js';

/** Fields of the demo's forms, modelled on an application for a loan or a flat. */
export interface Application {
  name: string;
  itemId: string;
}

export type FormError = 'name' | 'bank' | 'data' | 'unavailable';
export type FormTexts = Record<FormError | 'sent', string>;

export async function readApplication(request: HonoRequest): Promise<Application> {
  const form = await request.formData().catch(() => {
    throw new Problem(400, 'bad-form', 'The body must be a form.');
  });
  const text = (field: string) => {
    const value = form.get(field);
    return typeof value === 'string' ? value.trim() : '';
  };
  return { name: text('name'), itemId: readId(text('item_id')) ?? '' };
}

/**
 * Validates a form. `addItem` stores the Item for the sender of the form, and rejects an Item of another user. An Item
 * without data, such as one of a locked account, proves nothing.
 */
export async function checkApplication(
  { name, itemId }: Application,
  addItem: (itemId: string) => Promise<ItemView>,
): Promise<Set<FormError>> {
  const errors = new Set<FormError>();
  if (name.split(/\s+/).length < 2) errors.add('name');
  if (!itemId) return errors.add('bank');
  try {
    if (!isDelivering(await addItem(itemId))) errors.add('data');
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    errors.add([403, 409, 410].includes(error.status) ? 'bank' : 'unavailable');
  }
  return errors;
}

/** Returns the placeholder values of a form: the submitted fields and the error messages. */
export function formValues(
  texts: FormTexts,
  { application, errors = new Set(), isSent }: { application?: Application; errors?: Set<FormError>; isSent?: boolean },
): Values {
  const message = (error: FormError) =>
    errors.has(error)
      ? html`<p class="field-error" id="${error}-error" data-text="form.${error}">${texts[error]}</p>`
      : '';
  const invalid = (error: FormError) =>
    errors.has(error) ? html`aria-invalid="true" aria-describedby="${error}-error"` : '';
  // Do not put an Item of another user, or without data, back into the form.
  const itemId = errors.has('bank') || errors.has('data') ? undefined : application?.itemId;
  return {
    'name-value': application?.name ? html`value="${application.name}"` : '',
    'name-invalid': invalid('name'),
    'name-error': message('name'),
    'bank-value': itemId ? html`value="${itemId}"` : '',
    'bank-error': html`${message('bank')}${message('data')}`,
    'form-error': message('unavailable'),
    'form-sent': isSent ? html`<p class="sent" role="status" data-text="form.sent">${texts.sent}</p>` : '',
  };
}
