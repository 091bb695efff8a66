import { bankUrl } from '../../model/connector.js';
import { qrOf } from '../../model/mfa.js';
import { left } from '../shared/durations.js';
import { html, keyed, nothing, signTemplate, svg, type TemplateResult } from '../shared/lit-html.js';
import { codeForm } from './code-form.template.js';
import { pageAddress } from './other-device.js';
import type { PromptOptions } from './prompt-parts.js';
import {
  COUNTDOWN_LIMIT_MS,
  isSending,
  screenKey,
  severityOf,
  timeLeftOn,
  type Note,
  type PromptState,
  type Screen,
} from './reauth-prompt.reducer.js';
import { bankName, contentFor, failureText, noteText, type PromptTexts } from './reauth-prompt.texts.js';

// The parts of a prompt that load with the template, in one chunk.
export { PromptParts } from './prompt-parts.js';
export { initialState, reduce } from './reauth-prompt.reducer.js';
export { styles } from './reauth-prompt.styles.js';
export { codeField } from './send-code.js';
export { surroundingsOf } from './surroundings.js';

/** Renders the prompt; `undefined` while nothing is needed. */
export function promptTemplate(state: PromptState, options: PromptOptions): TemplateResult | undefined {
  const { screen } = state;
  if (!screen) return undefined;
  const { texts, announcement } = options;
  const { title, text } = contentFor(screen, state.surroundings, texts);
  const isQuoted = screen.name === 'widget' || screen.name === 'elsewhere';
  // The bank's own request says more than ours.
  const isAsked = screen.name === 'form' && !!screen.parameter.instructions;
  return html`<div
    part="prompt"
    class="panel"
    id="prompt"
    role="group"
    aria-labelledby="title"
    aria-describedby=${isAsked ? 'instructions' : 'text'}
    tabindex="-1"
    lang=${texts.locale}
  >
    <div class="head">
      ${signTemplate(severityOf(state) ?? 'attention')}
      <p part="title" id="title">${title}</p>
    </div>
    <div class="body">
      ${isAsked ? nothing : html`<p part="text" id="text">${text}</p>`} ${isQuoted ? quote(state, texts) : nothing}
      ${keyed(screenKey(screen), content(state, screen, options))}
    </div>
    <p class="hidden" role="status">${announcement}</p>
  </div>`;
}

/** The bank's own words about the end of the last run. */
function quote({ surroundings: { item } }: PromptState, texts: PromptTexts): TemplateResult | typeof nothing {
  const { providerMessage } = item?.error ?? {};
  if (!providerMessage) return nothing;
  return html`<p part="quote" class="quote">
    ${texts.messages.quote(bankName(item, texts))} <q lang="pt-BR" dir="auto">${providerMessage}</q>
  </p>`;
}

function content(state: PromptState, screen: Screen, options: PromptOptions): TemplateResult | typeof nothing {
  const { failure, note, surroundings, reading } = state;
  const { texts, onSubmit, onConnect } = options;
  const { messages } = texts;
  switch (screen.name) {
    case 'form':
      return codeForm(screen.parameter, {
        messages,
        bank: bankName(surroundings.item, texts),
        failure: failureText(failure, texts),
        note: noteText(note, surroundings.item, texts),
        isSending: isSending(state),
        time: countdown(state, texts),
        onSubmit,
      });
    case 'elsewhere':
      return elsewhere(state, screen, options);
    case 'widget': {
      const url = screen.action === 'solved' ? bankUrl(surroundings.item) : undefined;
      return html`<div class="actions">
        ${bankLink(url, texts)}
        <pluggy-connect
          item-id=${surroundings.itemId}
          variant=${url ? 'outline' : nothing}
          aria-busy=${!!reading}
          @click=${{ handleEvent: onConnect, capture: true }}
          >${
            reading
              ? messages.wait
              : html`${messages.actions[screen.action]}<span class="hidden">
                    ${bankName(surroundings.item, texts)}</span
                  >`
          }</pluggy-connect
        >
      </div>`;
    }
    default:
      return nothing;
  }
}

/** The link to the bank's page, where the person has something to do there. */
function bankLink(url: string | undefined, { messages }: PromptTexts): TemplateResult | typeof nothing {
  if (!url) return nothing;
  return html`<a class="button" href=${url} target="_blank" rel="noopener noreferrer"
    >${messages.actions.bank}<span class="hidden"> ${messages.newTab}</span></a
  >`;
}

/** The screen for an act at the bank: instructions, QR code, time, and a button that reads the item again. */
function elsewhere(
  state: PromptState,
  { reason, userAction }: Screen & { name: 'elsewhere' },
  options: PromptOptions,
): TemplateResult {
  const { texts, drawQr, onCheck } = options;
  const { note, reading, surroundings } = state;
  const { item, canRefresh } = surroundings;
  const { messages } = texts;
  const { instructions } = userAction ?? {};
  const noted = noteText(note, item, texts);
  const qr = userAction ? qrOf(userAction) : undefined;
  const picture = qrPicture(qr, messages.qr(bankName(item, texts)), drawQr);
  const bankPage = reason === 'approval' ? bankUrl(item) : undefined;
  const isOnPhone = !!qr && surroundings.isPhone;
  return html`${instructions ? html`<p lang="pt-BR">${instructions}</p>` : nothing}
  ${isOnPhone ? onPhone(qr.text, options) : nothing}
  ${
    isOnPhone
      ? html`<details>
          <summary>${messages.onPhone.show}</summary>
          ${picture}
        </details>`
      : picture
  }
  ${countdown(state, texts)} ${noted ? html`<p>${noted}</p>` : nothing}
  ${note?.code === 'byHand' ? copyField(note, qr?.text, texts) : nothing}
  ${bankPage ? html`<div class="actions">${bankLink(bankPage, texts)}</div>` : nothing}
  ${
    // Only another run brings the missing data.
    canRefresh && reason !== 'approval'
      ? html`<div class="actions">
          <button
            part="button"
            class=${isOnPhone ? 'outline' : ''}
            type="button"
            aria-disabled=${!!reading}
            @click=${onCheck}
          >
            ${reading ? html`<span class="spinner"></span>${messages.wait}` : messages.actions.check}
          </button>
        </div>`
      : nothing
  }`;
}

/** The ways around a QR code on the phone that shows it. The text of a picture is not known. */
function onPhone(code: string | undefined, { texts, onCopy, onOpenElsewhere }: PromptOptions): TemplateResult {
  const { copy, open } = texts.messages.onPhone;
  const canCopy = code !== undefined;
  return html`<div class="actions">
    ${canCopy ? html`<button part="button" type="button" @click=${() => onCopy(code)}>${copy}</button>` : nothing}
    <button part="button" class=${canCopy ? 'outline' : ''} type="button" @click=${onOpenElsewhere}>${open}</button>
  </div>`;
}

/** A text that the browser does not let us copy. */
function copyField({ content }: Note & { code: 'byHand' }, code: string | undefined, { messages }: PromptTexts) {
  const text = content === 'code' ? (code ?? '') : pageAddress();
  return html`<input part="input" readonly dir="ltr" aria-label=${messages.onPhone[content]} .value=${text} />`;
}

/** A QR code that came as a picture, or as a text to draw. An empty place stands in while the drawing code loads. */
function qrPicture(
  qr: ReturnType<typeof qrOf>,
  label: string,
  drawQr: PromptOptions['drawQr'],
): TemplateResult | typeof nothing {
  if (qr?.image) return html`<img class="picture qr" src=${qr.image} alt=${label} />`;
  if (!qr?.text) return nothing;
  if (!drawQr) return html`<span class="picture qr"></span>`;
  const code = drawQr(qr.text);
  if (!code) return nothing;
  const { side, path } = code;
  return html`<svg
    class="picture qr"
    viewBox="0 0 ${side} ${side}"
    role="img"
    aria-label=${label}
    shape-rendering="crispEdges"
  >
    ${svg`<path d=${path} fill="#000"></path>`}
  </svg>`;
}

function countdown(state: PromptState, { messages }: PromptTexts): TemplateResult | typeof nothing {
  const remaining = timeLeftOn(state);
  if (remaining > COUNTDOWN_LIMIT_MS) return nothing;
  return html`<p part="time" class="time" role="timer">${messages.left(left(remaining))}</p>`;
}
