import { pageRegistry } from '../../client/widget/page-registry.js';
import type { Settings } from '../../provider-context.js';
import { isOn } from '../shared/attributes.js';
import { preloadMoment, type Moment } from './intent.js';
import { loadInlineCode } from './load-widget.js';
import type { Preparation } from './preparation.js';

/** The element whose moments are used. */
interface Host {
  readonly isConnected: boolean;
  readonly settings: Settings;
  readonly inline: boolean;
  open(): unknown;
}

/** Returns whether something begins when the element becomes visible. */
export const needsVisibility = ({ inline, settings }: Host) => isOn(inline) || preloadMoment(settings) === 'visible';

/**
 * Uses a moment before a click: prepares an open, or opens the widget of an inline element that is visible. Returns whether
 * the settings ask for a preparation. `canOpen` says whether the element is enabled.
 */
export function useMoment(moment: Moment, host: Host, preparation: Preparation, canOpen: () => boolean): boolean {
  const isFocus = moment === 'focus';
  const isAsked = isOn(host.inline)
    ? moment === 'visible' && preparation.isPossible
    : preloadMoment(host.settings) === (isFocus ? 'intent' : moment);
  const isFree = () => canOpen() && !pageRegistry().running;
  if (!isAsked || !isFree()) return false;
  if (!isOn(host.inline)) preparation[isFocus ? 'warmUp' : 'start']();
  // If the code of inline mode fails to load, the button stays.
  else
    void loadInlineCode()
      .then((code) => isFree() && code.openVisible(host))
      .catch(() => {});
  return true;
}
