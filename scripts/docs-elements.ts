import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { listItem } from './list-item.js';
import { membersOf, ownPartsOf, type Declaration, type Entry, type Member } from './manifest.js';

/** The class whose attributes the button, the prompt and the provider share. */
const SETTINGS = 'PluggySettingsElement';

/**
 * Returns the reference of one element: a table for each kind of member that a page can set, listen to or style. The first
 * paragraph of a description is in the table, further paragraphs are in a list below.
 */
export function referenceOf(declaration: Declaration): string {
  const attributes = declaration.attributes ?? [];
  const fields = membersOf(declaration, 'field');
  const isShared = ({ inheritedFrom }: Entry) => inheritedFrom?.name === SETTINGS;
  const sections = [
    table('Attributes', ATTRIBUTE, attributes.filter((entry) => !isShared(entry)).map(attributeRow)),
    table('Shared attributes', ATTRIBUTE, attributes.filter(isShared).map(attributeRow)),
    table('Properties without an attribute', PROPERTY, fields.filter((entry) => !isShared(entry)).map(propertyRow)),
    table('Shared properties without an attribute', PROPERTY, fields.filter(isShared).map(propertyRow)),
    table('Methods', ['Method', 'Description'], membersOf(declaration, 'method').map(methodRow)),
    table('Events', ['Event', 'Class', 'Description'], (declaration.events ?? []).map(eventRow)),
    table('Slots', ['Slot', 'Description'], (declaration.slots ?? []).map(slotRow)),
    table('CSS parts', ['Part', 'Description'], ownPartsOf(declaration).map(named((name) => name))),
    table(
      'CSS states',
      ['State', 'Description'],
      (declaration.cssStates ?? []).map(named((name) => `:state(${name})`)),
    ),
    table(
      'CSS custom properties',
      ['Property', 'Default', 'Description'],
      (declaration.cssProperties ?? []).map(token),
    ),
  ];
  return sections.filter(Boolean).join('\n\n');
}

const ATTRIBUTE = ['Attribute', 'Property', 'Type', 'Default', 'Description'];
const PROPERTY = ['Property', 'Type', 'Description'];

/** The cells of a row before its description, and the description. */
type Row = [...cells: string[], description: string | undefined];

const attributeRow = ({ name, fieldName, type, default: initial, description }: Entry): Row => [
  code(name),
  code(fieldName ?? name),
  typeText(type?.text),
  defaultText(initial),
  description,
];
const propertyRow = ({ name, type, readonly, description }: Member): Row => [
  code(name),
  typeText(type?.text) + (readonly ? ', read-only' : ''),
  description,
];
const methodRow = ({ name, parameters = [], return: returned, description }: Member): Row => {
  const list = parameters.map((parameter) => `${parameter.name}${parameter.optional ? '?' : ''}`).join(', ');
  return [code(`${name}(${list}): ${returned?.type?.text ?? 'void'}`), description];
};
const eventRow = ({ name, type, description }: Entry): Row => [code(name), code(type?.text ?? ''), description];
const slotRow = ({ name, description }: Entry): Row => [name ? code(name) : '(default)', description];
const named =
  (show: (name: string) => string) =>
  ({ name, description }: Entry): Row => [code(show(name)), description];
const token = ({ name, default: initial, description }: Entry): Row => [
  code(name),
  initial ? code(initial) : '',
  description,
];

function table(title: string, head: string[], rows: Row[]): string {
  if (rows.length === 0) return '';
  const described = rows.map((row) => ({ cells: row.slice(0, -1), paragraphs: paragraphsOf(row.at(-1)) }));
  const body = described.map(({ cells, paragraphs }) => [...cells, paragraphs[0] ?? '']);
  const lines = [head, head.map(() => '---'), ...body].map((cells) => `| ${cells.join(' | ')} |`);
  const notes = described
    .filter(({ paragraphs }) => paragraphs.length > 1)
    .map(({ cells: [name], paragraphs: [, ...more] }) => listItem(`${name}: ${more.join(' ')}`));
  return [`### ${title}`, '', ...lines, ...(notes.length ? ['', ...notes] : [])].join('\n');
}

const code = (text: string) => (text ? `\`${text}\`` : '');

/** Returns the paragraphs of a description without its source, each on one line. */
const paragraphsOf = (text = '') =>
  text
    .replace(/^Source: .*$/m, '')
    .trim()
    .split(/\n\s*\n/)
    .map((paragraph) => escaped(paragraph.replace(/\s+/g, ' ').trim()));

/** Escapes characters that would end a table cell or begin a tag. */
const escaped = (text: string) =>
  text
    .split(/(`[^`]*`)/)
    .map((part) => (part.startsWith('`') ? part : part.replace(/</g, '&lt;')))
    .join('')
    .replaceAll('|', '\\|');

/** Returns a union type without its pipes, which would end the table cell. */
const typeText = (type = '') =>
  type
    .split(/ \| (?![^(]*\))/)
    .filter((member) => member !== 'undefined')
    .map((member) => code(member.replaceAll(' | ', ' or ')))
    .join(' or ');

function defaultText(value = ''): string {
  if (value === "''") return '';
  if (/^[A-Z_]+$/.test(value)) return code(constant(value));
  return code(value.replace(/(\d)_(?=\d)/g, '$1'));
}

const SOURCES = path.resolve(import.meta.dirname, '../src');

/** Returns the value of a constant in the sources; the manifest has only the constant's name. */
function constant(name: string): string {
  for (const file of readdirSync(SOURCES, { recursive: true, encoding: 'utf8' })) {
    if (!file.endsWith('.ts')) continue;
    const value = new RegExp(`const ${name} = ([\\d_]+);`).exec(readFileSync(path.join(SOURCES, file), 'utf8'))?.[1];
    if (value) return value.replaceAll('_', '');
  }
  throw new Error(`No constant is named ${name}`);
}
