/** A site that has nothing to do with the backend. */
const STRANGER = 'https://attacker.example';

/**
 * Returns the origins from which the backend is attacked: another site, a sandboxed frame or a file (`null`), and names
 * that begin or end like the page's, for a backend that compares a part of the origin. Without those that no browser has.
 */
export function attackersOf({ protocol, host, hostname, port }: URL): string[] {
  const behind = port ? `:${port}` : '';
  const alike = [`${protocol}//evil-${host}`, `${protocol}//${hostname}.attacker.example${behind}`];
  return [STRANGER, 'null', ...alike.filter((origin) => URL.canParse(origin))];
}
