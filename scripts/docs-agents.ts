import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

const ROOT = path.resolve(import.meta.dirname, '..');
const RULES = 'docs/rules';
/** The impacts of rules, in the order of AGENTS.md. */
const IMPACTS = ['critical', 'high', 'medium'] as const;
/** The pages with rules, in the order of a connection's life. */
const RULE_PAGES = ['auth-api-keys', 'widget-integration', 'webhooks', 'item-lifecycle', 'errors'];

const read = (page: string) => readFileSync(path.join(ROOT, page), 'utf8');

const HEAD = `# pluggy-elements, for coding agents

<!-- Written by npm run docs from docs/rules/. -->

\`pluggy-elements\` are custom elements for Pluggy Open Finance: one tag opens Pluggy's Connect Widget, in which a person connects a bank,
and further tags show and repair the connections. The tags work in every framework, and talk to routes of your backend. The package
contains this file, \`docs/\`, and a command.

## Start

\`\`\`sh
npm install pluggy-elements
# A page and a backend that run: all routes for flask, php, go or express; react and next; plain is the smallest.
npx pluggy-elements example flask
# Simulated banks. Prints the settings, test users and a token route for this folder's stack.
npx pluggy-elements sandbox --keys id:secret --webhook http://localhost:8000/api/webhooks/pluggy --webhook-secret "X-Webhook-Secret: …"
# Checks the page and its routes, with the sessions of two test users.
npx pluggy-elements doctor http://localhost:8000/dashboard --cookie "session=…" --as "session=…" --webhook-secret "X-Webhook-Secret: …"
\`\`\`

To add bank connections to an application:

1. Write [the token route](#take-the-user-from-the-session), \`POST /api/connect-token\`. It is the only route that every page needs.
2. Write the routes below that the page uses, and the webhook. [openapi.yaml](docs/openapi.yaml) has every answer, and an example has
   all routes.
3. Put [the page](#use-the-tag-and-no-loader-of-your-own) into a template, and load the code.
4. Run the backend with the secret of the webhook, and with the keys and \`PLUGGY_API_URL\` that the sandbox prints. While you develop, set
   \`widget-url\` to the same address, and \`include-sandbox\`, on the provider or on \`<pluggy-connect>\`.
5. Connect Pluggy Bank as \`user-ok\` with \`password-ok\`; any other password is refused. Pluggy Bank MFA asks for a code: close the widget
   when it asks, and give 123456 in the row. The sandbox's control page, whose address the sandbox prints, brings a connection into every
   other state.
6. Run the doctor with this connection in place: without one it skips the checks of other people's Items. Run it again with \`--changes\`
   and \`--pluggy\` with the sandbox's address, until nothing fails, and nothing is skipped but what you do not have.

## The code

With a bundler: \`import 'pluggy-elements/define';\`. Without one, copy the folder \`node_modules/pluggy-elements/dist/cdn\` into the static
files of the application, for example as \`static/elements\`, and load
\`<script type="module" src="/static/elements/pluggy-elements.js"></script>\`. A published version is also on a CDN:

@tag

## The elements

@elements

## The routes

Answer with JSON and \`Cache-Control: no-store\`, and 401 without a session. Another person's Item looks like one that does not exist.
An error is \`{ "code": "…" }\`. A body from a page has at most 16,384 bytes: answer 413 to a larger one.

@routes
| webhook    | \`POST /api/webhooks/pluggy\`                         | 2xx within 5 seconds; 401 without your secret in \`X-Webhook-Secret\`                       |

- **webhook** is [called by Pluggy](#prove-store-answer-and-then-read-the-item), not by the page: you choose its path and its header
  when you [register it](#register-one-webhook-with-a-secret-in-a-header).
- \`<pluggy-institutions>\` reads \`GET {connectors-endpoint}\`, the body of Pluggy's \`GET /connectors\`, and needs
  \`connectors-endpoint="/api/connectors"\` on the provider.
- **connected**: after 409 with the code \`item-of-another-user\`, the row disappears; any other 409 means that you have the Item already.
- **one** reads the Item at Pluggy, stores it and answers it: the elements ask while a run is in progress. Answer 410 for an Item that this
  person has disconnected, and 404 for any other id that is not theirs.
- **list** may answer from your database: an array, or pages, \`{ "results": […], "next": "…" }\`, of which the last has no \`next\`.
- Send neither \`clientUserId\` nor \`webhookUrl\`.
- **live** begins with a comment (\`:\` and an empty line) at once and repeats it every 15 seconds. An event is
  \`data: { "event": "item/updated", "itemId": "…" }\` and an empty line, for an Item of the session's user. Send \`Cache-Control: no-cache\`
  and \`X-Accel-Buffering: no\`, and do not compress the answer.

Pluggy's API is at \`PLUGGY_API_URL\`, else at \`https://api.pluggy.ai\`, and needs no SDK. Each request but the first has the header
\`X-API-KEY\` with the key, which is valid for two hours:

- \`POST /auth\` with \`{ "clientId", "clientSecret" }\` returns \`{ "apiKey" }\`.
- \`POST /connect_token\` with \`{ "itemId", "options": { "clientUserId", "oauthRedirectUri", "avoidDuplicates" } }\` returns
  \`{ "accessToken" }\`. \`itemId\` is for an update only, \`clientUserId\` is
  your id of the user, which never changes, and \`oauthRedirectUri\` is https or an app link, never localhost.
- \`GET\`, \`PATCH\` and \`DELETE /items/{id}\` read, update and end a connection. The body of \`PATCH\` is \`{}\`: Pluggy has the credentials.
  \`POST /items/{id}/mfa\` sends a code, \`{ "name": "value" }\`.
- A refusal has \`code\`, which is the status, and often \`codeDescription\` and \`data\`. A 404 with \`ITEM_NOT_FOUND\` means that the Item does
  not exist; any other 404 may be of something in between.

## Rules
`;

/** A rule of a page, under its heading. */
interface Rule {
  readonly impact: string;
  readonly text: string;
}

/** Returns the rules of a page, with links that work from the folder of AGENTS.md. */
function rulesOf(name: string): Rule[] {
  const page = `${RULES}/${name}.md`;
  const [, ...sections] = withLinks(read(page)).split(/^## /m);
  return sections.map((section) => {
    const [, impact = ''] = /^\*\*Impact:\*\* (\w+)\n\n/m.exec(section) ?? [];
    if (!IMPACTS.some((known) => known === impact)) throw new Error(`${page} has a rule without an impact`);
    return { impact, text: `#### ${section.trim().replace(/^\*\*Impact:\*\* \w+\n\n/m, '')}\n` };
  });
}

/** Changes the links of a page in `docs/rules/`. A link to a rule leads to the rule in AGENTS.md. */
const withLinks = (text: string) =>
  text.replace(/\]\(([^()\s:]+)\)/g, (_, target: string) => {
    const [file = '', anchor] = target.split('#');
    if (RULE_PAGES.includes(file.replace('.md', '')) && anchor) return `](#${anchor})`;
    return `](${file ? path.posix.join(RULES, target) : target})`;
  });

/** Returns the title of a page, and its first sentence without the full stop. */
function beginningOf(page: string): { title: string; sentence: string } {
  const [, title, sentence] = /^# (.*)\n+([^]*?)\.(?=\s)/.exec(read(page))!;
  return { title: title!, sentence: sentence!.replace(/\s+/g, ' ') };
}

const pagesIn = (folder: string) => readdirSync(path.join(ROOT, folder)).filter((file) => file.endsWith('.md'));

/** Returns a list of the elements with their purposes. */
function elementsList(): string {
  const pages = pagesIn('docs/elements').map((file) => `docs/elements/${file}`);
  return pages
    .map((page) => {
      const { title, sentence } = beginningOf(page);
      return `- [${title}](${page}): ${sentence}.`;
    })
    .join('\n');
}

/** Returns the text of AGENTS.md: the head with the README's tag and the backend's routes, then the rules by their impact. */
export function agentsPage(): string {
  const [, conventions] = /\n\n(The samples of all rules .*?)\n\n## /s.exec(
    withLinks(read(`${RULES}/auth-api-keys.md`)),
  )!;
  const rules = RULE_PAGES.flatMap(rulesOf);
  const groups = IMPACTS.map((impact) => {
    const title = `### ${impact[0]!.toUpperCase()}${impact.slice(1)}\n`;
    return [title, ...rules.filter((rule) => rule.impact === impact).map(({ text }) => text)].join('\n');
  });
  const [tag] = /^```html cdn\.html\n.*?<\/script>\n/ms.exec(read('README.md'))!;
  const [, routes] = /^## Items\n.*?\n\n(\|.*?)\n\n/ms.exec(read('docs/backend.md'))!;
  const head = HEAD.replace('@tag', `${tag.replace(' cdn.html', '')}\`\`\``)
    .replace('@elements', elementsList())
    .replace('@routes', routes!);
  return [head, `${conventions}\n`, ...groups].join('\n');
}

/** The purpose of each guide, for the index of pages. A guide without an entry is an error. */
const GUIDES: Readonly<Record<string, string>> = {
  backend: 'every route that the elements call, and what each answer means',
  frameworks: 'samples for plain HTML, Rails, Django, Laravel, React, Next.js, Vue, Svelte and Angular',
  errors: 'every error code: cause, next step, and the text for people',
  troubleshooting: 'symptoms, causes and fixes',
  security: 'the Content-Security-Policy to copy, and what is stored where',
  'going-live': 'a checklist for production, webhooks, and the way back from a bank',
  testing: 'simulated banks and stand-ins for unit and browser tests',
  theming: 'custom properties, parts and states',
  localisation: 'languages, and texts of your own',
  accessibility: 'what was tested, and what a page has to do',
  analytics: 'events for a funnel',
  payments: 'hosted payments and consents, which the widget does not open',
  upgrading: 'what is public, and what changes between versions',
  performance: 'sizes and times, measured',
};
/** Guides that a first integration does not need. */
const OPTIONAL = ['accessibility', 'analytics', 'payments', 'upgrading', 'performance'];

/** Returns the text of llms.txt, an index of the documentation in the form of https://llmstxt.org. */
export function llmsPage(): string {
  const link = (page: string, note?: string) => {
    const { title, sentence } = beginningOf(page);
    return `- [${title}](${page}): ${note ?? sentence}`;
  };
  const unknown = pagesIn('docs').filter((file) => !GUIDES[file.replace('.md', '')]);
  if (unknown.length > 0) throw new Error(`scripts/docs-agents.ts has no purpose for ${unknown.join(', ')}`);
  const guides = (isOptional: boolean) =>
    Object.keys(GUIDES)
      .filter((name) => OPTIONAL.includes(name) === isOptional)
      .map((name) => link(`docs/${name}.md`, GUIDES[name]));
  return `${[
    '# pluggy-elements',
    '',
    '> Custom elements for Pluggy Open Finance: connect a bank with one tag, in any framework, and show how each connection is doing. With ' +
      'simulated banks, a checker for backends, and components for React.',
    '',
    'Addresses are files of the npm package `pluggy-elements`. Two words are Pluggy’s: an Item is one connection of a person to a bank, and a ' +
      'Connect Token lets a page open the widget once.',
    '',
    '## Start',
    '',
    '- [README](README.md): a first page, and the one route that it needs',
    '- [AGENTS](AGENTS.md): the start in five lines, and all rules in the order of their impact',
    '- [OpenAPI](docs/openapi.yaml): the contract between the elements and a backend',
    '',
    '## Rules',
    '',
    ...RULE_PAGES.map((name) => link(`${RULES}/${name}.md`)),
    '',
    '## Elements',
    '',
    ...pagesIn('docs/elements').map((file) => link(`docs/elements/${file}`)),
    '',
    '## Guides',
    '',
    ...guides(false),
    '',
    '## Optional',
    '',
    ...guides(true),
    '- [Changelog](CHANGELOG.md): what each version changes',
    '- [Security policy](SECURITY.md): how to report a vulnerability',
  ].join('\n')}\n`;
}
