import { expect } from '@open-wc/testing';
import { ConnectDialog } from '../../src/elements/connect/dialog.js';
import { guardInput } from '../../src/elements/connect/guard-input.js';
import { connectMessages } from '../../src/elements/connect/texts.js';

describe('the button of the dialog', () => {
  let dialog: ConnectDialog;
  let left: string[];
  let shownAt: number;
  let end: () => void;

  beforeEach(() => {
    const opener = Object.assign(document.createElement('button'), { settings: {} });
    document.body.append(opener);
    dialog = new ConnectDialog(opener, 'en', connectMessages({ locale: 'en' }));
    left = [];
    dialog.onLeave((how) => left.push(how));
    dialog.show();
    shownAt = performance.now();
    end = guardInput(dialog, () => shownAt);
  });
  afterEach(() => {
    end();
    dialog.remove();
    dialog.opener.remove();
  });

  const fire = (event: Event) => dialog.button.dispatchEvent(event);
  const key = (type: string, name: string, repeat = false) => {
    const event = new KeyboardEvent(type, { key: name, repeat, bubbles: true, composed: true, cancelable: true });
    fire(event);
    return event.defaultPrevented;
  };
  const tap = (pointerType: 'touch' | 'pen' | 'mouse') => {
    fire(new PointerEvent('pointerdown', { pointerType, bubbles: true, composed: true }));
    fire(new MouseEvent('click', { detail: 1, bubbles: true, composed: true, cancelable: true }));
  };

  it('ignores a tap within half a second of the dialog, which iOS does not count as the second one', () => {
    for (const type of ['touch', 'pen'] as const) tap(type);
    expect(left).to.deep.equal([]);
    tap('mouse');
    expect(left).to.deep.equal(['button']);
    shownAt -= 501;
    tap('touch');
    expect(left.length).to.equal(2);
  });

  it('acts on the release of a key that was pressed on the button, and once', () => {
    for (const name of ['Enter', ' ']) {
      left = [];
      key('keyup', name);
      expect(key('keydown', name, true)).to.equal(true);
      key('keyup', name);
      expect(left).to.deep.equal([]);
      expect(key('keydown', name)).to.equal(true);
      expect(key('keydown', name, true)).to.equal(true);
      expect(left).to.deep.equal([]);
      key('keyup', name);
      key('keyup', name);
      expect(left).to.deep.equal(['button']);
    }
  });

  it('ignores the further clicks of a double click, and a held Enter key, before the code of the widget has loaded', () => {
    end();
    const click = { bubbles: true, composed: true, cancelable: true };
    for (const detail of [2, 3]) fire(new MouseEvent('click', { ...click, detail }));
    expect(left).to.deep.equal([]);
    for (const name of ['Enter', 'Escape']) {
      expect(key('keydown', name, true)).to.equal(true);
      expect(key('keydown', name)).to.equal(false);
    }
    fire(new MouseEvent('click', { ...click, detail: 0 }));
    expect(left).to.deep.equal(['button']);
  });
});
