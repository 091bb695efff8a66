import { html, type TemplateResult } from 'lit';
import style from '../demo/app/app.css?inline';
import source from '../demo/app/index.html?raw';
import icon from '../demo/app/icon.svg';
import { TEXTS } from '../demo/app/texts.js';

const PLACEHOLDER = /\s*\{\{[\w.-]+\}\}/g;
/** Parts of the demo that need its script or its server. */
const WITHOUT_SERVER = '.settings, .notice, .totals, .promises, .lead, #money, noscript';

/** Returns a part of the demo's page, in the given language. */
function part(selector: string, language: string): Element {
  const page = new DOMParser().parseFromString(source.replace(PLACEHOLDER, ''), 'text/html');
  for (const element of page.querySelectorAll(WITHOUT_SERVER)) element.remove();
  for (const element of page.querySelectorAll('img')) element.src = icon;
  const texts: Record<string, unknown> = TEXTS[language as keyof typeof TEXTS];
  const translated = (key: string, portuguese: string | null) => (texts[key] as string | undefined) ?? portuguese;
  for (const element of page.querySelectorAll<HTMLElement>('[data-text]')) {
    element.textContent = translated(element.dataset.text!, element.textContent);
  }
  for (const element of page.querySelectorAll<HTMLElement>('[data-label]')) {
    element.ariaLabel = translated(element.dataset.label!, element.ariaLabel);
  }
  // The story has no other pages and no routes for forms.
  for (const link of page.querySelectorAll('a'))
    link.href = link.getAttribute('href')!.replace(/^[^#]*(?=#|$)/, '') || '#';
  return document.adoptNode(page.querySelector(selector)!);
}

/** Returns a text of the demo, in the given language. Portuguese texts are in the page itself. */
export function demoText(key: string, language: string): string {
  return part(`[data-text="${key}"]`, language).textContent;
}

/** Returns a section of the demo's page. */
export const demoSection = (id: string, language: string) => part(`#${id}`, language);

/** Renders content between the demo's header and footer, in the demo's style, with the sandbox in this page as backend. */
export const inDemo = (loaded: Record<string, unknown>, language: string, content: unknown): TemplateResult => html`
  <style>
    ${style}
  </style>
  ${part('.bar', language)}
  <pluggy-provider
    token-endpoint="/api/connect-token"
    items-endpoint="/api/items"
    mfa-endpoint="/api/items/{itemId}/mfa"
    widget-url=${loaded['widget-url']}
    connector-ids=${loaded['connector-ids']}
    include-sandbox
  >
    <main>${content}</main>
  </pluggy-provider>
  ${part('footer', language)}
`;
