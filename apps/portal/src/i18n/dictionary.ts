import type { en } from './en.ts';

type Widen<T> = T extends string
  ? string
  : T extends (...parameters: infer P) => string
    ? (...parameters: P) => string
    : { readonly [K in keyof T]: Widen<T[K]> };

/** The shape that every language has to fill: the keys of English, with texts of its own. */
export type Dictionary = Widen<typeof en>;

export const languages = ['zh', 'en'] as const;
export type Language = (typeof languages)[number];
