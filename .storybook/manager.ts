import { addons } from 'storybook/manager-api';
import { create, getPreferredColorScheme } from 'storybook/theming';

const NAME = 'pluggy-elements';

addons.setConfig({
  theme: create({
    base: getPreferredColorScheme(),
    brandTitle: `<img src="./favicon.svg" alt="" width="24" height="24" style="vertical-align: middle; margin-inline-end: 8px" />${NAME}`,
    // Without a picture of the brand, Storybook shows the title's HTML.
    brandImage: null,
    brandUrl: './',
  }),
  // The front page and the theme studio have no controls.
  panelPosition: 'bottom',
});

/** Puts the project's name in the title of the window: Storybook has no setting for its own name there. */
const retitle = () => {
  const title = document.title.replace(/Storybook$/, NAME);
  if (title !== document.title) document.title = title;
};
new MutationObserver(retitle).observe(document.head, { childList: true, subtree: true, characterData: true });
retitle();
