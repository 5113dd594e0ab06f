/**
 * The smallest parts that an answer and a reference are compared by. Letters and Han characters stand alone; a number,
 * date or time is one part, so that 5 is never found inside 15 nor 85 in 8.5.
 */
export type Atom = (
  | {
      readonly kind: 'character';
      readonly value: string;
      /** First or last letter of its word; a Han character is both. */
      readonly starts: boolean;
      readonly ends: boolean;
    }
  /** A number in its shortest decimal form, a range `3~5`, a fraction `2/3` or a code of digits such as `1.2.3`. */
  | { readonly kind: 'value'; readonly value: string }
  /** What is not said is absent: 3月1日 has no year. */
  | { readonly kind: 'date'; readonly year?: number; readonly month?: number; readonly day?: number }
  /** `open`: hours up to 12 without a word for the half of the day. */
  | { readonly kind: 'time'; readonly hours: number; readonly minutes: number; readonly open: boolean }
) & {
  /** Punctuation stands before it. */
  readonly apart?: boolean;
};
