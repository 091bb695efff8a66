import { html, nothing, type TemplateResult } from 'lit/html.js';
import type { MfaMessages } from '../locales/index.js';
import { imageUrl, inputKind } from '../model/mfa.js';
import type { ItemParameter } from '../model/item-types.js';

export interface FormOptions {
  readonly messages: MfaMessages;
  /** What is wrong with what was given. */
  readonly failure?: string;
  /** What else to know about it. */
  readonly note?: string;
  readonly isSending: boolean;
  readonly time?: TemplateResult;
  readonly submit: (event: Event) => void;
}

/** The field that a parameter asks for. The bank's texts are text, whatever is in them. */
export function promptForm(parameter: ItemParameter, options: FormOptions): TemplateResult {
  const { messages, failure, note, isSending, time, submit } = options;
  const { label, instructions, assistiveText, optional } = parameter;
  const described = [instructions && 'instructions', assistiveText && 'hint', failure ? 'failure' : note && 'note'];
  const picture = imageUrl(parameter.data);
  return html`<form part="form" novalidate autocomplete="off" @submit=${submit}>
    ${note ? html`<p id="note">${note}</p>` : nothing}
    ${instructions ? html`<p id="instructions" lang="pt">${instructions}</p>` : nothing}
    ${picture ? html`<img class="picture" src=${picture} alt=${messages.picture} />` : nothing}
    <label for="value">
      <span lang=${label ? 'pt' : nothing}>${label ?? messages.value}</span>
      ${optional ? html`<span>(${messages.optional})</span>` : nothing}
    </label>
    <div class="row">
      ${field(parameter, options, described.filter(Boolean).join(' '))}
      <button part="button" type="submit" aria-disabled=${isSending}>
        ${isSending ? html`<span class="spinner"></span>${messages.wait}` : messages.actions.send}
      </button>
    </div>
    ${assistiveText ? html`<p class="hint" id="hint" lang="pt">${assistiveText}</p>` : nothing}
    ${failure ? html`<p class="failure" id="failure">${failure}</p>` : nothing} ${time}
  </form>`;
}

function field(parameter: ItemParameter, { messages, failure, isSending }: FormOptions, described: string) {
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
      ${options!.map(({ value, label }) => html`<option value=${value} lang="pt">${label}</option>`)}
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
