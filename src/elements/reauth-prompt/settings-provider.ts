import { ContextProvider } from '@lit/context';
import { CONSENT_WARNING_DAYS } from '../../model/item-view.js';
import { sessionContext, type Session, type Settings } from '../../session.js';
import { SETTINGS } from '../shared/settings.js';

/** Session without settings, for a prompt without a provider around it. */
const NO_PROVIDER: Session = {
  settings: {},
  messages: {},
  consentWarningDays: CONSENT_WARNING_DAYS,
  failure: { subscribe: () => () => {} },
  refresh: () => Promise.resolve(),
  retry: () => Promise.resolve(),
};

/**
 * Provides a prompt's settings to the button in its shadow root. Everything else in the context, such as the items,
 * stays that of the provider around the prompt.
 */
export class SettingsProvider {
  readonly #provider: ContextProvider<typeof sessionContext>;
  #session?: Session;
  #settings?: Settings;

  constructor(root: ShadowRoot) {
    // A provider on the host would make every consumer of the outer provider ask for its context again.
    this.#provider = new ContextProvider(root as unknown as HTMLElement, { context: sessionContext });
  }

  /** Replaces the context, if the outer session or one of the settings has changed. */
  set(settings: Settings, session: Session = NO_PROVIDER): void {
    if (session === this.#session && SETTINGS.every((name) => settings[name] === this.#settings?.[name])) return;
    this.#session = session;
    this.#settings = settings;
    this.#provider.setValue({ ...session, settings });
  }
}
