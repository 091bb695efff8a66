// `npm run architecture`: checks which module may import which. Type imports and dynamic imports count too.

/** The layers of the package in `src`, each as a pattern of its paths. */
const LAYERS = {
  model: '^src/model/',
  client: '^src/client/',
  locales: '^src/locales/',
  events: '^src/events(\\.ts$|/)',
  context: '^src/provider-context\\.ts$',
  elements: '^src/elements/',
  define: '^src/define/',
  'define-all': '^src/define\\.ts$',
  ssr: '^src/ssr\\.ts$',
  'react-server': '^src/react-server\\.ts$',
  index: '^src/index\\.ts$',
};

/** The layers that each layer may import besides itself. */
const MAY_IMPORT = {
  model: [],
  client: ['model'],
  locales: ['model'],
  events: ['model', 'client'],
  context: ['model', 'client', 'locales'],
  elements: ['model', 'client', 'locales', 'events', 'context'],
  define: ['elements'],
  'define-all': ['define'],
  ssr: ['locales', 'elements'],
  'react-server': [],
  index: ['model', 'client', 'locales', 'events', 'elements'],
};

const WIDGET = '^src/client/widget(/|[^/]*\\.ts$)';
const SDK = '(^|/)pluggy-connect-sdk(/|$)';

const directions = Object.entries(MAY_IMPORT).map(([layer, imports]) => ({
  name: `${layer}-imports`,
  comment: `${layer} may import ${imports.join(', ') || 'no other layer'}.`,
  severity: 'error',
  from: { path: LAYERS[layer] },
  to: {
    path: '^(src|demo|stories|test|scripts|\\.storybook)/',
    pathNot: [layer, ...imports].map((name) => LAYERS[name]),
  },
}));

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    ...directions,
    {
      name: 'layer-unknown',
      comment: 'Every module of src belongs to a layer, or to the parts that ship beside the elements.',
      severity: 'error',
      from: { path: '^src/', pathNot: [...Object.values(LAYERS), '^src/(sandbox|cli|testing)/'] },
      to: {},
    },
    {
      name: 'src-imports-src',
      comment: 'The package is complete without demo, stories, tests and scripts.',
      severity: 'error',
      from: { path: '^src/' },
      to: { path: '^(demo|stories|test|scripts|\\.storybook)/' },
    },
    {
      name: 'lit-in-elements',
      comment: 'model, client and locales work without Lit.',
      severity: 'error',
      from: { path: [LAYERS.model, LAYERS.client, LAYERS.locales] },
      to: { path: '(^|/)(lit|lit-html|lit-element|@lit|@lit-labs)(/|$)' },
    },
    {
      name: 'sdk-in-widget',
      comment: "Only the widget's client and the sandbox's Connect page name pluggy-connect-sdk.",
      severity: 'error',
      from: { path: '^src/', pathNot: [WIDGET, '^src/sandbox/connect/'] },
      to: { path: SDK },
    },
    {
      name: 'sdk-on-demand',
      comment:
        'The widget loads pluggy-connect-sdk with import(), so that a page without an open widget never fetches it.',
      severity: 'error',
      from: { path: WIDGET },
      // `typeof import()` is a type and loads no module.
      to: { path: SDK, dependencyTypesNot: ['dynamic-import', 'type-import'] },
    },
    {
      name: 'template-imports-no-element',
      comment: 'A template is a function of its state: an element imports its template, never the reverse.',
      severity: 'error',
      from: { path: '\\.template\\.ts$' },
      // src/elements/<name>/<name>.ts and, for an element without a folder, src/elements/<name>.ts.
      to: {
        path: [
          '^src/elements/([^/]+)/\\1\\.ts$',
          '^src/elements/(connect|error-banner|institutions|item-card|item-list|item-status|provider|reauth-prompt)\\.ts$',
        ],
      },
    },
    {
      name: 'no-circle',
      comment: 'No module imports itself through others.',
      severity: 'error',
      from: { path: '^(src|demo)/' },
      to: { circular: true },
    },
    {
      name: 'resolved',
      comment: 'An import that leads to no file escapes the other rules.',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^demo/(frameworks|backends)/' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'types', 'default'],
    },
  },
};
