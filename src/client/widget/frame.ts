import { noOriginError } from './errors.js';
import { protectLayout } from './layout.js';
import type { Sdk, SdkProps } from './sdk.js';
import { HtmlTrust } from './trusted-types.js';

export interface FrameOptions {
  props: SdkProps;
  title: string;
  /** Whether the frame has no stored logins, so that the page's embedder policy lets it load. */
  readonly isCredentialless: boolean;
  /** The widget hid itself. */
  readonly onHide: () => void;
  /** The widget reported a fatal error, for which the SDK has no callback. */
  readonly onFatal: (error: unknown) => void;
}

/** The widget on the page. */
export interface Frame {
  /** Settles when the widget answers: the only sign that it has loaded. */
  readonly ready: Promise<void>;
  readonly element?: HTMLIFrameElement;
  /** Shows a widget that hid itself. */
  show(): void;
  close(): Promise<void>;
  /** Removes the SDK's remains on window, document and body. */
  cleanUp(): void;
  /** Ends every widget of this copy of the SDK. Only for the library's own copy, while no other open uses the copy. */
  destroy(): void;
}

/**
 * Opens the widget in the container. The SDK (2.14, zoid 9.0.63) does all of its work on the page synchronously in
 * `init()`. During that call the functions below are shadowed, and restored in `finally`:
 *
 * - `addEventListener` drops the SDK's `keydown` listener, which closes every widget on any Escape, and records its
 *   `message` listener, which the SDK never removes, for `cleanUp`;
 * - the frame's `name`, which holds the token and personal data, never becomes an attribute, where page recorders
 *   would read it: the window is given the name instead. (Removing the attribute afterwards stops the widget in
 *   Firefox and leaves the value in mutation records.)
 * - `createElement` grants camera and clipboard and makes the frame credentialless where necessary, which is possible only
 *   before the frame is navigated, and lets the SDK's elements take their texts on a page with Trusted Types.
 */
export function mountFrame(Sdk: Sdk, container: HTMLElement, options: FrameOptions): Frame {
  const { props, title, isCredentialless, onHide, onFatal } = options;
  const removals: (() => void)[] = [];
  let root: HTMLElement | null = null;
  const stripBody = () => {
    // Remove the SDK's scroll lock: the dialog has its own lock, which is always undone.
    const { body } = document;
    if (root && body?.classList.contains(`${root.id}_has-modal-visible`)) {
      body.classList.remove(`${root.id}_has-modal-visible`);
      if (!body.className) body.removeAttribute('class');
    }
  };

  const instance = new Sdk({
    ...props,
    onOpen: () => ((root = container.firstElementChild as HTMLElement), stripBody()),
  });
  if (instance.componentPropsExtendedAdapted) instance.componentPropsExtendedAdapted.onError = onFatal;

  const frames: GuardedFrame[] = [];
  const trust = new HtmlTrust();
  const restores = [
    replace(document, 'createElement', (original) => (tag: string, options?: ElementCreationOptions) => {
      const element = original.call(document, tag, options);
      if (element instanceof HTMLIFrameElement) frames.push(guardFrame(element, trust, isCredentialless));
      trust.allow(element, window);
      return element;
    }),
    ...[window, document].map((target) =>
      replace(target, 'addEventListener', (original) => (...args: Parameters<typeof original>) => {
        if (args[0] === 'keydown') return;
        if (args[0] === 'message') removals.push(() => target.removeEventListener(args[0], args[1], args[2]));
        original.apply(target, args);
      }),
    ),
  ];
  const cleanUp = () => {
    stripBody();
    for (const remove of removals.splice(0)) remove();
  };
  let rendered: PromiseLike<void>;
  try {
    rendered = instance.init(container);
  } catch (error) {
    cleanUp();
    throw trust.blocked ?? error;
  } finally {
    for (const restore of restores) restore();
    for (const frame of frames) frame.release();
  }
  const isBlocked = frames.some((frame) => frame.isBlocked);
  const ready = new Promise<void>((resolve, reject) => {
    // The SDK's promise reports to `window.onerror` unless it has a handler at once.
    void rendered.then(resolve, (error: Error) => reject(trust.blocked ?? error));
    if (isBlocked) reject(noOriginError());
  });
  ready.catch(() => {});

  root = container.firstElementChild as HTMLElement | null;
  const main = frames.find(({ named }) => named);
  if (!main) {
    // Warn only after a success: an opening that failed may lack the frame with any version of the SDK.
    const warning = '<pluggy-connect> Unknown version of pluggy-connect-sdk: the token may be readable in the page.';
    ready.then(
      () => console.warn(warning),
      () => {},
    );
  }
  // Without a known main frame, every frame could be the main one: leave all of them usable.
  for (const frame of main ? container.querySelectorAll('iframe') : []) {
    if (frame === main?.frame) {
      frame.title = title;
    } else {
      frame.inert = true;
      frame.tabIndex = -1;
      frame.setAttribute('aria-hidden', 'true');
    }
  }
  stripBody();
  if (root) {
    removals.push(protectLayout(root));
    const observer = new MutationObserver(() => root?.style.display === 'none' && onHide());
    observer.observe(root, { attributeFilter: ['style'] });
    removals.push(() => observer.disconnect());
  }

  return {
    ready,
    element: main?.frame,
    show() {
      if (root?.style.display !== 'none') return;
      const shown = async () => instance.show();
      shown().then(stripBody, () => {});
    },
    async close() {
      const { componentInstance } = instance;
      if (componentInstance?.close) await componentInstance.close();
      else root?.remove();
    },
    cleanUp,
    destroy() {
      if (!document.querySelector('iframe[name^="__zoid__"]')) instance.destroy?.();
    },
  };
}

/** Shadows a method on one object. Returns a function that restores the object exactly. */
function replace<T extends object, K extends keyof T>(
  target: T,
  key: K,
  make: (original: T[K]) => unknown,
): () => void {
  return replaceProperty(target, key, { value: make(target[key]), writable: true });
}

function replaceProperty<T extends object>(target: T, key: keyof T, descriptor: PropertyDescriptor): () => void {
  const before = Object.getOwnPropertyDescriptor(target, key);
  Object.defineProperty(target, key, { ...descriptor, configurable: true });
  return () => {
    if (before) Object.defineProperty(target, key, before);
    else delete target[key];
  };
}

interface GuardedFrame {
  frame: HTMLIFrameElement;
  /** Whether the window has the payload as its name. */
  named: boolean;
  /** Whether the window refuses the name, since the window has another origin than the document. */
  isBlocked: boolean;
  release(): void;
}

/**
 * Keeps the payload out of the `name` attribute and grants the permissions that the widget needs. The SDK reads
 * `contentWindow` to navigate the frame: the window is given its name at that moment.
 */
function guardFrame(frame: HTMLIFrameElement, trust: HtmlTrust, isCredentialless: boolean): GuardedFrame {
  let name: string | undefined;
  let isTrusted = false;
  /** Prepares a helper frame for the SDK, which writes into its first document. */
  const trustHelper = () => {
    const helper = frame.contentDocument?.defaultView;
    if (!helper || name || isTrusted) return;
    isTrusted = true;
    trust.allowIn(helper);
  };
  const guarded: GuardedFrame = {
    frame,
    named: false,
    isBlocked: false,
    release: () => restores.forEach((restore) => restore()),
  };
  frame.allow = 'camera; clipboard-write';
  // In some browsers the frame's first document loads after `init()`: this listener runs before the SDK's listener.
  frame.addEventListener('load', trustHelper, { once: true });
  const restores = [
    replace(frame, 'setAttribute', (original) => (attribute: string, value: string) => {
      if (attribute !== 'name' || !value.startsWith('__zoid__')) {
        original.call(frame, attribute, value);
        return;
      }
      name = value;
      if (isCredentialless) (frame as { credentialless?: boolean }).credentialless = true;
    }),
    replaceProperty(frame, 'contentWindow', {
      get() {
        const child = Reflect.get<HTMLIFrameElement, 'contentWindow'>(
          HTMLIFrameElement.prototype,
          'contentWindow',
          frame,
        );
        if (child && name && !guarded.named) {
          try {
            child.name = name;
            guarded.named = true;
          } catch {
            guarded.isBlocked = true;
          }
        }
        trustHelper();
        return child;
      },
    }),
  ];
  return guarded;
}
