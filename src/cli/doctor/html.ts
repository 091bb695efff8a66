/** A start tag of a page. */
export interface Tag {
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
  /** The text up to the end tag, for scripts. */
  readonly text: string;
}

const TAG = /<!--[\s\S]*?-->|<([a-z][a-z0-9-]*)((?:\s+[^\s"'>/=]+(?:\s*=\s*(?:"[^"]*"|'[^']*'|[^\s"'>]+))?|\s|\/)*)>/gi;
const ATTRIBUTE = /([^\s"'>/=]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+)))?/g;
const ENTITIES: Record<string, string> = { amp: '&', quot: '"', lt: '<', gt: '>', '#39': "'", '#x27': "'", apos: "'" };

const unescape = (text: string) =>
  text.replace(/&(#39|#x27|\w+);/g, (entity, name: string) => ENTITIES[name.toLowerCase()] ?? entity);

/** Returns the start tags of a page, without those in comments and in scripts. */
export function tagsOf(html: string): Tag[] {
  const tags: Tag[] = [];
  let end = 0;
  for (const match of html.matchAll(TAG)) {
    const [source, name, list = ''] = match;
    if (!name || match.index < end) continue;
    const attributes = new Map<string, string>();
    for (const [, key = '', double, single, bare] of list.matchAll(ATTRIBUTE)) {
      const attribute = key.toLowerCase();
      if (!attributes.has(attribute)) attributes.set(attribute, unescape(double ?? single ?? bare ?? ''));
    }
    const after = match.index + source.length;
    const tag = name.toLowerCase();
    let text = '';
    if (['script', 'style', 'textarea', 'title'].includes(tag)) {
      const close = html.toLowerCase().indexOf(`</${tag}`, after);
      end = close < 0 ? html.length : close;
      text = html.slice(after, end);
    }
    tags.push({ name: tag, attributes, text });
  }
  return tags;
}
