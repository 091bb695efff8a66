import type { ArgTypes } from '@storybook/web-components-vite';
import { membersOf, type Declaration, type Entry, type Member } from '../scripts/manifest.js';

/** Returns a row for each public member of an element, under a unique name. Members that can be set have a control. */
export function argTypesOf(declaration: Declaration): ArgTypes {
  const rows: [string, ArgTypes[string]][] = [];
  const add = (category: string, entries: Entry[] | undefined, name: (entry: Entry) => string, control: Control) => {
    for (const entry of entries ?? []) rows.push([name(entry), rowOf(entry, name(entry), category, control(entry))]);
  };
  add('attributes', declaration.attributes, ({ name }) => name, ofType);
  add('properties', membersOf(declaration, 'field'), ({ name }) => `.${name}`, settable);
  add('slots', declaration.slots, slotKey, text);
  add('parts', declaration.cssParts, ({ name }) => `::part(${name})`, text);
  add('tokens', declaration.cssProperties, ({ name }) => name, colorOrText);
  add('events', declaration.events, ({ name }) => name, none);
  add('methods', membersOf(declaration, 'method'), ({ name }) => `${name}()`, none);
  add('states', declaration.cssStates, ({ name }) => `:state(${name})`, none);
  return Object.fromEntries(rows);
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

function rowOf(entry: Entry, name: string, category: string, control: Partial<ArgTypes[string]>): ArgTypes[string] {
  const { parameters, return: returned } = entry as Member;
  const call = parameters?.map((parameter) => `${parameter.name}: ${parameter.type?.text ?? 'any'}`).join(', ');
  const isMethod = (entry as Member).kind === 'method';
  const type = isMethod ? `(${call ?? ''}) => ${returned?.type?.text ?? 'void'}` : entry.type?.text;
  return {
    name,
    description: entry.description,
    ...control,
    table: {
      category,
      type: type ? { summary: type } : undefined,
      defaultValue: entry.default ? { summary: entry.default } : undefined,
    },
  };
}
