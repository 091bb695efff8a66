import type { Meta, StoryObj } from '@storybook/web-components-vite';
import { html } from 'lit';
import type { PluggyConnectElement, PluggyProgressEvent } from '../src/index.js';
import { playground } from './playground.js';

/** A backend that never answers, so that stories need no server. */
const never = () => new Promise<string>(() => {});

const bank = html`<svg slot="icon" width="20" height="20" viewBox="0 0 20 20" fill="currentColor" aria-hidden="true">
  <path d="M10 1 1 6v2h18V6zM3 9h2v6H3zm4 0h2v6H7zm4 0h2v6h-2zm4 0h2v6h-2zM1 16h18v2H1z" />
</svg>`;

/** Tags of stories with a play function: the docs page, which plays no story, leaves them out. */
const played = ['!autodocs'];

const meta: Meta = {
  title: 'Elements/Connect',
  component: 'pluggy-connect',
  parameters: {
    place: 'centre',
    actions: {
      handles: ['open', 'ready', 'progress', 'success', 'error', 'hide', 'close'].map((name) => `pluggy-${name}`),
    },
  },
};
export default meta;

/** A control for every setting. The button connects with each of them. */
export const Playground = playground('pluggy-connect', {
  parameters: { sandbox: {} },
  args: { 'token-endpoint': '/api/connect-token', 'include-sandbox': true },
  argTypes: {
    '.tokenSource': {
      control: 'select',
      options: ['the endpoint', 'a function that never answers', 'a function that fails'],
      mapping: {
        'the endpoint': '',
        'a function that never answers': never,
        'a function that fails': () => Promise.reject(new Error('The story refuses.')),
      },
    },
  },
});

/**
 * A working example: a simulated bank and the real SDK, without a server. Press the button and choose a bank; Pluggy
 * Bank accepts `user-ok` and `password-ok`. The events are in the Actions panel.
 */
export const Sandbox: StoryObj = {
  parameters: { sandbox: {} },
  render: (_, { loaded }) =>
    html`<pluggy-connect
      token-endpoint="/api/connect-token"
      widget-url=${loaded['widget-url'] as string}
      connector-ids=${loaded['connector-ids'] as string}
      include-sandbox
    ></pluggy-connect>`,
};

/**
 * The funnel of what was just done: each milestone of the last open with the time since the open. Press the button and
 * connect, type a wrong password, or close the widget.
 */
export const Funnel: StoryObj = {
  parameters: { sandbox: {} },
  render: (_, { loaded }) =>
    html`<div style="display: grid; gap: 24px; inline-size: min(480px, 90vw)" @pluggy-progress=${drawMilestone}>
      <pluggy-connect
        token-endpoint="/api/connect-token"
        widget-url=${loaded['widget-url'] as string}
        connector-ids=${loaded['connector-ids'] as string}
        include-sandbox
      ></pluggy-connect>
      <table style="border-spacing: 0; font-variant-numeric: tabular-nums">
        <caption style="text-align: start; padding-block-end: 8px">
          The last open
        </caption>
        <thead>
          <tr>
            <th scope="col" style="text-align: start">Milestone</th>
            <th scope="col" style="text-align: end">Since the open</th>
          </tr>
        </thead>
        <tbody></tbody>
      </table>
    </div>`,
};

/** Adds a row for a milestone, with a bar as long as the milestone is far into the open. */
function drawMilestone(event: PluggyProgressEvent): void {
  const { milestone, elapsedMs } = event;
  if (!milestone) return;
  const body = (event.currentTarget as Element).querySelector('tbody')!;
  if (milestone === 'opened') body.replaceChildren();
  const row = body.insertRow();
  const name = row.insertCell();
  const time = row.insertCell();
  name.textContent = milestone;
  time.textContent = `${(elapsedMs / 1000).toFixed(1)} s`;
  time.style.textAlign = 'end';
  row.dataset.elapsedMs = String(elapsedMs);
  for (const each of body.rows) {
    const share = (100 * Number(each.dataset.elapsedMs)) / Math.max(elapsedMs, 1);
    each.cells[0]!.style.cssText = `inline-size: 70%; padding: 6px 8px; border-inline-start: 4px solid currentcolor;
      background: linear-gradient(color-mix(in srgb, currentcolor 12%, transparent) 0 0) no-repeat 0 0 / ${share}% 100%`;
  }
}

/**
 * The widget in the page instead of over it, with the simulated bank of "Sandbox". The widget opens when the element is
 * visible; the button that stands there after the end opens it again.
 */
export const Inline: StoryObj = {
  parameters: { sandbox: {} },
  tags: played,
  render: (_, { loaded }) =>
    html`<pluggy-connect
      inline
      style="inline-size: 420px; max-inline-size: 100%; block-size: 640px"
      token-endpoint="/api/connect-token"
      widget-url=${loaded['widget-url'] as string}
      connector-ids=${loaded['connector-ids'] as string}
      include-sandbox
    ></pluggy-connect>`,
};

/** An inline element before its token route is known: the button stands in the place of the widget. */
export const InlineWithoutRoute: StoryObj = {
  render: () => html`<pluggy-connect inline></pluggy-connect>`,
};

/** The button from one line of HTML. The label is in the language of the page. */
export const Default: StoryObj = {
  render: () => html`<pluggy-connect token-endpoint="/api/connect-token" .tokenSource=${never}></pluggy-connect>`,
};

/** A label and an icon of your own. */
export const LabelAndIcon: StoryObj = {
  render: () =>
    html`<pluggy-connect token-endpoint="/api/connect-token" .tokenSource=${never}
      >${bank} Add your bank</pluggy-connect
    >`,
};

/** Update mode: renews the connection of an existing Item. */
export const UpdateMode: StoryObj = {
  render: () =>
    html`<pluggy-connect
      token-endpoint="/api/connect-token"
      item-id="8d1f2c1e-0000-4000-8000-000000000001"
      .tokenSource=${never}
    ></pluggy-connect>`,
};

/** The label in the language of the nearest `lang`. */
export const Languages: StoryObj = {
  render: () => html`
    <p lang="pt-BR"><pluggy-connect token-endpoint="/api/connect-token" .tokenSource=${never}></pluggy-connect></p>
    <p lang="en"><pluggy-connect token-endpoint="/api/connect-token" .tokenSource=${never}></pluggy-connect></p>
    <p lang="es"><pluggy-connect token-endpoint="/api/connect-token" .tokenSource=${never}></pluggy-connect></p>
  `,
};

export const Disabled: StoryObj = {
  render: () =>
    html`<pluggy-connect token-endpoint="/api/connect-token" disabled .tokenSource=${never}></pluggy-connect>`,
};

/** A form control: the form is submitted only with a connected account, and contains the Item's id. */
export const InAForm: StoryObj = {
  render: () => {
    const submit = (event: SubmitEvent) => {
      event.preventDefault();
      const form = event.target as HTMLFormElement;
      form.querySelector('output')!.value = `Sent: ${new URLSearchParams([...new FormData(form)] as string[][])}`;
    };
    return html`<form @submit=${submit}>
      <p><label for="salary">Where your salary goes</label></p>
      <p>
        <pluggy-connect
          id="salary"
          name="itemId"
          required
          token-endpoint="/api/connect-token"
          .tokenSource=${never}
        ></pluggy-connect>
      </p>
      <p><button>Save</button> <output></output></p>
    </form>`;
  },
  play: ({ canvasElement }) => {
    canvasElement.querySelector('form')!.requestSubmit();
    const element = connectIn(canvasElement);
    assert(element.validity.valueMissing && element.matches(':focus'), 'the form asks for the account');
    assert(canvasElement.querySelector('output')!.value === '', 'the form is not sent');
  },
};

/** A button with the colours of your page, set by custom properties, in both themes. */
export const CustomTokens: StoryObj = {
  render: () =>
    html`<div
      style="--pluggy-color-primary: #0f766e; --pluggy-color-on-primary: #fff; --pluggy-radius: 999px; --pluggy-space: 12px; --pluggy-font: Georgia, serif"
    >
      <pluggy-connect token-endpoint="/api/connect-token" .tokenSource=${never}>${bank} Add your bank</pluggy-connect>
    </div>`,
};

/**
 * The dialog from the click until the widget answers: the dialog has a way out, and the button behind it shows a
 * spinner.
 */
export const Preparing: StoryObj = {
  tags: played,
  render: Default.render,
  play: async ({ canvasElement }) => {
    const element = connectIn(canvasElement);
    element.click();
    assert(theDialog()?.open, 'the dialog is up in the task of the click');
    await inState(element, 'preparing');
  },
};

/** The loading dialog in update mode, in Portuguese: language, direction and theme are those of the button. */
export const DialogInPortuguese: StoryObj = {
  ...Preparing,
  globals: { language: 'pt-BR' },
  render: UpdateMode.render,
};

/** A hidden widget that continues in the background. A click shows the widget again. */
export const Background: StoryObj = {
  tags: played,
  render: () =>
    html`<pluggy-connect
      token-endpoint="/api/connect-token"
      allow-connect-in-background
      .tokenSource=${never}
    ></pluggy-connect>`,
  play: async ({ canvasElement }) => {
    const element = connectIn(canvasElement);
    const hidden = next(element, 'pluggy-hide');
    element.click();
    element.hide();
    await hidden;
    assert(!theDialog()?.open, 'the page is free');
    await inState(element, 'background');
  },
};

/** The button with a connected account, as in a form that the server renders again. */
export const Connected: StoryObj = {
  render: () =>
    html`<pluggy-connect
      token-endpoint="/api/connect-token"
      name="itemId"
      value="8d1f2c1e-0000-4000-8000-000000000001"
      .tokenSource=${never}
    ></pluggy-connect>`,
  play: ({ canvasElement }) => inState(connectIn(canvasElement), 'connected'),
};

/** A configuration error below the button; here, `token-endpoint` is missing. */
export const Failed: StoryObj = {
  tags: played,
  render: () => html`<pluggy-connect></pluggy-connect>`,
  play: async ({ canvasElement }) => {
    const element = connectIn(canvasElement);
    const failed = next(element, 'pluggy-error');
    const closed = next(element, 'pluggy-close');
    element.click();
    assert((await failed).error.code === 'token-endpoint-missing', 'the page hears why');
    await closed;
    await element.updateComplete;
    assert(element.shadowRoot!.querySelector('[role=alert]')!.textContent, 'the person reads it');
  },
};

export const Dark: StoryObj = {
  globals: { theme: 'dark' },
  render: () => html`
    <p>
      <pluggy-connect token-endpoint="/api/connect-token" .tokenSource=${never}>${bank} Add your bank</pluggy-connect>
    </p>
    <p><pluggy-connect token-endpoint="/api/connect-token" value="item-1" .tokenSource=${never}></pluggy-connect></p>
    <p><pluggy-connect token-endpoint="/api/connect-token" disabled .tokenSource=${never}></pluggy-connect></p>
  `,
};

export const RightToLeft: StoryObj = {
  globals: { direction: 'rtl' },
  render: () =>
    html`<pluggy-connect token-endpoint="/api/connect-token" lang="ar" .tokenSource=${never}
      >${bank} اربط حسابك المصرفي</pluggy-connect
    >`,
};

/** A label that wraps in a narrow place. */
export const LongLabel: StoryObj = {
  render: () =>
    html`<div style="inline-size: 240px">
      <pluggy-connect token-endpoint="/api/connect-token" .tokenSource=${never}
        >${bank} Connect the account into which your employer pays your salary every month</pluggy-connect
      >
    </div>`,
};

/** A button of your design system that opens the widget with an invoker command. The element itself is hidden. */
export const OwnButton: StoryObj = {
  render: () =>
    html`<button commandfor="own" command="--open">Add a bank</button>
      <pluggy-connect id="own" hidden token-endpoint="/api/connect-token" .tokenSource=${never}></pluggy-connect>`,
  play: async ({ canvasElement }) => {
    const element = connectIn(canvasElement);
    const opened = next(element, 'pluggy-open');
    const closed = next(element, 'pluggy-close');
    canvasElement.querySelector('button')!.click();
    await opened;
    element.close();
    await closed;
  },
};

/** The question before a person leaves in the middle of a bank login. */
export const Question: StoryObj = {
  tags: played,
  render: Background.render,
  play: async ({ canvasElement }) => {
    const element = connectIn(canvasElement);
    element.tokenSource = () => Promise.resolve('a-token-of-the-story');
    const ready = next(element, 'pluggy-ready');
    const submitted = next(element, 'pluggy-progress');
    // The element uses a copy of the SDK that is already on the page.
    const page = window as { PluggyConnect?: unknown };
    page.PluggyConnect = StoryWidget;
    element.click();
    await ready;
    delete page.PluggyConnect;
    await submitted;
    const bar = theDialog()!.lastElementChild!.shadowRoot!;
    bar.querySelector('button')!.click();
    assert(bar.querySelector('dialog')?.open, 'the question is asked');
  },
};

/** A stand-in for the SDK, with a widget in which a login has just been submitted. */
class StoryWidget {
  #props: { onEvent: (payload: object) => void };

  constructor(props: { onEvent: (payload: object) => void }) {
    this.#props = props;
  }

  init(container: HTMLElement) {
    const root = document.createElement('div');
    root.style.cssText = 'block-size: 100%; display: grid; place-items: center';
    const frame = document.createElement('iframe');
    // The library finds the SDK's frame by this prefix of its name.
    frame.setAttribute('name', '__zoid__story__');
    frame.style.cssText = 'inline-size: 320px; block-size: 100%; max-block-size: 568px; border: 0; background: #fff';
    frame.srcdoc = '<!doctype html><html lang="en"><title>Widget</title><p>The bank login is under way.</p></html>';
    root.append(frame);
    container.append(root);
    assert(frame.contentWindow, 'the frame has a window');
    return Promise.resolve().then(() => this.#props.onEvent({ event: 'SUBMITTED_LOGIN', timestamp: 0 }));
  }

  show() {
    return Promise.resolve();
  }
}

const connectIn = (canvas: HTMLElement): PluggyConnectElement => canvas.querySelector('pluggy-connect')!;
const theDialog = () => document.querySelector<HTMLDialogElement>('dialog[data-pluggy-connect]');

function next<K extends keyof GlobalEventHandlersEventMap>(target: Element, type: K) {
  return new Promise<GlobalEventHandlersEventMap[K]>((resolve) =>
    target.addEventListener(type, (event) => resolve(event as GlobalEventHandlersEventMap[K]), { once: true }),
  );
}

async function inState(element: PluggyConnectElement, state: string) {
  await element.updateComplete;
  assert(element.matches(`:state(${state})`), `it is in the state ${state}`);
}

function assert(condition: unknown, what: string): asserts condition {
  if (!condition) throw new Error(`Expected: ${what}.`);
}
