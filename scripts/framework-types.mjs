// Generates the types of the tags for frameworks' templates. Existing generators accept no text for a list and no
// number for an attribute, do not import event types, and augment modules that a project may not have.
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** Types of values and handlers in templates. */
const HELPERS = `
/**
 * Types of an attribute's value in a template: a list may be written as a string of words, and a number as a string.
 */
type Written<Value> = Value extends readonly unknown[] ? string : Value extends number ? Value | \`\${Value}\` : Value;
/** Types of properties that a template may omit or reset. */
type Settable<Element, Names extends keyof Element> = { [Name in Names]?: Element[Name] | undefined };
type Camel<Name extends string> = Name extends \`\${infer First}-\${infer Rest}\` ? \`\${First}\${Capitalize<Camel<Rest>>}\` : Name;
/** Types of attributes under their names in camel case. */
export type Camelized<Names> = { [Name in keyof Names as Camel<string & Name>]: Names[Name] };

export type Tag = keyof PluggyElements;
export type ElementOf<Name extends Tag> = PluggyElements[Name]['element'];
export type Attributes<Name extends Tag> = PluggyElements[Name]['attributes'];
export type Properties<Name extends Tag> = PluggyElements[Name]['properties'];
/** Types of attributes and properties, each under its own spelling. */
export type Own<Name extends Tag> = Attributes<Name> & Omit<Properties<Name>, keyof Attributes<Name>>;
/** Events bubble, so each element can listen to all of them. */
export type Handlers<Name extends Tag> = {
  [Type in keyof PluggyEvents as \`on\${Type}\`]?: Handler<Name, Type> | undefined;
};
export type CamelHandlers<Name extends Tag> = {
  [Type in keyof PluggyEvents as Camel<\`on-\${Type}\`>]?: Handler<Name, Type> | undefined;
};
type Handler<Name extends Tag, Type extends keyof PluggyEvents> = (
  event: PluggyEvents[Type] & { readonly currentTarget: ElementOf<Name> },
) => void;
`;

/** React and Preact set a name as a property where the element has the property, and as an attribute otherwise. */
const jsx = (
  module,
  base,
) => `import type { ${[...new Set(base.match(/\w+(?=<)/g))].sort().join(', ')} } from '${module}';
import type { ElementOf, Handlers, Own, Tag } from './elements.js';

/** Props of each tag. */
export type PluggyProps<Name extends Tag> = Own<Name> &
  Handlers<Name> &
  Omit<${base.replaceAll('$', 'ElementOf<Name>')}, keyof Own<Name>> & { class?: string | undefined };

type Tags = { [Name in Tag]: PluggyProps<Name> };

declare module '${module}' {
  namespace JSX {
    interface IntrinsicElements extends Tags {}
  }
}
`;

const FILES = {
  // React 18 writes every prop as an attribute, and has no listeners for events of custom elements.
  react: `import type { ClassAttributes, HTMLAttributes } from 'react';
import type { Attributes, ElementOf, Handlers, Own, Tag } from './elements.js';

/** Whether these are the types of React 18, which still has this function. */
type IsReact18 = 'createFactory' extends keyof typeof import('react') ? true : false;

type Html<Name extends Tag> = HTMLAttributes<ElementOf<Name>> & ClassAttributes<ElementOf<Name>>;

/** Names that React 18 writes as attributes without a meaning. With \`hidden={false}\`, the element would be hidden. */
type Meaningless = 'className' | 'defaultChecked' | 'defaultValue' | 'hidden';

/** Props of each tag. For properties and events with React 18, use the components of \`pluggy-elements/react\`. */
export type PluggyProps<Name extends Tag> = { class?: string | undefined } & (IsReact18 extends true
  ? Attributes<Name> & Omit<Html<Name>, keyof Attributes<Name> | Meaningless> & { hidden?: true | undefined }
  : Own<Name> & Handlers<Name> & Omit<Html<Name>, keyof Own<Name>>);

type Tags = { [Name in Tag]: PluggyProps<Name> };

declare module 'react' {
  namespace JSX {
    interface IntrinsicElements extends Tags {}
  }
}
`,
  preact: jsx('preact', 'HTMLAttributes<$>'),

  // Solid spells a dynamic attribute like a property in lower case with dashes; other properties need the prefix
  // `prop:`.
  solid: `import type { JSX } from 'solid-js';
import type { Attributes, ElementOf, PluggyEvents, Properties, Tag } from './elements.js';

type Both<Name extends Tag> = Attributes<Name> & {
  [Key in keyof Properties<Name> as Key extends Exclude<Lowercase<string & Key>, keyof Attributes<Name>>
    ? Key
    : never]?: Properties<Name>[Key];
} & {
  [Key in keyof Properties<Name> as \`prop:\${string & Key}\`]?: Properties<Name>[Key];
} & {
  [Key in keyof Attributes<Name> as \`attr:\${string & Key}\`]?: Attributes<Name>[Key];
} & {
  [Type in keyof PluggyEvents as \`on:\${Type}\`]?:
    | JSX.EventHandlerWithOptionsUnion<ElementOf<Name>, PluggyEvents[Type]>
    | undefined;
};

/** Props of each tag. */
export type PluggyProps<Name extends Tag> = Both<Name> & Omit<JSX.HTMLAttributes<ElementOf<Name>>, keyof Both<Name>>;

type Tags = { [Name in Tag]: PluggyProps<Name> };

declare module 'solid-js' {
  namespace JSX {
    interface IntrinsicElements extends Tags {}
  }
}
`,

  // Vue's type checker converts names with dashes to camel case, so an attribute and its property are the same prop.
  vue: `import type { HTMLAttributes, ReservedProps } from 'vue';
import type { Attributes, CamelHandlers, Camelized, ElementOf, Properties, Tag } from './elements.js';

type Both<Name extends Tag> = {
  [Key in keyof Properties<Name>]?:
    | Properties<Name>[Key]
    | (Key extends keyof Camelized<Attributes<Name>> ? Camelized<Attributes<Name>>[Key] : never);
};

/** Props of each tag. */
export type PluggyProps<Name extends Tag> = Both<Name> &
  CamelHandlers<Name> &
  Omit<HTMLAttributes & ReservedProps, keyof Both<Name>> & {
    slot?: string | undefined;
    [data: \`data\${Capitalize<string>}\`]: unknown;
  };

/** A template's ref is the element. */
type Tags = { [Name in Tag]: new () => ElementOf<Name> & { $props: PluggyProps<Name> } };

declare module 'vue' {
  interface GlobalComponents extends Tags {}
}
`,

  svelte: `import type { HTMLAttributes } from 'svelte/elements';
import type { ElementOf, Handlers, Own, Tag } from './elements.js';

/** Props of each tag. */
export type PluggyProps<Name extends Tag> = Own<Name> &
  Handlers<Name> &
  Omit<HTMLAttributes<ElementOf<Name>>, keyof Own<Name>>;

type Tags = { [Name in Tag]: PluggyProps<Name> };

declare module 'svelte/elements' {
  interface SvelteHTMLElements extends Tags {}
}
`,
};

const comment = (text, indent) => `${indent}/** ${text.replace(/\s+/g, ' ').replaceAll('*/', '*\\/')} */\n`;
const quoted = (name) => (/^\w+$/.test(name) ? name : `'${name}'`);

function elementTypes({ name, attributes = [], members = [] }) {
  const fields = members.filter(({ kind, readonly }) => kind === 'field' && !readonly);
  const lines = attributes.map(({ name: attribute, fieldName, description }) => {
    const value = `${name}['${fieldName}']`;
    // Frameworks set the property where a property and an attribute have the same name.
    const type = fields.some((field) => field.name === attribute)
      ? `Written<${value}> | ${value}`
      : `Written<${value}>`;
    return `${comment(description, '  ')}  ${quoted(attribute)}?: ${type} | undefined;\n`;
  });
  const short = name.replace(/Element$/, '');
  return `
export interface ${short}Attributes {
${lines.join('')}}
export interface ${short}Properties
  extends Settable<
    ${name},
${fields.map((field) => `    | '${field.name}'`).join('\n')}
  > {}
`;
}

/** Returns the types that the files of all frameworks share, from the manifest. */
function sharedTypes(elements) {
  const events = new Map(
    elements.flatMap((element) => element.events ?? []).map((event) => [event.name, event.type.text]),
  );
  const imported = [...elements.map(({ name }) => name), ...new Set(events.values())].sort();
  const tags = elements.map(({ tagName, name }) => {
    const short = name.replace(/Element$/, '');
    return `  '${tagName}': { element: ${name}; attributes: ${short}Attributes; properties: ${short}Properties };\n`;
  });
  return `import '../define.js';
import type {
${imported.map((name) => `  ${name},\n`).join('')}} from '../index.js';
${HELPERS}
export interface PluggyElements {
${tags.join('')}}

export interface PluggyEvents {
${[...events].map(([name, type]) => `  '${name}': ${type};\n`).join('')}}
${elements.map(elementTypes).join('')}`;
}

/** A plugin of the manifest analyzer that writes one file of types for each framework. */
export function frameworkTypes({ outdir }) {
  return {
    name: 'framework-types',
    packageLinkPhase({ customElementsManifest }) {
      const elements = customElementsManifest.modules
        .flatMap(({ declarations = [] }) => declarations)
        .filter(({ tagName }) => tagName);
      const folder = path.join(outdir, 'types');
      mkdirSync(folder, { recursive: true });
      for (const [name, text] of Object.entries({ elements: sharedTypes(elements), ...FILES })) {
        writeFileSync(path.join(folder, `${name}.d.ts`), text);
      }
    },
  };
}
