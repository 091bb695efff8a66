/** A value for both themes, or two values: for light and for dark pages. */
export type TokenValue = string | readonly [light: string, dark: string];

/** A look of the elements and of the page around them. */
export interface Brand {
  readonly id: string;
  readonly name: string;
  /** Values of tokens by their names without `--pluggy-`. Other tokens keep their defaults. */
  readonly tokens: Readonly<Record<string, TokenValue>>;
  readonly page: { readonly background: TokenValue; readonly color: TokenValue };
}

/** Five brands that show how far the tokens reach. Stories, the theme studio and the contrast test use them. */
export const brands: readonly Brand[] = [
  {
    id: 'default',
    name: 'Default',
    tokens: {},
    page: { background: ['#fff', '#121417'], color: ['#1f2328', '#e6e8eb'] },
  },
  {
    id: 'purple',
    name: 'Purple and square',
    tokens: {
      'color-primary': ['#6d28d9', '#c4a7ff'],
      'color-on-primary': ['#fff', '#1f0a47'],
      'color-text': ['#1e1633', '#ece8f7'],
      'color-text-muted': ['#5b5470', '#b3abc7'],
      'color-surface': ['#fff', '#1c1629'],
      'color-surface-raised': ['#fff', '#251d36'],
      'color-border': ['#e2dcf0', '#3a2f52'],
      'color-control': ['#857a9f', '#8b7fa8'],
      'color-busy': ['#6d28d9', '#c4a7ff'],
      radius: '0',
      'radius-dialog': '0',
      shadow: 'none',
      'font-weight-strong': '700',
    },
    page: { background: ['#f7f5fc', '#130e1e'], color: ['#1e1633', '#ece8f7'] },
  },
  {
    id: 'glass',
    name: 'Glass on dark',
    tokens: {
      'color-primary': ['#0369a1', '#7dd3fc'],
      'color-on-primary': ['#fff', '#082f49'],
      'color-text': ['#0f172a', '#f1f5f9'],
      'color-text-muted': ['#3f4b60', '#c3cede'],
      'color-surface': ['rgb(255 255 255 / 62%)', 'rgb(255 255 255 / 8%)'],
      'color-surface-raised': ['#f8fbff', '#1b2740'],
      'color-border': ['rgb(15 23 42 / 12%)', 'rgb(255 255 255 / 16%)'],
      'color-control': ['rgb(15 23 42 / 60%)', 'rgb(255 255 255 / 55%)'],
      'color-ok': ['#166534', '#86efac'],
      'color-busy': ['#0369a1', '#7dd3fc'],
      'color-attention': ['#b3300b', '#ffb199'],
      'color-problem': ['#92400e', '#fcd34d'],
      'color-neutral': ['#475569', '#cbd5e1'],
      'color-danger': ['#b42318', '#ffaea5'],
      radius: '14px',
      'radius-dialog': '24px',
      shadow: '0 8px 32px rgb(2 6 23 / 18%)',
      'shadow-dialog': '0 24px 64px rgb(2 6 23 / 45%)',
      backdrop: 'rgb(2 6 23 / 72%)',
      space: '9px',
    },
    page: {
      background: [
        'linear-gradient(135deg, #e0f2fe, #ede9fe 60%, #cffafe)',
        'linear-gradient(135deg, #0f172a, #312e81 60%, #134e4a)',
      ],
      color: ['#0f172a', '#f1f5f9'],
    },
  },
  {
    id: 'serif',
    name: 'Serif bank',
    tokens: {
      'color-primary': ['#14433a', '#8fd0bd'],
      'color-on-primary': ['#fffdf7', '#0c2620'],
      'color-text': ['#22201a', '#ece7da'],
      'color-text-muted': ['#5f594c', '#b8b09d'],
      'color-surface': ['#fffdf7', '#1f1d18'],
      'color-surface-raised': ['#fffdf7', '#28251f'],
      'color-border': ['#e6dfcd', '#3d392f'],
      'color-control': ['#857c69', '#8f8672'],
      'color-ok': ['#14613f', '#8fd0bd'],
      'color-busy': ['#14433a', '#8fd0bd'],
      'color-attention': ['#a3330f', '#ff9a78'],
      'color-problem': ['#8a5200', '#e5bd5e'],
      radius: '2px',
      'radius-dialog': '4px',
      shadow: '0 1px 0 rgb(34 32 26 / 10%)',
      backdrop: 'rgb(34 32 26 / 70%)',
      font: "Georgia, 'Times New Roman', serif",
      'font-size': '17px',
      'font-weight-strong': '700',
    },
    page: { background: ['#f6f1e4', '#161410'], color: ['#22201a', '#ece7da'] },
  },
  {
    id: 'dense',
    name: 'Dense back office',
    tokens: {
      'color-primary': ['#1f5fbf', '#82b1ff'],
      'color-on-primary': ['#fff', '#0a1f44'],
      'color-text': ['#1c2024', '#e3e6ea'],
      'color-text-muted': ['#565d66', '#a7afb9'],
      'color-surface': ['#fff', '#1a1d20'],
      'color-surface-raised': ['#fff', '#23272b'],
      'color-border': ['#d5d9de', '#363b41'],
      'color-control': ['#7b838d', '#7d8691'],
      radius: '3px',
      'radius-dialog': '6px',
      shadow: 'none',
      'shadow-dialog': '0 8px 24px rgb(0 0 0 / 30%)',
      space: '4px',
      'control-height': '32px',
      font: "'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif",
      'font-size': '13px',
    },
    page: { background: ['#eef0f2', '#121416'], color: ['#1c2024', '#e3e6ea'] },
  },
];

const pick = (value: TokenValue, theme: 'light' | 'dark') =>
  typeof value === 'string' ? value : value[theme === 'dark' ? 1 : 0];

/** Returns the custom properties of a brand in one theme. */
export function tokensOf({ tokens }: Brand, theme: 'light' | 'dark'): Record<string, string> {
  return Object.fromEntries(Object.entries(tokens).map(([name, value]) => [`--pluggy-${name}`, pick(value, theme)]));
}

/** Returns the rules of a page with the brand in one theme. Tokens on the root also reach the dialog. */
export function pageRules(brand: Brand, theme: 'light' | 'dark'): string {
  const { background, color } = brand.page;
  const declarations = Object.entries(tokensOf(brand, theme)).map(([name, value]) => `${name}: ${value};`);
  return `:root { color-scheme: ${theme}; ${declarations.join(' ')} }
body { background: ${pick(background, theme)}; color: ${pick(color, theme)}; }`;
}
