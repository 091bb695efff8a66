/** `"false"` is what several frameworks write for a boolean that is off; HTML would read it as on. */
export const isOn = (value: unknown) => !!value && value !== 'false';
export const flag = {
  fromAttribute: (value: string | null) => value === '' || isOn(value),
  toAttribute: (value: unknown) => (isOn(value) ? '' : null),
};

export function attributeOf(property: string): string {
  return property.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

/** Says that a switch whose attribute is `"false"` is off. */
export function warnIfOff(element: Element, attribute: string, value: string | null): void {
  const property = attribute.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase());
  if (value !== 'false' || Reflect.get(element, property) !== false) return;
  console.warn(`<${element.localName}> ${attribute}="false" is ignored. Expected no attribute, or an empty one.`);
}
