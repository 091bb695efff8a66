import type { CSSResultOrNative } from '@lit/reactive-element';
import type { InstitutionsMessages, Locale } from '../../locales/index.js';
import type { PluggyError } from '../../model/errors.js';
import { healthProblem } from '../../model/health.js';
import { initialsColors, initialsOf } from '../../model/initials.js';
import { nameTest, type Institution, type InstitutionFilters } from '../../model/institutions.js';
import { block } from '../shared/block.styles.js';
import { button } from '../shared/button.styles.js';
import { guard, html, nothing, repeat, signTemplate, type TemplateResult } from '../shared/lit-html.js';
import { hidden, panel } from '../shared/panel.styles.js';
import { signs } from '../shared/signs.js';
import { theme } from '../shared/theme.styles.js';
import type { Choice } from './choice.js';
import { styles as institutions } from './institutions.styles.js';
import type { Offer } from './offer.template.js';

export { offeredInstitutions } from '../../model/institutions.js';
export { InstitutionList, warnWithoutProvider } from './institution-list.js';

export const styles: CSSResultOrNative[] = [block, hidden, theme, button, signs, panel, institutions];

const PLACEHOLDERS = 6;

/** The content of the search. */
export interface InstitutionsState {
  readonly locale: Locale;
  readonly messages: InstitutionsMessages;
  /** All institutions that the page offers; `undefined` before the list is read. */
  readonly institutions?: readonly Institution[];
  readonly query: string;
  /** The id of the highlighted institution. */
  readonly activeId?: number;
  /** The reason why the list could not be read. */
  readonly error?: PluggyError;
  /** Whether the code for the last key or choice did not arrive. */
  readonly isStuck: boolean;
  /** The chosen institution, and the number of connections to it. */
  readonly offer?: Offer;
  readonly filters: InstitutionFilters;
  readonly brokenLogos: ReadonlySet<string>;
  /** The choice of the person; `undefined` before the person begins to use the search. */
  readonly choice?: Choice;
}

/** Handlers of the controls. */
export interface InstitutionsActions {
  readonly search: (query: string) => void;
  readonly press: (event: KeyboardEvent) => void;
  readonly click: (event: Event) => void;
  /** Loads the code of keys and choices. */
  readonly begin: () => void;
  readonly point: (event: PointerEvent) => void;
  readonly retry: () => void;
  readonly missing: () => void;
  readonly logoFailed: (url: string) => void;
}

export function institutionsTemplate(state: InstitutionsState, actions: InstitutionsActions): TemplateResult {
  const { messages, institutions, error, isStuck, query, choice, filters } = state;
  const isFound = nameTest(query);
  const found = (institutions ?? []).filter(({ name }) => isFound(name));
  const isLoading = !institutions && !error;
  return html`<div
    class="box"
    lang=${state.locale}
    aria-busy=${isLoading}
    @keydown=${actions.press}
    @click=${actions.click}
    @focusin=${actions.begin}
    @pointerover=${actions.begin}
  >
    ${searchTemplate(state, found, actions)}
    ${
      choice?.failure
        ? html`<pluggy-error-banner
            no-dismiss
            .error=${choice.failure}
            @pluggy-retry=${choice.openAgain}
          ></pluggy-error-banner>`
        : nothing
    }
    ${choice?.isBlocked ? html`<p class="panel" role="alert">${messages.busy}</p>` : nothing}
    ${state.offer && choice ? choice.offerTemplate(state.offer, messages, html) : nothing}
    ${isLoading ? loadingTemplate(messages) : nothing}
    ${error || isStuck ? failedTemplate(error, messages, actions) : nothing}
    ${institutions && !found.length ? html`<p class="empty">${query ? messages.none(query) : messages.empty}</p>` : nothing}
    ${listTemplate(state, isFound, found.length, actions)}
    ${
      !isLoading && !state.offer
        ? html`<button part="missing" type="button" class="plain" @click=${actions.missing}>
            ${messages.missing}
          </button>`
        : nothing
    }
    <p class="hidden" role="status">${institutions && query ? messages.found(found.length) : ''}</p>
    <pluggy-connect
      preload="none"
      ?hidden=${!choice?.isInBackground}
      .connectorTypes=${filters.connectorTypes}
      .connectorIds=${filters.connectorIds}
      .countries=${filters.countries}
      .products=${filters.products}
      .includeSandbox=${!!filters.includeSandbox}
      @pluggy-progress=${choice?.widgetProgresses}
      @pluggy-ready=${choice?.widgetReady}
      @pluggy-error=${choice?.widgetFails}
      @pluggy-hide=${choice?.widgetHides}
      @pluggy-close=${choice?.widgetCloses}
    ></pluggy-connect>
  </div>`;
}

/** The combobox. The list below is always shown, and the field keeps the focus while the arrow keys move in the list. */
function searchTemplate(
  { messages, query, activeId, offer }: InstitutionsState,
  found: readonly Institution[],
  { search }: InstitutionsActions,
): TemplateResult {
  const isExpanded = !offer && found.length > 0;
  const isActive = isExpanded && found.some(({ id }) => id === activeId);
  const input = ({ target }: Event) => search((target as HTMLInputElement).value);
  return html`<label id="label" for="search">${messages.search}</label>
    <input
      part="search"
      id="search"
      type="text"
      role="combobox"
      autocomplete="off"
      spellcheck="false"
      aria-labelledby="label"
      aria-autocomplete="list"
      aria-controls="list"
      aria-expanded=${isExpanded}
      aria-activedescendant=${isActive ? `institution-${activeId}` : nothing}
      .value=${query}
      @input=${input}
    />`;
}

/**
 * All institutions, of which those that do not match are hidden: a key then changes attributes, and creates nothing. Each has
 * a label, because browsers give no name to the content that they have not laid out.
 */
function listTemplate(
  { institutions, messages, activeId, offer, brokenLogos }: InstitutionsState,
  isFound: (name: string) => boolean,
  count: number,
  actions: InstitutionsActions,
): TemplateResult {
  return html`<div
    part="list"
    id="list"
    class="list"
    role="listbox"
    tabindex="-1"
    aria-label=${messages.list}
    ?hidden=${!count || !!offer}
    @pointerdown=${actions.point}
    @mousedown=${keepFocus}
  >
    ${repeat(
      institutions ?? [],
      ({ id }) => id,
      (institution) => {
        const { id, name } = institution;
        const note = noteOf(institution, messages);
        return html`<div
          part="institution"
          class="institution"
          role="option"
          id="institution-${id}"
          aria-label=${note ? `${name}, ${note}` : name}
          aria-selected=${id === activeId}
          ?hidden=${!isFound(name)}
        >
          ${guard([institution, messages, brokenLogos], () => tileTemplate(institution, messages, brokenLogos, actions))}
        </div>`;
      },
    )}
  </div>`;
}

/** Leaves the focus in the field, in which a person types and the keys of the list work. */
const keepFocus = (event: Event) => event.preventDefault();

/** The problem of an institution, or its kind. */
function noteOf(institution: Institution, { health, sandbox, kinds }: InstitutionsMessages): string | undefined {
  const problem = healthProblem({ connector: institution });
  if (problem) return health[problem];
  return institution.isSandbox ? sandbox : kinds[institution.type as keyof typeof kinds];
}

function tileTemplate(
  institution: Institution,
  messages: InstitutionsMessages,
  brokenLogos: ReadonlySet<string>,
  actions: InstitutionsActions,
): TemplateResult {
  const health = healthProblem({ connector: institution });
  const note = noteOf(institution, messages);
  return html`${logoTemplate(institution, brokenLogos, actions)}
    <div class="words">
      <div part="name" class="name">${institution.name}</div>
      ${
        note
          ? html`<div part="note" class="note ${health ?? ''}">
              ${health ? signTemplate('problem', { part: nothing }) : nothing} ${note}
            </div>`
          : nothing
      }
    </div>`;
}

function logoTemplate(
  { name, imageUrl, primaryColor }: Institution,
  brokenLogos: ReadonlySet<string>,
  { logoFailed }: InstitutionsActions,
): TemplateResult {
  const url = imageUrl && !brokenLogos.has(imageUrl) ? imageUrl : undefined;
  const colors = url ? undefined : initialsColors(primaryColor);
  // A property, since pages forbid style attributes.
  const style = colors ? `color: ${colors.text}; background: ${colors.background}` : '';
  return html`<div part="logo" class="logo ${url ? 'picture' : ''}" .style=${style} aria-hidden="true">
    ${
      url
        ? html`<img
            src=${url}
            alt=""
            width="40"
            height="40"
            decoding="async"
            loading="lazy"
            referrerpolicy="no-referrer"
            @error=${() => logoFailed(url)}
          />`
        : initialsOf(name)
    }
  </div>`;
}

function failedTemplate(
  error: PluggyError | undefined,
  messages: InstitutionsMessages,
  { retry }: InstitutionsActions,
): TemplateResult {
  return html`<div class="panel" role="alert">
    <p>${error ? (error.code === 'items-unauthorized' ? messages.session : messages.failed) : messages.stuck}</p>
    <div class="actions"><button type="button" class="outline" @click=${retry}>${messages.retry}</button></div>
  </div>`;
}

function loadingTemplate({ loading }: InstitutionsMessages): TemplateResult {
  return html`<p class="hidden">${loading}</p>
    <div class="list" aria-hidden="true">
      ${Array.from(
        { length: PLACEHOLDERS },
        () =>
          html`<div class="institution grey">
            <div class="logo"></div>
            <b></b>
          </div>`,
      )}
    </div>`;
}
