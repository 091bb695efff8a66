// `npm run prose`: comments that a reader cannot understand by themselves, with their places, and how many there may be.
// `npm run prose -- --counts` prints the counts alone. The exit code is 1 above a bound.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

/** Folders whose comments are counted, each against the bounds by itself. */
export const FOLDERS = ['src', 'src/locales', 'demo', 'stories', 'scripts', 'test/support'];

/** Faults, with the share of a folder's comments that may have each. */
export const FAULTS = [
  {
    name: 'begins with a question word and asks nothing',
    bound: 0.01,
    matches: (text) => /^(what|whose|who|whoever|whom|where)\b/i.test(text) && !text.includes('?'),
  },
  {
    name: 'begins with a pronoun or a particle',
    bound: 0.02,
    matches: (text) =>
      /^(its?|one|that|these|they|nothing|nobody|somebody|another|the same|also|else|anew|nor)\b/i.test(text) ||
      /^this (is|was|has|can|may|does|will|makes|keeps)\b/i.test(text),
  },
  {
    name: 'says nobody, somebody or whoever',
    bound: 0.005,
    matches: (text) => /\b(nobody|somebody|whoever)\b/i.test(text),
  },
];

/** Comments that speak to a tool: a JSDoc tag first, a directive, a reference, an end marker of a source map. */
const DIRECTIVE = /^(@|eslint\b|eslint-|prettier-|#|<reference|c8 |v8 |istanbul )/;

/** The words of a comment, without its marks, on one line. */
const wordsOf = (comment) =>
  comment
    .replace(/^\/\*\*?|\*\/$/g, '')
    .replace(/^[ \t]*(\/\/+|\*(?!\*))[ \t]?/gm, '')
    .replace(/\s+/g, ' ')
    .trim();

const TEMPLATE_TEXTS = new Set([
  ts.SyntaxKind.NoSubstitutionTemplateLiteral,
  ts.SyntaxKind.TemplateHead,
  ts.SyntaxKind.TemplateMiddle,
  ts.SyntaxKind.TemplateTail,
]);

/** Comments in the text of a template: of a style sheet, or of code that a script writes. */
const IN_TEMPLATE = /\/\*[\s\S]*?\*\/|^[ \t]*\/\/.*/gm;

/** Returns the comments of a source file; adjacent lines with `//` are one comment. */
export function commentsOf(source, file = 'source.ts') {
  const kind = /x$/.test(file) ? ts.ScriptKind.TSX : ts.ScriptKind.TS;
  const tree = ts.createSourceFile(file, source, ts.ScriptTarget.Latest, false, kind);
  const found = new Map();
  const add = (pos, end) => found.set(pos, { pos, end, isLine: source.startsWith('//', pos) });
  const visit = (node) => {
    if (node.kind === ts.SyntaxKind.JsxText) return;
    if (TEMPLATE_TEXTS.has(node.kind)) {
      const start = node.getStart(tree);
      for (const { index, 0: text } of source.slice(start, node.getEnd()).matchAll(IN_TEMPLATE))
        add(start + index + text.search(/\//), start + index + text.length);
    }
    const children = node.getChildren(tree);
    if (children.length === 0) {
      for (const { pos, end } of ts.getLeadingCommentRanges(source, node.getFullStart()) ?? []) add(pos, end);
      for (const { pos, end } of ts.getTrailingCommentRanges(source, node.getEnd()) ?? []) add(pos, end);
    }
    children.forEach(visit);
  };
  visit(tree);

  const comments = [];
  let previous;
  for (const { pos, end, isLine } of [...found.values()].sort((first, second) => first.pos - second.pos)) {
    const text = source.slice(pos, end);
    const isNextLine = previous && /^\r?\n[ \t]*$/.test(source.slice(previous.end, pos));
    if (isLine && isNextLine && previous.isLine && isAlone(source, previous.pos)) {
      Object.assign(previous, { end, text: `${previous.text}\n${text}` });
    } else {
      previous = { pos, end, text, isLine, line: tree.getLineAndCharacterOfPosition(pos).line + 1 };
      comments.push(previous);
    }
  }
  return comments
    .map(({ line, text }) => ({ line, text: wordsOf(text) }))
    .filter(({ text }) => text && !DIRECTIVE.test(text));
}

/** Whether only space stands before a position in its line. */
const isAlone = (source, position) => /(^|\n)[ \t]*$/.test(source.slice(0, position));

/** Returns the comments of each fault, and whether there are more of one than its bound allows. */
export function judge(comments) {
  return FAULTS.map(({ name, bound, matches }) => {
    const offending = comments.filter(({ text }) => matches(text));
    return { name, bound, offending, exceeded: offending.length > bound * comments.length };
  });
}

function filesIn(folder) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const file = path.join(folder, entry.name);
    if (entry.isDirectory())
      return ['node_modules', '.next', '.angular', 'dist'].includes(entry.name) ? [] : filesIn(file);
    return /\.(ts|tsx|mts|js|jsx|mjs|cjs)$/.test(entry.name) && !/\.d\.m?ts$/.test(entry.name) ? [file] : [];
  });
}

/** The innermost of FOLDERS that holds a file. */
const folderOf = (file) => FOLDERS.findLast((folder) => file.startsWith(`${folder}${path.sep}`));

function main(root, countsOnly) {
  const percent = (share) => `${(100 * share).toFixed(1)} %`;
  let failed = false;
  for (const folder of FOLDERS) {
    const files = filesIn(path.join(root, folder)).filter((file) => folderOf(path.relative(root, file)) === folder);
    const comments = files.flatMap((file) =>
      commentsOf(readFileSync(file, 'utf8'), file).map((comment) => ({ ...comment, file: path.relative(root, file) })),
    );
    const results = judge(comments);
    if (!countsOnly)
      for (const { name, offending } of results)
        for (const { file, line, text } of offending) console.log(`${file}:${line}: ${name}: ${text.slice(0, 100)}`);
    console.log(`${folder}: ${comments.length} comments`);
    for (const { name, bound, offending, exceeded } of results) {
      failed ||= exceeded;
      const share = comments.length ? offending.length / comments.length : 0;
      console.log(`  ${name}: ${percent(share)} of at most ${percent(bound)}${exceeded ? ', too many' : ''}`);
    }
  }
  return failed ? 1 : 0;
}

if (process.argv[1] === fileURLToPath(import.meta.url))
  process.exitCode = main(fileURLToPath(new URL('..', import.meta.url)), process.argv.includes('--counts'));
