/** Shows the pages of `docs/` in Storybook, from the same files that readers have in the package. */

/** The title of each page in Storybook. */
export const TITLES: Readonly<Record<string, string>> = {
  'README.md': 'Introduction',
  'docs/accessibility.md': 'Guides/Accessibility',
  'docs/analytics.md': 'Guides/Analytics',
  'docs/backend.md': 'Guides/Backend',
  'docs/errors.md': 'Errors',
  'docs/frameworks.md': 'Guides/Frameworks',
  'docs/going-live.md': 'Guides/Going live',
  'docs/localisation.md': 'Guides/Localisation',
  'docs/payments.md': 'Guides/Payments',
  'docs/performance.md': 'Guides/Performance',
  'docs/security.md': 'Guides/Security',
  'docs/testing.md': 'Guides/Testing',
  'docs/theming.md': 'Guides/Theming',
  'docs/troubleshooting.md': 'Guides/Troubleshooting',
  'docs/upgrading.md': 'Guides/Upgrading',
  'docs/rules/auth-api-keys.md': 'Rules/Keys and tokens',
  'docs/rules/widget-integration.md': 'Rules/The widget on a page',
  'docs/rules/webhooks.md': 'Rules/Webhooks',
  'docs/rules/item-lifecycle.md': 'Rules/The life of an Item',
  'docs/rules/errors.md': 'Rules/Errors',
  'docs/elements/connect.md': 'Reference/Connect',
  'docs/elements/error-banner.md': 'Reference/Error banner',
  'docs/elements/institutions.md': 'Reference/Institutions',
  'docs/elements/item-card.md': 'Reference/Item card',
  'docs/elements/item-list.md': 'Reference/Item list',
  'docs/elements/item-status.md': 'Reference/Item status badge',
  'docs/elements/provider.md': 'Reference/Provider',
  'docs/elements/reauth-prompt.md': 'Reference/Re-auth prompt',
};

/** Returns the id of a page in Storybook's addresses. */
export const pageId = (title: string) =>
  title
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');

/** Returns the anchor of a heading, as GitHub generates it. */
export const slug = (heading: string) =>
  heading
    .trim()
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, '')
    .replace(/\s/g, '-');

/** Options of the `Markdown` block. */
export const options = { slugify: slug };

/**
 * Returns the text of a page with links that Storybook understands. A link to a file without a page becomes plain text.
 */
export function forStorybook(page: string, text: string): string {
  const plain = text.replace(/<!--.*?-->\n?/gs, '').replace(EMPTY_HEADER, '| Case |');
  const parts = plain.split(/(^```.*?^```$)/ms);
  const folder = new URL(page, BASE);
  return parts.map((part) => (part.startsWith('```') ? withoutName(part) : withLinks(part, folder))).join('');
}

const BASE = 'file:///';

/** The first header cell of a table without one, which screen readers would not announce. */
const EMPTY_HEADER = /^\| *\|(?=.*\n\| *-)/gm;

/** Keep the language alone: the name of a code block is for tests. */
const withoutName = (block: string) => block.replace(/^```(\S*) .*/, '```$1');

const withLinks = (text: string, page: URL) =>
  text.replace(/\[([^\][]+)\]\(([^()\s]+)\)/g, (link, label: string, target: string) => {
    if (/^(https:|#)/.test(target)) return link;
    const { pathname, hash } = new URL(target, page);
    const title = TITLES[pathname.slice(1)];
    return title ? `[${label}](?path=/docs/${pageId(title)}--docs${hash})` : label;
  });

/** Returns the beginning of a page without its pictures, followed by the given sections of the page. */
export function sectionsOf(text: string, titles: readonly string[]): string {
  const [beginning = '', ...sections] = text.split(/^(?=## )/m);
  const chosen = titles.map((title) => {
    const section = sections.find((candidate) => candidate.startsWith(`## ${title}\n`));
    if (!section) throw new Error(`The page has no section "${title}"`);
    return section;
  });
  return [beginning.replace(/^!\[.*\n/m, ''), ...chosen].join('');
}
