// The manifest is the public API: members that are private or without JSDoc are left out. Editor data and framework
// types are generated from the manifest.
import { customElementJetBrainsPlugin } from 'custom-element-jet-brains-integration';
import { customElementVsCodePlugin } from 'custom-element-vs-code-integration';
import { frameworkTypes } from './framework-types.mjs';
import { reactComponents } from './react-components.mjs';

/** Names an attribute after its property, as `createProperty` of `PluggyElement` does. */
const kebab = (name) => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

/** Elements that render another one and export its parts: under the prefix, or under the same names. */
const PART_EXPORTS = [
  { to: 'pluggy-item-card', from: 'pluggy-reauth-prompt', prefix: 'prompt' },
  { to: 'pluggy-item-card', from: 'pluggy-error-banner', prefix: 'banner' },
  { to: 'pluggy-item-card', from: 'pluggy-connect', prefix: 'action' },
  { to: 'pluggy-item-list', from: 'pluggy-item-card', prefix: '' },
];

export default {
  globs: ['src/**/*.ts', '!src/{sandbox,cli,testing}/**'],
  outdir: 'dist',
  litelement: true,
  quiet: true,
  plugins: [
    {
      name: 'public-only',
      packageLinkPhase({ customElementsManifest }) {
        for (const module of customElementsManifest.modules) {
          // Consumers have dist/, not src/.
          module.path = module.path.replace(/^src\/(.*)\.ts$/, 'dist/$1.js');
          for (const { declaration } of module.exports ?? []) {
            if (declaration?.module) declaration.module = declaration.module.replace(/^src\/(.*)\.ts$/, 'dist/$1.js');
          }
          for (const declaration of module.declarations ?? []) {
            const hidden = new Set(
              declaration.members?.filter(({ privacy }) => privacy && privacy !== 'public').map(({ name }) => name),
            );
            const isPublic = ({ name, fieldName, description }) => description && !hidden.has(fieldName ?? name);
            declaration.members = declaration.members?.filter(isPublic);
            declaration.attributes = declaration.attributes?.filter(isPublic);
            for (const attribute of declaration.attributes ?? []) attribute.name = kebab(attribute.name);
            for (const member of declaration.members ?? [])
              if (member.attribute) member.attribute = kebab(member.attribute);
          }
        }
      },
    },
    {
      name: 'exported-parts',
      packageLinkPhase({ customElementsManifest }) {
        const declarations = customElementsManifest.modules.flatMap((module) => module.declarations ?? []);
        const element = (tag) => declarations.find(({ tagName }) => tagName === tag);
        for (const { to, from, prefix } of PART_EXPORTS) {
          const { cssParts } = element(to);
          const known = new Set(cssParts.map(({ name }) => name));
          for (const { name, description } of element(from).cssParts) {
            const exported = prefix && name !== prefix ? `${prefix}__${name}` : name;
            if (!known.has(exported)) cssParts.push({ name: exported, description, exportedFrom: from });
          }
        }
      },
    },
    customElementVsCodePlugin({ outdir: 'dist', hideLogs: true }),
    customElementJetBrainsPlugin({ outdir: 'dist', packageJson: false, hideLogs: true }),
    frameworkTypes({ outdir: 'dist' }),
    reactComponents({ outdir: 'dist' }),
    {
      // Last, because the types above are made from all declarations.
      name: 'exported-only',
      packageLinkPhase({ customElementsManifest }) {
        const { modules } = customElementsManifest;
        const entry = modules.find(({ path }) => path === 'dist/index.js');
        const exported = new Set(entry.exports.map(({ declaration }) => declaration?.name));
        // The entry re-exports every event.
        for (const module of modules.filter(({ path }) => !path.startsWith('dist/events/'))) {
          module.declarations = module.declarations?.filter(
            ({ name, customElement }) => customElement || exported.has(name),
          );
        }
      },
    },
  ],
};
