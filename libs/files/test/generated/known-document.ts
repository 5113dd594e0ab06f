/** One cell; `number` and `format` are what a spreadsheet stores to show `text`. */
export interface KnownCell {
  readonly text: string;
  readonly colSpan?: number;
  readonly rowSpan?: number;
  readonly number?: number | Date;
  readonly format?: string;
}

export interface KnownTable {
  readonly columns: number;
  readonly header: readonly (readonly KnownCell[])[];
  readonly rows: readonly (readonly KnownCell[])[];
  /** A table inside the last cell of the last row. */
  readonly inner?: KnownTable;
}

export type KnownBlock =
  | { readonly kind: 'heading'; readonly level: 1 | 2 | 3; readonly text: string }
  | { readonly kind: 'paragraph'; readonly text: string; readonly note?: string }
  | { readonly kind: 'list'; readonly isOrdered: boolean; readonly items: readonly string[] }
  | { readonly kind: 'table'; readonly table: KnownTable };

/** A document whose text is known: what a file is made of, and what has to come out of it. */
export interface KnownDocument {
  readonly lang: 'zh' | 'en';
  readonly title: string;
  /** Stands on every page, slide or web page and is no content. */
  readonly runningHead: string;
  readonly runningFoot: string;
  readonly blocks: readonly KnownBlock[];
}

/** How the same document is set; every maker of files uses what its format knows. */
export interface Layout {
  readonly columns: 1 | 2 | 3;
  readonly rules: 'all' | 'horizontal' | 'none';
  readonly isTurned: boolean;
  readonly fonts: 'one' | 'several';
  readonly isJustified: boolean;
}
