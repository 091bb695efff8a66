import { PluggyError } from '../../model/errors.js';

/** The policy that a page with Trusted Types has to allow for the SDK, and the policy of lit-html. */
const POLICY = 'pluggy-elements';
const POLICIES = `lit-html ${POLICY}`;

interface Policy {
  createHTML(html: string): unknown;
}

/** A window. The type of `Window` has Trusted Types in some versions of Lit's dependencies only. */
interface Realm {
  readonly document: Document;
  readonly trustedTypes?: { createPolicy(name: string, rules: { createHTML: (html: string) => string }): Policy };
}

/** Elements that the SDK fills with `innerHTML`: two in the page, and the root of its helper frame's document. */
const FILLED_TAGS = new Set(['div', 'style', 'html']);

/**
 * Lets the SDK fill its elements with `innerHTML` on a page that requires Trusted Types. The SDK creates these elements
 * within `init()`, and writes only texts of its source code.
 */
export class HtmlTrust {
  /** The error of a page whose policy allows neither the text nor a policy for the text. */
  blocked?: PluggyError;

  /** Passes the `innerHTML` of the element through the policy of its realm, if the SDK fills such an element. */
  allow(element: Element, realm: Realm): void {
    if (!realm.trustedTypes || !FILLED_TAGS.has(element.localName)) return;
    Object.defineProperty(element, 'innerHTML', {
      configurable: true,
      set: (html: string) => {
        delete (element as Partial<Element>).innerHTML;
        const policy = policyOf(realm);
        try {
          element.innerHTML = (policy ? policy.createHTML(html) : html) as string;
        } catch (cause) {
          this.blocked ??= blockedError(cause);
          throw cause;
        }
      },
    });
  }

  /** Passes the `innerHTML` of elements that the helper frame's document creates through the policy of that frame. */
  allowIn(frame: Window): void {
    const realm: Realm = frame;
    if (!realm.trustedTypes) return;
    const { document } = realm;
    document.createElement = (tag: string, options?: ElementCreationOptions) => {
      const element = Document.prototype.createElement.call(document, tag, options);
      this.allow(element, realm);
      return element;
    };
  }
}

/**
 * Returns the policy of a realm, which all copies of this library share: a second policy with the name is refused.
 * Undefined where the page's policy does not allow the name.
 */
function policyOf(realm: Realm): Policy | undefined {
  const registry = realm as unknown as Record<symbol, Policy | undefined>;
  const key = Symbol.for('pluggy-elements:trusted-types@1');
  try {
    return (registry[key] ??= realm.trustedTypes?.createPolicy(POLICY, { createHTML: (html) => html }));
  } catch {
    return undefined;
  }
}

function blockedError(cause: unknown): PluggyError {
  const taken = `If another script has created "${POLICY}", add 'allow-duplicates' too.`;
  const hint = `Add "trusted-types ${POLICIES}" to it, or these names to its list. ${taken}`;
  const text = `The page's Content-Security-Policy requires Trusted Types, and blocks the widget. ${hint}`;
  return new PluggyError('widget-blocked', text, { retryable: false, cause });
}
