/** Fields of Lit's base class; the private ones by their names in Lit's production build. A test finds missing names. */
const LIT_FIELDS = 'enableUpdating hasUpdated isUpdatePending renderRoot _$AL _$EO _$ES _$Ej _$Ep _$Eq'.split(' ');

/** Methods of Lit's base class that write these fields. */
const LIT_METHODS = ['addController', 'connectedCallback', 'performUpdate', 'requestUpdate'];

type Fields = Record<PropertyKey, unknown>;
interface Member {
  readonly value?: unknown;
  readonly get?: () => unknown;
  readonly set?: (value: unknown) => void;
}

/** Number of Lit's methods that are running. */
let running = 0;

/** Elements whose constructor has ended. */
const constructed = new WeakSet<object>();

/** Makes Lit's fields ignore assignments by the page: they change in Lit's constructor and methods only. */
export function lockFields(prototype: object): void {
  for (const name of LIT_FIELDS) {
    const key = Symbol();
    Object.defineProperty(prototype, name, {
      get(this: Fields) {
        return this[key];
      },
      set(this: Fields, value) {
        if (running || !constructed.has(this)) this[key] = value;
      },
    });
  }
  const methods = prototype as Record<string, (...args: unknown[]) => unknown>;
  for (const name of LIT_METHODS) {
    const method = methods[name]!;
    methods[name] = function (...args) {
      running++;
      try {
        return method.apply(this, args);
      } finally {
        running--;
      }
    };
  }
}

const parentOf = (prototype: object) => Object.getPrototypeOf(prototype) as object;

/**
 * Makes the platform's methods ignore values that are not functions: elements and Lit call these methods. The prototype is
 * that of a class on top of Lit's, which is on top of HTMLElement, or of its replacement on a server.
 */
export function lockPlatform(prototype: object): void {
  for (let owner = parentOf(parentOf(prototype)); parentOf(owner); owner = parentOf(owner)) {
    for (const [name, { value: method }] of Object.entries(Object.getOwnPropertyDescriptors(owner))) {
      if (typeof method !== 'function' || name === 'constructor' || Object.hasOwn(prototype, name)) continue;
      Object.defineProperty(prototype, name, {
        configurable: true,
        get: () => method as unknown,
        set(this: object, value) {
          const isMethod = typeof value === 'function';
          if (isMethod) Object.defineProperty(this, name, { configurable: true, writable: true, value });
        },
      });
    }
  }
}

/**
 * Makes the methods and the read-only properties of a class ignore assignments. React 19, Preact and Svelte assign every
 * prop that is `in` the element. The members of the class above, which is locked or Lit's, become members of this one.
 */
export function lockMembers(prototype: object): void {
  const members: Record<string, Member> = {
    ...Object.getOwnPropertyDescriptors(parentOf(prototype)),
    ...Object.getOwnPropertyDescriptors(prototype),
  };
  for (const [name, { value, get = () => value, set }] of Object.entries(members)) {
    if (!set) Object.defineProperty(prototype, name, { configurable: true, get, set() {} });
  }
}

/** Ends the construction of an element: assigns again what the page has set before its definition, now through setters. */
export function endConstruction(element: object): void {
  const fields = element as Fields;
  for (const [name, value] of Object.entries(fields)) {
    if (!(name in Object.getPrototypeOf(element))) continue;
    delete fields[name];
    fields[name] = value;
  }
  constructed.add(element);
}
