const PLUGGY_WIDGET = 'https://connect.pluggy.ai';
const PLUGGY_LOGOS = 'https://cdn.pluggy.ai';

/** The strictest policy under which everything works. The sandbox stands in for both of Pluggy's hosts. */
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
  };
}

/** As it stands in the header, one directive a line unless it is said otherwise. */
export function policyText(policy: Record<string, string[]>, between = ';\n'): string {
  const kebab = (name: string) => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
  return Object.entries(policy)
    .map(([name, sources]) => `${kebab(name)} ${sources.join(' ')}`)
    .join(between);
}
