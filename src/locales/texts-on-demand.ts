import type { Locale } from './locale.js';
import type { MessageGroups } from './messages.js';
import type { TextTable } from './messages-for.js';

type Importer<Group extends keyof MessageGroups> = () => Promise<Pick<MessageGroups, Group>>;

/** Runs an import, and may repeat it. */
type Request = <T>(importer: () => Promise<T>) => Promise<T>;

/** Texts whose languages are loaded one by one. */
export interface LoadableTexts {
  /** The languages that are loaded. */
  readonly table: TextTable<object>;
  /** Loads the texts in a language. `request` runs the import, and may repeat it. */
  load(locale: Locale, request?: Request): Promise<void>;
}

/** The texts of one group, each language in a chunk of its own that is fetched once. */
export class TextsOnDemand<Group extends keyof MessageGroups> implements LoadableTexts {
  #group: Group;
  #importers: Record<Locale, Importer<Group>>;
  #loaded: Partial<Record<Locale, MessageGroups[Group]>> = {};

  constructor(group: Group, importers: Record<Locale, Importer<Group>>) {
    this.#group = group;
    this.#importers = importers;
  }

  /** The languages that are loaded, for `messagesFor`. */
  get table(): TextTable<MessageGroups[Group]> {
    return this.#loaded;
  }

  async load(locale: Locale, request: Request = (importer) => importer()): Promise<void> {
    if (!this.#loaded[locale]) this.add(locale, await request(this.#importers[locale]));
  }

  /** Adds texts that are loaded already, for rendering on a server. */
  add(locale: Locale, module: Pick<MessageGroups, Group>): void {
    this.#loaded[locale] = module[this.#group];
  }
}
