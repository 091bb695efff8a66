/** Whether a boolean is on. Several frameworks write `"false"` for a boolean that is off, which HTML reads as on. */
export const isOn = (value: unknown) => !!value && value !== 'false';
export const flag = {
  fromAttribute: (value: string | null) => value === '' || isOn(value),
  toAttribute: (value: unknown) => (isOn(value) ? '' : null),
};

/** Reads a list. Separators alone are a mistake of the page, such as a template without values: the value is kept, to be reported. */
export const list = {
  fromAttribute: (value: string | null) => value?.match(/[^\s,]+/g) ?? (value ? [value] : undefined),
};

export function attributeOf(property: string): string {
  return property.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

/** Warns that an attribute with the value `"false"` is ignored. */
export function warnIfOff(element: Element, attribute: string, value: string | null): void {
  const property = attribute.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase());
  if (value !== 'false' || Reflect.get(element, property) !== false) return;
  console.warn(`<${element.localName}> ${attribute}="false" is ignored. Expected no attribute, or an empty one.`);
}
