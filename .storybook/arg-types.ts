import type { ArgTypes } from '@storybook/web-components-vite';
import { membersOf, ownPartsOf, type Declaration, type Entry, type Member } from '../scripts/manifest.js';

/** The groups of an element's table, in their order. */
const CATEGORIES = ['Content', 'Appearance', 'Behaviour', 'Backend'] as const;
type Category = (typeof CATEGORIES)[number];

/** Names of settings by group. All other attributes and properties change the behaviour. */
const NAMES: readonly [Category, RegExp][] = [
  ['Backend', /endpoint|token|csrf|credentials$|headers|widget-url|include-sandbox|no-link|^items$/],
  ['Appearance', /^(theme|layout|size|variant|sort|heading-level)$/],
  ['Content', /^(item|item-id|name|detail|language|messages|error|code|.*-code|status|.*-status|.*-at|.*-message)$/],
  ['Content', /connector|countries|products/],
];
const categoryOf = (name: string): Category => NAMES.find(([, names]) => names.test(name))?.[0] ?? 'Behaviour';

/** Returns a row for each public member of an element, under a unique name. Members that can be set have a control. */
export function argTypesOf(declaration: Declaration): ArgTypes {
  const rows: [string, ArgTypes[string]][] = [];
  const add = (
    kind: string,
    entries: Entry[] | undefined,
    name: (entry: Entry) => string,
    control: Control,
    category?: Category,
  ) => {
    for (const entry of entries ?? []) {
      const group = { category: category ?? categoryOf(entry.name), subcategory: kind };
      rows.push([name(entry), rowOf(entry, name(entry), group, control(entry))]);
    }
  };
  add('Attributes', declaration.attributes, ({ name }) => name, ofType);
  add('Properties', membersOf(declaration, 'field'), ({ name }) => `.${name}`, settable);
  add('Slots', declaration.slots, slotKey, text, 'Content');
  add('Tokens', declaration.cssProperties, ({ name }) => name, colorOrText, 'Appearance');
  add('Parts', ownPartsOf(declaration), ({ name }) => `::part(${name})`, text, 'Appearance');
  add('States', declaration.cssStates, ({ name }) => `:state(${name})`, none, 'Appearance');
  add('Events', declaration.events, ({ name }) => name, none, 'Behaviour');
  add('Methods', membersOf(declaration, 'method'), ({ name }) => `${name}()`, none, 'Behaviour');
  const order = ([, { table }]: (typeof rows)[number]) => CATEGORIES.indexOf(table!.category as Category);
  return Object.fromEntries(rows.sort((a, b) => order(a) - order(b)));
}

type Control = (entry: Member | Entry) => Partial<ArgTypes[string]>;

const none: Control = () => ({ control: false });
const text: Control = () => ({ control: { type: 'text' } });
const settable: Control = (entry) => ({ control: (entry as Member).readonly ? false : { type: 'object' } });
const colorOrText: Control = ({ name }) => ({ control: { type: name.includes('color') ? 'color' : 'text' } });
const ofType: Control = ({ type }) => {
  const options = [...(type?.text.matchAll(/'([^']*)'/g) ?? [])].map(([, option]) => option!);
  if (options.length > 0) return { control: { type: 'select' }, options: ['', ...options] };
  if (/boolean/.test(type?.text ?? '')) return { control: { type: 'boolean' } };
  return { control: { type: /^number/.test(type?.text ?? '') ? 'number' : 'text' } };
};

const slotKey = ({ name }: Entry) => (name ? `slot=${name}` : 'slot');

function rowOf(
  entry: Entry,
  name: string,
  group: { category: Category; subcategory: string },
  control: Partial<ArgTypes[string]>,
): ArgTypes[string] {
  const { parameters, return: returned } = entry as Member;
  const call = parameters?.map((parameter) => `${parameter.name}: ${parameter.type?.text ?? 'any'}`).join(', ');
  const isMethod = (entry as Member).kind === 'method';
  const type = isMethod ? `(${call ?? ''}) => ${returned?.type?.text ?? 'void'}` : entry.type?.text;
  return {
    name,
    description: entry.description,
    ...control,
    table: {
      ...group,
      type: type ? { summary: type } : undefined,
      defaultValue: entry.default ? { summary: entry.default } : undefined,
    },
  };
}
