import type { ReactiveController } from '@lit/reactive-element';
import { loadChunk } from '../../client/load-chunk.js';
import { printOnce } from '../../client/print-once.js';
import type { LoadableTexts, Locale } from '../../locales/index.js';
import { LazyModule } from './lazy-module.js';
import type { TemplateHost, TemplateModule, TemplateRenderer } from './lit-html.js';

/**
 * Renders its host with a template that is loaded on demand, together with lit-html and the texts in the host's language,
 * after each update of the host. A request that fails is repeated while the host is connected, unless it can never succeed.
 */
export class LazyTemplate<Module extends TemplateModule> implements ReactiveController {
  #host: TemplateHost<Module>;
  #loader: LazyModule<{ readonly module: Module; readonly renderer: TemplateRenderer<Module> }>;

  constructor(host: TemplateHost<Module>, importTemplate: () => Promise<Module>, texts: LoadableTexts) {
    this.#host = host;
    const load = async () => {
      const { locale } = host;
      const [lit, module] = await Promise.all([
        loadChunk(() => import('./lit-html.js'), host.localName),
        loadChunk(importTemplate, host.localName),
        texts.load(locale, (load) => loadChunk(load, host.localName)),
      ]);
      return { module, renderer: new lit.TemplateRenderer(host, module, texts, locale) };
    };
    this.#loader = new LazyModule(host, () =>
      load().catch((failure: Error) =>
        import('./load-failure.js').then(
          ({ explainFailure }) => explainFailure(host, failure),
          // The chunk with the explanation is missing, too, if the entry alone is deployed.
          () => {
            printOnce(failure.message, globalThis, 'chunk');
            throw failure;
          },
        ),
      ),
    );
    host.addController(this);
  }

  /** The template, once it is loaded together with the texts in one language. */
  get module(): Module | undefined {
    return this.#loader.module?.module;
  }

  /** The language to render: the host's, or the previous one until the texts in the host's language are loaded. */
  get locale(): Locale {
    return this.#loader.module?.renderer.locale ?? this.#host.locale;
  }

  hostConnected(): void {
    this.#host.requestUpdate();
  }

  hostUpdated(): void {
    const host = this.#host;
    if (!host.isConnected) return;
    const { module: loaded } = this.#loader;
    if (loaded) loaded.renderer.render();
    else if (host.hasContent) void this.#loader.load();
    // The shadow root may hold content that a server has rendered.
    else host.renderRoot.replaceChildren();
  }
}
