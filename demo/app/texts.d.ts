export declare const TEXTS: Record<'pt-BR' | 'en' | 'es', Record<string, unknown>>;
