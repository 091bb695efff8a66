/** Fields of Lit's base class; the private ones by their names in Lit's production build. A test finds missing names. */
const LIT_FIELDS = 'enableUpdating hasUpdated isUpdatePending renderRoot _$AL _$EO _$ES _$Ej _$Ep _$Eq'.split(' ');

type Fields = Record<PropertyKey, unknown>;
interface Member {
  readonly value?: unknown;
  readonly get?: () => unknown;
  readonly set?: (value: unknown) => void;
}

/** Number of Lit's methods that are running: only Lit writes its fields. */
let running = 0;

/** Counts code of Lit that writes Lit's fields: 1 at its beginning, -1 at its end. */
export function runLit(change: 1 | -1): void {
  running += change;
}

/** Makes Lit's fields ignore assignments by the page. */
export function lockFields(prototype: object): void {
  for (const name of LIT_FIELDS) {
    const key = Symbol();
    Object.defineProperty(prototype, name, {
      get(this: Fields) {
        return this[key];
      },
      set(this: Fields, value) {
        if (running) this[key] = value;
      },
    });
  }
}

/**
 * Makes the methods and the read-only properties of a class ignore assignments. React 19, Preact and Svelte assign every
 * prop that is `in` the element. The members of the class above, which is locked or Lit's, become members of this one.
 */
export function lockMembers(prototype: object): void {
  const members: Record<string, Member> = {
    ...Object.getOwnPropertyDescriptors(Object.getPrototypeOf(prototype) as object),
    ...Object.getOwnPropertyDescriptors(prototype),
  };
  for (const [name, { value, get = () => value, set }] of Object.entries(members)) {
    if (!set) Object.defineProperty(prototype, name, { configurable: true, get, set() {} });
  }
}

/** Assigns again the values that the page has set on an element before its definition, so that setters see them. */
export function assignEarlyValues(element: object): void {
  const fields = element as Fields;
  for (const [name, value] of Object.entries(fields)) {
    if (!(name in Object.getPrototypeOf(element))) continue;
    delete fields[name];
    fields[name] = value;
  }
}
