// A page for a frame of another origin. It opens the widget, and reports where the dialog's parts are.
import '../../src/define/connect.js';

addEventListener('message', ({ data }: MessageEvent<{ widgetUrl?: string }>) => {
  if (!data.widgetUrl) return;
  const element = Object.assign(document.createElement('pluggy-connect'), {
    widgetUrl: data.widgetUrl,
    tokenSource: () => Promise.resolve('a-token'),
  });
  document.body.append(element);
  void element.open();
});

const report = () => {
  const dialog = document.querySelector('dialog');
  const bar = dialog?.lastElementChild?.shadowRoot?.querySelector('.bar');
  const shown = [bar, dialog?.querySelector('iframe:not([inert])')];
  const parts = shown.map((part) => part?.getBoundingClientRect().toJSON() as DOMRect | undefined);
  parent.postMessage({ parts }, '*');
  requestAnimationFrame(report);
};
report();
