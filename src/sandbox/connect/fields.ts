import { html, nothing } from 'lit';
import type { Connector, Credential } from './api.js';
import type { FieldError, FieldErrors, Values } from './form.js';
import { icon, ICONS, institution, languageOf, type Model } from './parts.js';
import { testersOf } from './testers.js';
import type { Texts } from './texts.js';

/** Returns the values of a submitted form. Values other than secrets are trimmed. */
export function read(event: SubmitEvent): Values {
  event.preventDefault();
  const form = event.currentTarget as HTMLFormElement;
  const values: Values = {};
  for (const [name, value] of new FormData(form)) {
    if (typeof value !== 'string') continue;
    const control = form.elements.namedItem(name);
    values[name] = control instanceof HTMLInputElement && control.dataset['secret'] === 'true' ? value : value.trim();
  }
  return values;
}

export const hasPassword = ({ credentials }: Connector) => credentials.some(({ type }) => type === 'password');

export function testers({ texts }: Model, connector: Connector) {
  const people = testersOf(connector, texts);
  if (people.length === 0) return nothing;
  return html`
    <details class="testers">
      <summary>${texts.testers.title}</summary>
      <p class="small">${texts.testers.intro} ${hasPassword(connector) ? texts.testers.secrets : nothing}</p>
      <ul>
        ${people.map(
          ({ name, ends, values }) => html`
            <li>
              <button type="button" @click=${(event: Event) => fill(event, values)}>
                <code>${name}</code> <span>${ends}</span>
              </button>
            </li>
          `,
        )}
      </ul>
    </details>
  `;
}

function fill(event: Event, values: Values): void {
  const form = (event.currentTarget as HTMLElement).closest('form');
  for (const [name, value] of Object.entries(values)) {
    const control = form?.elements.namedItem(name);
    if (!(control instanceof HTMLInputElement)) continue;
    control.value = value;
    control.dispatchEvent(new Event('input', { bubbles: true }));
  }
  form?.querySelector<HTMLElement>('.actions .primary')?.focus();
}

export function field(model: Model, credential: Credential, errors: FieldErrors, value = '') {
  const { texts } = model;
  const { name, label, type, optional, assistiveText, instructions, placeholder, mfa } = credential;
  const id = `field-${name}`;
  const hint = [instructions, assistiveText].filter(Boolean).join(' ');
  const error = errors[name];
  const describedBy = [hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(' ') || nothing;
  const invalid = error ? 'true' : nothing;
  const lang = languageOf(institution(model));

  return html`
    <div class="field">
      <label for=${id}
        ><span lang=${lang}>${label}</span>
        ${optional ? html`<span class="optional">${texts.form.optional}</span>` : nothing}</label
      >
      ${hint ? html`<p class="hint" id="${id}-hint" lang=${lang}>${hint}</p>` : nothing}
      ${type === 'image' ? picture(model, credential) : nothing}
      ${
        type === 'select'
          ? html`<select
              id=${id}
              name=${name}
              ?required=${!optional}
              aria-invalid=${invalid}
              aria-describedby=${describedBy}
            >
              <option value="" ?selected=${!value}>${texts.form.choose}</option>
              ${credential.options?.map(
                (option) =>
                  html`<option value=${option.value} ?selected=${option.value === value}>${option.label}</option>`,
              )}
            </select>`
          : type === 'password'
            ? html`<span class="with-button">
                <input
                  id=${id}
                  name=${name}
                  type="password"
                  data-secret="true"
                  placeholder=${placeholder ?? nothing}
                  autocomplete="current-password"
                  ?required=${!optional}
                  aria-invalid=${invalid}
                  aria-describedby=${describedBy}
                />
                <button
                  type="button"
                  class="icon-button"
                  aria-label=${texts.form.showPassword}
                  aria-pressed="false"
                  @click=${reveal}
                >
                  ${icon(ICONS.eye)}
                </button>
              </span>`
            : html`<input
                id=${id}
                name=${name}
                type="text"
                inputmode=${type === 'number' || (mfa && type === 'image') ? 'numeric' : nothing}
                placeholder=${placeholder ?? nothing}
                autocomplete=${mfa ? 'one-time-code' : name === 'user' ? 'username' : 'off'}
                autocapitalize="none"
                spellcheck="false"
                value=${value}
                ?required=${!optional}
                aria-invalid=${invalid}
                aria-describedby=${describedBy}
              />`
      }
      ${error ? html`<p class="error" id="${id}-error">${icon(ICONS.warning)} ${errorMessage(texts, error)}</p>` : nothing}
    </div>
  `;
}

const errorMessage = (texts: Texts, { kind, message }: FieldError) =>
  kind === 'required' ? texts.form.required : (message ?? texts.form.invalid);

function reveal(event: Event): void {
  const button = event.currentTarget as HTMLButtonElement;
  const input = button.parentElement?.querySelector('input');
  if (!input) return;
  const shown = input.type === 'password';
  input.type = shown ? 'text' : 'password';
  button.setAttribute('aria-pressed', String(shown));
}

function picture({ texts }: Model, { data }: Credential) {
  if (!data) return nothing;
  const source = data.startsWith('data:image/') ? data : `data:image/png;base64,${data}`;
  return html`<img class="picture" src=${source} alt=${texts.mfa.image} />`;
}
