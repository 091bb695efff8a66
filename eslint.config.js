import js from '@eslint/js';
import prettier from 'eslint-config-prettier';
import lit from 'eslint-plugin-lit';
import litA11y from 'eslint-plugin-lit-a11y';
import wc from 'eslint-plugin-wc';
import globals from 'globals';
import tseslint from 'typescript-eslint';

/** The sandbox's core runs in a service worker too, which has no document or window. */
const noNode = {
  'no-restricted-imports': [
    'error',
    {
      patterns: [
        {
          group: ['node:*', 'fs', 'path', 'http', 'crypto', 'stream', 'buffer'],
          message: 'The sandbox core also runs in a service worker: web platform APIs only.',
        },
      ],
    },
  ],
  'no-restricted-globals': ['error', 'process', 'Buffer', 'require', '__dirname', '__filename'],
};

const MARKUP_FROM_TEXT =
  '/^(innerHTML|outerHTML|insertAdjacentHTML|setHTMLUnsafe|parseHTMLUnsafe|createContextualFragment|unsafe(HTML|SVG|MathML|Static))$/';
const MARKUP_MESSAGE = 'Server text is text: build nodes with a Lit template or textContent.';

/** Ways to turn text into markup or code, in a member, an import, a computed name or a template binding. */
const noMarkupFromText = {
  'no-eval': 'error',
  'no-new-func': 'error',
  'no-script-url': 'error',
  'no-restricted-syntax': [
    'error',
    { selector: `Identifier[name=${MARKUP_FROM_TEXT}]`, message: MARKUP_MESSAGE },
    { selector: `Literal[value=${MARKUP_FROM_TEXT}]`, message: MARKUP_MESSAGE },
    { selector: 'Literal[value=/unsafe-(html|svg|mathml)/]', message: MARKUP_MESSAGE },
    {
      selector: 'TemplateElement[value.raw=/innerHTML|outerHTML|insertAdjacentHTML|srcdoc/i]',
      message: MARKUP_MESSAGE,
    },
  ],
};

/** Parts of the package that run in Node or show no elements. */
const NOT_ELEMENTS = ['src/sandbox/**', 'src/cli/**', 'src/testing/**'];

export default tseslint.config(
  // The apps in frameworks are checked by their own tools.
  { ignores: ['dist', 'demo/frameworks', 'storybook-static', 'node_modules', 'test-results', 'playwright-report'] },
  js.configs.recommended,
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.recommendedTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/consistent-type-imports': ['error', { disallowTypeAnnotations: false }],
    },
  },
  {
    files: ['src/**/*.ts', 'stories/**/*.ts', 'demo/**/*.ts'],
    ...lit.configs['flat/recommended'],
  },
  {
    files: ['src/**/*.ts'],
    ignores: NOT_ELEMENTS,
    ...wc.configs['flat/best-practice'],
    // Tags are registered in src/define and classes end in Element; both rules expect other conventions.
    rules: {
      ...wc.configs['flat/best-practice'].rules,
      'no-console': ['error', { allow: ['warn', 'error'] }],
      eqeqeq: 'error',
    },
  },
  {
    files: ['src/**/*.ts', 'stories/**/*.ts'],
    plugins: { 'lit-a11y': litA11y },
    rules: { ...litA11y.configs.recommended.rules },
  },
  { files: ['src/**/*.ts'], rules: { '@typescript-eslint/no-implied-eval': 'error' } },
  // Names that say nothing about their value.
  {
    files: ['**/*.ts'],
    rules: { 'id-denylist': ['error', 'Held', 'own', 'told', 'look', 'hand', 'lane', 'lanes', 'ahead'] },
  },
  // Tables of texts and data have the length that they need.
  { files: ['src/**/*.ts'], ignores: ['src/**/texts.ts', 'src/locales/**'], rules: { 'max-lines': ['error', 350] } },
  { files: ['src/sandbox/**/*.ts'], ignores: ['src/**/texts.ts'], rules: { 'max-lines': ['error', 450] } },
  {
    files: ['item-store', 'items-api', 'item-loader', 'poll-schedule', 'live-events'].map(
      (name) => `src/client/items/${name}.ts`,
    ),
    rules: { 'max-lines': ['error', 200] },
  },
  // The file passes the SDK's own markup through a policy of Trusted Types.
  { files: ['src/**/*.ts'], ignores: ['src/client/widget/trusted-types.ts'], rules: noMarkupFromText },
  { files: ['src/sandbox/core/**/*.ts', 'src/sandbox/connect/**/*.ts'], rules: noNode },
  { files: ['demo/app/**/*.js', 'demo/app/**/*.mjs'], languageOptions: { globals: globals.browser } },
  { files: ['**/*.mjs', 'eslint.config.js'], languageOptions: { globals: globals.node } },
  {
    files: ['demo/backends/**/*.js'],
    languageOptions: { globals: { ...globals.node, ...globals.serviceworker } },
    // Fields that are left out of an object, and parameters that make a function an error handler of Express.
    rules: { 'no-unused-vars': ['error', { ignoreRestSiblings: true, argsIgnorePattern: '^_' }] },
  },
  // The pages hold their scripts.
  { files: ['test/bench/*.mjs'], languageOptions: { globals: globals.browser } },
  prettier,
);
