import { addons } from 'storybook/manager-api';
import { create, getPreferredColorScheme } from 'storybook/theming';

const NAME = 'pluggy-elements';

const theme = create({
  base: getPreferredColorScheme(),
  brandTitle: `<img src="./favicon.svg" alt="" width="24" height="24" style="vertical-align: middle; margin-inline-end: 8px" />${NAME}`,
  brandUrl: './',
});
// Storybook shows the title's HTML only without a picture, for which its types have no value.
addons.setConfig({ theme: Object.assign(theme, { brandImage: null }) });

/** Puts the project's name in the title of the window: Storybook has no setting for its own name there. */
function retitle() {
  const title = document.title.replace(/Storybook$/, NAME);
  if (title !== document.title) document.title = title;
}
new MutationObserver(retitle).observe(document.head, { childList: true, subtree: true, characterData: true });
retitle();
