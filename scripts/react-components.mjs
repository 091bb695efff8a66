// Generates `pluggy-elements/react`: a component for each element, for React 18 and 19. The function that makes them is from
// `@lit/react`, and is bundled: its package would install the types of React for everybody.
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** `pluggy-item-card` → `PluggyItemCard`; `pluggy-open` → `PluggyOpen`. */
const pascal = (name) => name.replace(/(^|-)(\w)/g, (_, dash, letter) => letter.toUpperCase());

/** A module for one element, so that a bundler leaves out the elements whose components are not used. */
const component = ({ tagName, name }, file) => `'use client';
import '../define/${file}.js';
import { ${name} } from '../elements/${file}/${file}.js';
import { component } from './component.js';

export const ${pascal(tagName)} = /* @__PURE__ */ component('${tagName}', ${name});
`;

/**
 * The module that all components share. The hook for effects before painting prints a warning where React 18 renders on a
 * server. `className` is a prop of React that custom elements of React 18 lack.
 */
const SHARED = (events) => `'use client';
import * as React from 'react';
import { createComponent } from './create-component.js';

/** React, with a layout effect that renders on a server without a warning. */
const react = {
  ...React,
  useLayoutEffect: typeof document === 'undefined' ? React.useEffect : React.useLayoutEffect,
};

const events = {
${events.map((name) => `  on${pascal(name)}: '${name}',\n`).join('')}};

export const component = (tagName, elementClass) => {
  // The class gets its properties when its attributes are read, which the registry does. Where another copy of the library
  // has registered the tag, as in a server with several bundles, the registry never reads those of this class.
  void elementClass.observedAttributes;
  const displayName = elementClass.name.replace(/Element$/, '');
  return createComponent({ react, tagName, elementClass, events, displayName });
};
`;

const TYPES = `import type { ForwardRefExoticComponent, HTMLAttributes, PropsWithoutRef, RefAttributes } from 'react';
import type { CamelHandlers, ElementOf, Properties, Tag } from '../types/elements.js';

type Own<Name extends Tag> = Properties<Name> & CamelHandlers<Name>;

/** Props of a component: the element's properties, and a listener for each event, such as \`onPluggySuccess\`. */
export type PluggyComponentProps<Name extends Tag> = Own<Name> & Omit<HTMLAttributes<ElementOf<Name>>, keyof Own<Name>>;

type PluggyComponent<Name extends Tag> = ForwardRefExoticComponent<
  PropsWithoutRef<PluggyComponentProps<Name>> & RefAttributes<ElementOf<Name>>
>;
`;

/** A plugin of the manifest analyzer that writes the components and their types. */
export function reactComponents({ outdir }) {
  return {
    name: 'react-components',
    packageLinkPhase({ customElementsManifest }) {
      const elements = customElementsManifest.modules
        .flatMap(({ declarations = [] }) => declarations)
        .filter(({ tagName }) => tagName);
      const events = [...new Set(elements.flatMap((element) => element.events ?? []).map((event) => event.name))];
      const folder = path.join(outdir, 'react');
      mkdirSync(folder, { recursive: true });
      const write = (name, text) => writeFileSync(path.join(folder, name), text);
      const files = elements.map((element) => [element, element.tagName.replace('pluggy-', '')]);
      for (const [element, file] of files) write(`${file}.js`, component(element, file));
      write('component.js', SHARED(events));
      const exported = files.map(([{ tagName }, file]) => `export { ${pascal(tagName)} } from './${file}.js';\n`);
      write('index.js', `'use client';\n${exported.join('')}`);
      const types = files.map(([{ tagName, description = '' }]) => {
        const [summary] = description.split('\n\n');
        return `\n/** ${summary.replace(/\s+/g, ' ')} */\nexport declare const ${pascal(tagName)}: PluggyComponent<'${tagName}'>;\n`;
      });
      write('index.d.ts', TYPES + types.join(''));
    },
  };
}
