import type { Args, StoryObj } from '@storybook/web-components-vite';
import { html, nothing, render, type TemplateResult } from 'lit';

/** Whether a control has a value. A control without a value changes nothing. */
const hasValue = (value: unknown) => value !== undefined && value !== null && value !== '' && value !== false;

interface PlaygroundOptions extends Pick<StoryObj, 'args' | 'argTypes' | 'parameters'> {
  /** Renders the surroundings of the element. */
  around?: (element: TemplateResult) => TemplateResult;
  content?: TemplateResult;
}

/**
 * Returns a story of one element with a control for every attribute, property, slot, part and token in the manifest.
 */
export function playground(tag: string, { around = (it) => it, content, ...story }: PlaygroundOptions = {}): StoryObj {
  return {
    ...story,
    render: (args, { loaded }) => {
      const values = Object.entries({ ...(loaded as Args), ...args }).filter(([, value]) => hasValue(value));
      const element = document.createElement(tag);
      const inside: TemplateResult[] = [];
      let styles = '';
      for (const [name, value] of values as [string, unknown][]) {
        const words = value === true ? '' : String(value);
        if (name === 'slot') inside.push(html`${words}`);
        else if (name.startsWith('slot=')) inside.push(html`<span slot=${name.slice('slot='.length)}>${words}</span>`);
        else if (name.startsWith('::part(')) styles += `${tag}${name} { ${words} }\n`;
        else if (name.startsWith('--')) element.style.setProperty(name, words);
        else if (name.startsWith('.')) Object.assign(element, { [name.slice(1)]: value });
        else element.setAttribute(name, words);
      }
      const children = inside.length > 0 ? html`${inside}` : content;
      if (children) render(children, element);
      return html`${
        styles
          ? html`<style>
              ${styles}
            </style>`
          : nothing
      }${around(html`${element}`)}`;
    },
  };
}
