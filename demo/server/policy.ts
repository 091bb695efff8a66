const PLUGGY_WIDGET = 'https://connect.pluggy.ai';
const PLUGGY_LOGOS = 'https://cdn.pluggy.ai';

/** Returns the strictest policy under which every page works. The sandbox replaces both of Pluggy's hosts. */
export function contentSecurityPolicy(sandboxUrl: string | undefined) {
  const sandbox = sandboxUrl && new URL(sandboxUrl).origin;
  return {
    defaultSrc: ["'none'"],
    scriptSrc: ["'self'"],
    styleSrc: ["'self'"],
    connectSrc: ["'self'"],
    imgSrc: ["'self'", sandbox ?? PLUGGY_LOGOS, 'data:'],
    fontSrc: ["'self'"],
    frameSrc: [sandbox ?? PLUGGY_WIDGET],
    formAction: ["'self'"],
    baseUri: ["'none'"],
    frameAncestors: ["'none'"],
    requireTrustedTypesFor: ["'script'"],
    trustedTypes: ['lit-html', 'pluggy-elements'],
  };
}

/** Serializes a policy, by default with one directive per line. */
export function policyText(policy: Record<string, string[]>, separator = ';\n'): string {
  const kebab = (name: string) => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
  return Object.entries(policy)
    .map(([name, sources]) => `${kebab(name)} ${sources.join(' ')}`)
    .join(separator);
}
