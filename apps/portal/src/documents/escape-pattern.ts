/** Text as a regular expression that finds it; `RegExp.escape` is missing in browsers that are still in use. */
export function escapePattern(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|/]/g, String.raw`\$&`);
}
