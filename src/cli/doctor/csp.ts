/** The directives of one policy. A page with several policies has to meet all of them. */
export type Policy = ReadonlyMap<string, readonly string[]>;

/** Reads the policies of a header, or of a `<meta>`. */
export function readPolicies(text: string): Policy[] {
  return text.split(',').flatMap((part) => {
    const policy = new Map<string, readonly string[]>();
    for (const directive of part.split(';')) {
      const [name, ...values] = directive.trim().split(/\s+/);
      // The first of two directives counts.
      if (name && !policy.has(name.toLowerCase())) policy.set(name.toLowerCase(), values);
    }
    return policy.size ? [policy] : [];
  });
}

const FALLBACKS: Record<string, readonly string[]> = {
  'frame-src': ['child-src', 'default-src'],
  'script-src-elem': ['script-src', 'default-src'],
  'connect-src': ['default-src'],
  'img-src': ['default-src'],
};

/** Returns the sources of a directive or of the directive that stands in for it; undefined when nothing is forbidden. */
export function sourcesOf(policy: Policy, directive: string): { name: string; sources: readonly string[] } | undefined {
  for (const name of [directive, ...(FALLBACKS[directive] ?? [])]) {
    const sources = policy.get(name);
    if (sources) return { name, sources };
  }
  return undefined;
}

/** A `<script src>`: its address and what the tag says about the file. */
export interface ScriptTag {
  readonly url: URL;
  readonly nonce?: string;
  readonly integrity?: string;
}

/** Whether a list of sources lets a browser run a file of scripts. */
export function allowsScript(sources: readonly string[], { url, nonce, integrity }: ScriptTag, page: URL): boolean {
  if (nonce && sources.includes(`'nonce-${nonce}'`)) return true;
  const hashes = integrity?.trim().split(/\s+/) ?? [];
  if (hashes[0] && hashes.every((hash) => sources.includes(`'${hash}'`))) return true;
  // With 'strict-dynamic', addresses do not count.
  const isStrict = sources.some((source) => source.toLowerCase() === "'strict-dynamic'");
  return !isStrict && allows(sources, url, page);
}

/** Whether a list of sources allows a URL. */
export function allows(sources: readonly string[], url: URL, page: URL): boolean {
  return sources.some((source) => matches(source, url, page));
}

function matches(source: string, url: URL, page: URL): boolean {
  const text = source.toLowerCase();
  const path = /^(?:[^:/']+:\/\/)?[^/']+(\/.*)?$/.exec(source)?.[1];
  if (text === '*') return /^(https?|wss?):$/.test(url.protocol) || url.protocol === page.protocol;
  if (text === "'self'") return url.origin === page.origin;
  if (/^[a-z][a-z0-9+.-]*:$/.test(text))
    return url.protocol === text || (text === 'http:' && url.protocol === 'https:');
  const [, scheme, host = '', port] =
    /^(?:([a-z][a-z0-9+.-]*):\/\/)?([^:/']+)(?::(\d+|\*))?(?:\/.*)?$/.exec(text) ?? [];
  if (!host) return false;
  const allowed = scheme ? `${scheme}:` : page.protocol;
  const isScheme = url.protocol === allowed || (allowed === 'http:' && url.protocol === 'https:');
  const isHost = host.startsWith('*.') ? url.hostname.endsWith(host.slice(1)) : url.hostname === host;
  const standardPort = url.protocol === 'https:' ? '443' : '80';
  const isPort = port === '*' || (url.port || standardPort) === (port ?? (scheme || !url.port ? standardPort : ''));
  const isPath = !path || path === '/' || (path.endsWith('/') ? url.pathname.startsWith(path) : url.pathname === path);
  return isScheme && isHost && isPort && isPath;
}
