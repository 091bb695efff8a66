import { printOnce } from '../../client/print-once.js';
import { DOCS_URL, PluggyError } from '../../model/errors.js';

/** The name under which lit-html creates its policy of Trusted Types, when its module is evaluated. */
const LIT_POLICY = 'lit-html';
const DOCS = `${DOCS_URL.replace('errors', 'security')}#trusted-types`;

/** A window whose type may lack Trusted Types. */
interface Realm {
  readonly trustedTypes?: { createPolicy(name: string, rules: object): unknown };
}

let isRefused = false;

/**
 * Prints, once per page, why a template did not load. Rejects with the failure, so that the request is repeated. Never
 * settles where the page's policy refuses lit-html: a further request would meet the same policy.
 */
export function explainFailure({ localName }: Element, failure: Error): Promise<never> {
  if (isRefused || refusesLit(failure)) {
    if (!isRefused) console.error(refusalText(localName));
    isRefused = true;
    return new Promise(() => {});
  }
  const advice = 'Check that all files of this version are deployed beside the entry.';
  printOnce(failure.message.replace(/^<.+?>/, `<${localName}> ${advice}`), globalThis, 'chunk');
  return Promise.reject(failure);
}

/** Whether lit-html could not create its policy. */
function refusesLit(failure: Error): boolean {
  // Browsers word the reason differently, and all of them name the method.
  if (failure instanceof PluggyError) return /createPolicy/.test(String(failure.cause));
  // WebKit resolves the second import of a module that threw, and the first use of such a module throws.
  try {
    (globalThis as Realm).trustedTypes?.createPolicy(LIT_POLICY, {});
    return false;
  } catch {
    return true;
  }
}

function refusalText(tag: string): string {
  const problem = `the page's Content-Security-Policy refuses the Trusted Types policy "${LIT_POLICY}"`;
  const remedy = `Add "trusted-types ${LIT_POLICY} pluggy-elements" to it, or these names to its list`;
  const duplicate = "If the page has another copy of Lit, add 'allow-duplicates' too";
  return `<${tag}> and other elements stay empty: ${problem}. ${remedy}. ${duplicate}. See ${DOCS}`;
}
