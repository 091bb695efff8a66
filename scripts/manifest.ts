/** A member of an element in the custom elements manifest. */
export interface Entry {
  name: string;
  description?: string;
  default?: string;
  fieldName?: string;
  type?: { text: string };
  inheritedFrom?: { name: string };
  /** The tag of an inner element that has this part. */
  exportedFrom?: string;
}

export interface Member extends Entry {
  kind: 'field' | 'method';
  attribute?: string;
  readonly?: boolean;
  parameters?: (Entry & { optional?: boolean })[];
  return?: { type?: { text: string } };
}

/** An element in the custom elements manifest. */
export interface Declaration {
  tagName?: string;
  attributes?: Entry[];
  members?: Member[];
  slots?: Entry[];
  events?: Entry[];
  cssParts?: Entry[];
  cssProperties?: Entry[];
  cssStates?: Entry[];
}

/** The custom elements manifest. */
export interface Manifest {
  modules: { declarations: Declaration[] }[];
}

/** Returns the parts that an element draws itself, without those of elements inside. */
export const ownPartsOf = ({ cssParts = [] }: Declaration): Entry[] =>
  cssParts.filter(({ exportedFrom }) => !exportedFrom);

/** Returns the fields or methods that have no attribute: an attribute stands for its field. */
export function membersOf({ members = [] }: Declaration, kind: Member['kind']): Member[] {
  return members.filter((member) => member.kind === kind && !member.attribute);
}
