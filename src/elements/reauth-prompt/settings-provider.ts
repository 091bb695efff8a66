import { ContextProvider } from '@lit/context';
import { CONSENT_WARNING_DAYS } from '../../model/item-view.js';
import { providerContext, type ProviderContext, type Settings } from '../../provider-context.js';
import { SETTINGS } from '../shared/settings.js';

/** A context without settings, for a prompt without a provider around it. */
const NO_PROVIDER: ProviderContext = {
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
  readonly #provider: ContextProvider<typeof providerContext>;
  #context?: ProviderContext;
  #settings?: Settings;

  constructor(root: ShadowRoot) {
    // A provider on the host would make every consumer of the outer provider ask for its context again.
    this.#provider = new ContextProvider(root as unknown as HTMLElement, { context: providerContext });
  }

  /** Replaces the context, if the outer context or one of the settings has changed. */
  set(settings: Settings, context: ProviderContext = NO_PROVIDER): void {
    if (context === this.#context && SETTINGS.every((name) => settings[name] === this.#settings?.[name])) return;
    this.#context = context;
    this.#settings = settings;
    this.#provider.setValue({ ...context, settings });
  }
}
