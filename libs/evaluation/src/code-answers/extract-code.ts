import type { CodeTests } from '@mingda/contracts';

const fence = /^[ \t]*(`{3,}|~{3,})[ \t]*([\w+#.-]*)[^\n]*\n([\s\S]*?)^[ \t]*\1[ \t]*$/gmu;
const names: Readonly<Record<CodeTests['language'], readonly string[]>> = {
  node: ['js', 'javascript', 'node', 'mjs', 'cjs'],
  python: ['py', 'python', 'python3'],
};

/**
 * The code of an answer: its first fenced block that names the language, else its first block that names none, else the
 * whole text when it has no block; null when all its blocks are in other languages or it is empty.
 */
export function extractCode(answer: string, language: CodeTests['language']): string | null {
  const text = answer.replaceAll('\r\n', '\n');
  const blocks = [...text.matchAll(fence)].map((match) => ({ name: match[2].toLowerCase(), code: match[3] }));
  const code =
    blocks.length === 0
      ? text
      : (blocks.find(({ name }) => names[language].includes(name)) ?? blocks.find(({ name }) => name === ''))?.code;
  return code === undefined || code.trim() === '' ? null : code;
}

/** Equal but for line ends, trailing white space and blank lines; indentation says something in Python. */
export function sameCode(left: string, right: string): boolean {
  const lines = (code: string): string =>
    code
      .replaceAll('\r\n', '\n')
      .split('\n')
      .map((line) => line.trimEnd())
      .filter((line) => line !== '')
      .join('\n');
  return lines(left) === lines(right);
}
