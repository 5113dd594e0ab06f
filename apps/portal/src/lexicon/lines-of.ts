/** The filled lines of a text area, each once. */
export function linesOf(text: string | undefined): string[] {
  return [...new Set((text ?? '').split('\n').map((it) => it.trim()))].filter((it) => it !== '');
}
