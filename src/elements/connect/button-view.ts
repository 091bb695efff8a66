import type { Phase } from '../../client/widget/types.js';
import type { ConnectMessages } from '../../locales/index.js';
import { isOn } from '../shared/attributes.js';
import { create } from '../shared/dom.js';

/** The nodes in the shadow root of `<pluggy-connect>`, and the state that an open shows in them. */
export class ButtonView {
  phase: Phase;
  /** Whether something happens in the phase without the person. */
  isMoving = true;
  /** Text in place of the page's label. */
  label?: string;
  /** Whether an open has ended. */
  hasEnded = false;
  /** Sentence below the button. */
  failure = '';

  readonly error = create('p', { role: 'alert' });
  #spinner = create('span', { part: 'spinner', class: 'spinner' });
  #slot = create('slot');
  #label = create('span', { part: 'label' });
  #mark = create('span', { role: 'img', class: 'mark' });
  readonly button = create(
    'button',
    { part: 'button', type: 'button' },
    this.#spinner,
    create('slot', { name: 'icon' }),
    this.#label,
    this.#mark,
  );

  show(
    { variant, size, itemId, inline }: { variant: string; size: string; itemId: string; inline: boolean },
    messages: ConnectMessages,
    isConnected: boolean,
    isDisabled: boolean,
    isInPlace: boolean,
  ): void {
    const { button, phase, isMoving } = this;
    // The widget is in the button's place.
    button.hidden = isInPlace && !!phase && phase !== 'background';
    const needsPerson = phase === 'background' && !isMoving;
    const kind = ['outline', 'plain'].find((name) => name === variant);
    button.className = [needsPerson ? 'attention' : kind, size === 'small' && size].filter(Boolean).join(' ');
    button.disabled = isDisabled;
    // Behind the dialog, a spinner would only move the page.
    this.#spinner.hidden = phase !== 'background' || !isMoving;
    this.#slot.textContent = messages[itemId ? 'reconnect' : 'connect'];
    const again = isOn(inline) && this.hasEnded && !itemId ? messages.again : undefined;
    this.#label.replaceChildren(this.label ?? again ?? this.#slot);
    this.#mark.hidden = !isConnected;
    this.#mark.setAttribute('aria-label', messages.connected);
    this.error.textContent = this.failure;
  }
}
