/** What a condition looks at: a property of the document, or a custom field of a known type. */
export type ConditionTarget =
  | {
      readonly property: 'source' | 'mediaType' | 'language' | 'tag' | 'modified' | 'created' | 'documentDate';
    }
  | { readonly field: string; readonly type: 'text' | 'number' | 'date' | 'boolean' };

/**
 * One checked condition on the documents that a search may see. Dates are instants in ISO form (UTC); a custom date field
 * is stored in that form, so that the order of its texts is that of the instants.
 */
export type SearchCondition = { readonly target: ConditionTarget; readonly negated: boolean } & (
  | { readonly test: 'in'; readonly values: readonly string[] | readonly number[] | readonly boolean[] }
  | { readonly test: 'prefix'; readonly value: string }
  /** `*` stands for any characters, `?` for one. */
  | { readonly test: 'glob'; readonly value: string }
  /** From `from` (with it) to `to`, with it only when `closed`; null leaves a side open. */
  | {
      readonly test: 'range';
      readonly from: string | number | null;
      readonly to: string | number | null;
      readonly closed: { readonly from: boolean; readonly to: boolean };
    }
  | { readonly test: 'exists' }
);
