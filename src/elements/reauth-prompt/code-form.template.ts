import type { MfaMessages } from '../../locales/index.js';
import type { ItemParameter } from '../../model/item-types.js';
import { imageUrl, inputKind } from '../../model/mfa.js';
import { html, nothing, type TemplateResult } from '../shared/lit-html.js';

export interface CodeFormOptions {
  readonly messages: MfaMessages;
  /** The institution's name, or a word for an unknown one. */
  readonly bank: string;
  /** Why the last value was not accepted or not sent. */
  readonly failure?: string;
  /** A remark above the field. */
  readonly note?: string;
  readonly isSending: boolean;
  /** The countdown, where there is one. */
  readonly time: TemplateResult | typeof nothing;
  readonly onSubmit: (event: Event) => void;
}

/** The form for the value of a parameter. Texts of the bank are inserted as text. */
export function codeForm(parameter: ItemParameter, options: CodeFormOptions): TemplateResult {
  const { messages, bank, failure, note, isSending, time, onSubmit } = options;
  const { label, instructions, assistiveText, optional } = parameter;
  const described = [instructions && 'instructions', assistiveText && 'hint', failure ? 'failure' : note && 'note'];
  const picture = imageUrl(parameter.data);
  return html`<form part="form" novalidate autocomplete="off" @submit=${onSubmit}>
    ${note ? html`<p id="note">${note}</p>` : nothing}
    ${
      instructions
        ? html`<p part="quote" class="quote" id="instructions">
            ${messages.asks(bank)} <q lang="pt-BR" dir="auto">${instructions}</q>
          </p>`
        : nothing
    }
    ${picture ? html`<img class="picture" src=${picture} alt=${messages.picture} />` : nothing}
    <label for="value">
      <span lang=${label ? 'pt-BR' : nothing}>${label ?? messages.value}</span>
      ${optional ? html`<span>(${messages.optional})</span>` : nothing}
    </label>
    <div class="row">
      ${field(parameter, options, described.filter(Boolean).join(' '))}
      <button part="button" type="submit" aria-disabled=${isSending}>
        ${isSending ? html`<span class="spinner"></span>${messages.wait}` : messages.actions.send}
      </button>
    </div>
    ${assistiveText ? html`<p class="hint" id="hint" lang="pt-BR">${assistiveText}</p>` : nothing}
    ${failure ? html`<p class="failure" id="failure">${failure}</p>` : nothing} ${time}
  </form>`;
}

function field(parameter: ItemParameter, { messages, failure, isSending }: CodeFormOptions, described: string) {
  const { options, placeholder, optional } = parameter;
  const kind = inputKind(parameter);
  const required = optional ? nothing : 'true';
  if (kind === 'select') {
    return html`<select
      part="input"
      id="value"
      aria-required=${required}
      aria-invalid=${!!failure}
      aria-describedby=${described || nothing}
      aria-disabled=${isSending}
    >
      <option value="">${messages.choose}</option>
      ${options!.map(({ value, label }) => html`<option value=${value} lang="pt-BR">${label}</option>`)}
    </select>`;
  }
  const isNumber = kind === 'number';
  return html`<input
    part="input"
    id="value"
    type=${kind === 'password' ? 'password' : 'text'}
    inputmode=${isNumber ? 'numeric' : nothing}
    autocomplete=${isNumber ? 'one-time-code' : 'off'}
    autocapitalize="none"
    spellcheck="false"
    dir="auto"
    placeholder=${placeholder ?? nothing}
    aria-required=${required}
    aria-invalid=${!!failure}
    aria-describedby=${described || nothing}
    ?readonly=${isSending}
  />`;
}
