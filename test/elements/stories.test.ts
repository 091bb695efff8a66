import { expect, fixture, html } from '@open-wc/testing';
import type { StoryObj } from '@storybook/web-components-vite';
import * as badges from '../../stories/item-status.stories.js';
import * as prompts from '../../stories/reauth-prompt.stories.js';
import '../../src/define/item-status.js';
import '../../src/define/provider.js';
import '../../src/define/reauth-prompt.js';

/**
 * Storybook's tests run in Chromium; here the subject of each story is checked in every engine, at the width of a
 * phone.
 */
for (const [name, stories] of Object.entries({ badges, prompts })) {
  describe(`the stories of ${name}`, () => {
    for (const [title, story] of Object.entries<StoryObj | typeof badges.default>(stories)) {
      if (title === 'default' || title === 'Playground') continue;
      it(`${title}: shows its subject, and fits 320 px`, async () => {
        const { render, play } = story as Required<StoryObj>;
        const canvasElement = await fixture<HTMLElement>(
          html`<div style="inline-size: 320px">${render({}, {} as Parameters<typeof render>[1])}</div>`,
        );
        await play?.({ canvasElement } as Parameters<typeof play>[0]);
        const elements = [...canvasElement.querySelectorAll<HTMLElement>('pluggy-item-status, pluggy-reauth-prompt')];
        expect(elements).to.have.length.at.least(1);
        for (const element of elements) {
          const { width } = element.getBoundingClientRect();
          expect(width, element.outerHTML).to.be.at.most(320);
          expect(element.scrollWidth, element.outerHTML).to.be.at.most(Math.ceil(width));
        }
      });
    }
  });
}
