import { html, LitElement, nothing, type TemplateResult } from 'lit';
import { ref } from 'lit/directives/ref.js';
import { brands, type TokenValue } from './brands.js';
import './theme-studio.css';
import { cssOf, TOKENS, type Token } from './tokens.js';

type Theme = 'light' | 'dark';

/** Sizes by token: the range of the control, and the value that stands for a default without a number. */
const RANGES: Readonly<Record<string, { max: number; min?: number; step?: number; unit?: string; initial?: number }>> =
  {
    radius: { max: 32 },
    'radius-dialog': { max: 40 },
    space: { min: 2, max: 16 },
    'control-height': { min: 28, max: 64 },
    'font-size': { min: 12, max: 22, initial: 16 },
    'font-weight-strong': { min: 400, max: 900, step: 100, unit: '' },
  };
const FONTS: Readonly<Record<string, string>> = {
  inherit: 'The page’s',
  'system-ui, sans-serif': 'System',
  "Georgia, 'Times New Roman', serif": 'Serif',
  "'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif": 'Grotesque',
  'ui-monospace, monospace': 'Monospace',
};
const GROUPS: readonly [title: string, names: RegExp][] = [
  ['Colours', /^color-|^backdrop$/],
  ['Corners and shadows', /^radius|^shadow/],
  ['Sizes and fonts', /^space|^control|^font/],
];

/** Required contrast of text on a button. */
const MIN_CONTRAST = 4.5;

/** Returns the components of a computed colour, each from 0 to 1. */
function components(computed: string): [red: number, green: number, blue: number, alpha: number] {
  const [red = 0, green = 0, blue = 0, alpha = 1] = [...computed.matchAll(/[\d.]+/g)].map(([number]) => Number(number));
  // `rgb()` counts to 255, and `color(srgb …)`, the result of a mix, to 1.
  const scale = computed.startsWith('rgb') ? 255 : 1;
  return [red / scale, green / scale, blue / scale, alpha];
}

const hex = (part: number) =>
  Math.round(part * 255)
    .toString(16)
    .padStart(2, '0');

/** Returns the relative luminance of a colour. https://www.w3.org/TR/WCAG22/#dfn-relative-luminance */
function luminance(computed: string): number {
  const [red, green, blue] = components(computed).map((part) =>
    part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4,
  ) as [number, number, number];
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(a: string, b: string): number {
  const [darker, lighter] = [luminance(a), luminance(b)].sort((x, y) => x - y) as [number, number];
  return (lighter + 0.05) / (darker + 0.05);
}

/** A control for each token beside a page that follows them, and the style sheet to copy. */
export class ThemeStudioElement extends LitElement {
  static override properties = {
    brand: {},
    theme: {},
    preview: { attribute: false },
    values: { state: true },
    said: { state: true },
  };

  declare brand: string;
  declare theme: Theme;
  declare preview: TemplateResult;
  declare values: Readonly<Record<string, TokenValue>>;
  /** The result of the last copy. */
  declare said: string;
  /** An element that is not shown, for the browser to compute colours. */
  #probe = Object.assign(document.createElement('span'), { hidden: true });
  #output?: HTMLElement;

  constructor() {
    super();
    this.brand = 'default';
    this.theme = 'light';
    this.values = {};
    this.said = '';
  }

  protected override createRenderRoot() {
    this.append(this.#probe);
    return this;
  }

  protected override willUpdate(changed: Map<string, unknown>) {
    if (changed.has('brand')) this.#startOver();
  }

  #startOver() {
    this.values = brands.find(({ id }) => id === this.brand)?.tokens ?? {};
    this.said = '';
  }

  #set(name: string, value: TokenValue) {
    this.values = { ...this.values, [name]: value };
    this.said = '';
  }

  #valueOf({ name, initial }: Token): TokenValue {
    return this.values[name] ?? initial;
  }

  #valueNow(token: Token): string {
    const value = this.#valueOf(token);
    return typeof value === 'string' ? value : value[this.theme === 'dark' ? 1 : 0];
  }

  /** Returns a colour as the browser computes it on this page. */
  #computed(name: string): string {
    this.#probe.style.color = this.#valueNow(TOKENS.find((token) => token.name === name)!);
    return getComputedStyle(this.#probe).color;
  }

  /** Sets a colour in the current theme only, if the token has a colour for each theme. */
  #setColor(token: Token, color: string) {
    const before = this.#valueOf(token);
    const [, , , alpha] = components(this.#computed(token.name));
    const value = alpha < 1 ? color + hex(alpha) : color;
    if (typeof before === 'string') return this.#set(token.name, value);
    this.#set(token.name, this.theme === 'dark' ? [before[0], value] : [value, before[1]]);
  }

  protected override render() {
    const css = cssOf(this.values);
    const chosen = ({ target }: Event) =>
      this.dispatchEvent(new CustomEvent('brand-chosen', { detail: (target as HTMLInputElement).value }));
    return html`
      <style>
        ${css}
      </style>
      <div class="studio">
        <section class="settings" lang="en" dir="ltr" aria-labelledby="studio-title">
          <h1 id="studio-title">Theme studio</h1>
          <fieldset class="brands">
            <legend>Start with</legend>
            ${brands.map(
              ({ id, name }) =>
                html`<label>
                  <input type="radio" name="brand" value=${id} .checked=${id === this.brand} @change=${chosen} />
                  ${name}
                </label>`,
            )}
          </fieldset>
          ${GROUPS.map(
            ([title, names]) =>
              html`<fieldset>
                <legend>${title}</legend>
                ${TOKENS.filter(({ name }) => names.test(name)).map((token) => this.#control(token))}
              </fieldset>`,
          )}
          <details>
            <summary>The CSS</summary>
            <pre tabindex="0" aria-label="The CSS" ${ref((element) => (this.#output = element as HTMLElement))}>
${css}</pre>
          </details>
          <div class="copy">
            <button type="button" @click=${() => void this.#copy(css)}>Copy CSS</button>
            <button type="button" class="plain" @click=${() => this.#startOver()}>Start over</button>
            <span role="status">${this.said}</span>
          </div>
        </section>
        <section class="preview" aria-label="Preview">${this.preview}</section>
      </div>
    `;
  }

  #control(token: Token) {
    const { name, description } = token;
    const id = `token-${name}`;
    const change = (value: string) => this.#set(name, value);
    const label = (value: unknown = nothing) => html`<label for=${id}>${name} ${value}</label>`;
    const range = RANGES[name];
    let control;
    if (/^color-|^backdrop$/.test(name)) {
      const [red, green, blue] = components(this.#computed(name));
      const color = `#${hex(red)}${hex(green)}${hex(blue)}`;
      const set = ({ target }: Event) => this.#setColor(token, (target as HTMLInputElement).value);
      control = html`${label()}<input id=${id} class="value" type="color" .value=${color} @input=${set} />`;
    } else if (range) {
      const { min = 0, max, step = 1, unit = 'px', initial = 0 } = range;
      const now = this.#valueNow(token);
      const value = String(/^[\d.]+(px)?$/.test(now) ? parseFloat(now) : initial);
      const set = ({ target }: Event) => change(`${(target as HTMLInputElement).value}${unit}`);
      control = html`${label(html`<output for=${id}>${now}</output>`)}
        <input id=${id} type="range" min=${min} max=${max} step=${step} .value=${value} @input=${set} />`;
    } else if (name === 'font') {
      const set = ({ target }: Event) => change((target as HTMLSelectElement).value);
      control = html`${label()}<select id=${id} class="value" @change=${set}>
          ${Object.entries(FONTS).map(
            ([font, title]) =>
              html`<option value=${font} ?selected=${font === this.#valueNow(token)}>${title}</option>`,
          )}
        </select>`;
    } else {
      const set = ({ target }: Event) => change((target as HTMLInputElement).value);
      control = html`${label()}<input id=${id} class="value" .value=${this.#valueNow(token)} @change=${set} />`;
    }
    return html`<div class="token ${name in this.values ? 'changed' : ''}" title=${description}>
      ${control}${name === 'color-on-primary' ? this.#warning() : nothing}
    </div>`;
  }

  #warning() {
    const ratio = contrast(this.#computed('color-primary'), this.#computed('color-on-primary'));
    if (ratio >= MIN_CONTRAST) return nothing;
    return html`<span class="warning">
      The text on primary buttons has a contrast of ${ratio.toFixed(1)}:1, and needs ${MIN_CONTRAST}:1.
    </span>`;
  }

  async #copy(css: string) {
    try {
      await navigator.clipboard.writeText(css);
      this.said = 'Copied';
    } catch {
      // The clipboard needs https or this computer, and the frame's permission.
      this.querySelector('details')!.open = true;
      getSelection()?.selectAllChildren(this.#output!);
      this.#output!.focus();
      this.said = 'Selected: press Ctrl+C';
    }
  }
}
