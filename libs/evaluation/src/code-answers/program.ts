import type { CodeTests } from '@mingda/contracts';

export interface Program {
  readonly file: string;
  readonly text: string;
}

/**
 * Answer and tests as one program that writes `mark` at its very end: an answer that leaves early with exit code 0 has
 * not passed. Both stand in one scope, as the entry point need not be exported.
 */
export function writeProgram(code: string, { language, code: tests, entryPoint }: CodeTests, mark: string): Program {
  if (language === 'python') {
    const text = `${code}\n\n${entryPoint}\n${tests}\n\nimport sys as _sys\n_sys.stdout.write(${JSON.stringify(mark)})\n`;
    return { file: 'program.py', text };
  }
  const isModule = /^\s*(?:import\s[^(]|export\s)/mu.test(`${code}\n${tests}`);
  const assert = isModule
    ? "import __assert from 'node:assert/strict'; globalThis.assert = __assert;"
    : "globalThis.assert = require('node:assert/strict');";
  const defined = `if (typeof ${entryPoint} === 'undefined') throw new ReferenceError('${entryPoint} is not defined');`;
  // The tests may wait for promises, in either kind of module.
  const tested = isModule ? tests : `await (async () => {\n${tests}\n})();`;
  const end = `process.stdout.write(${JSON.stringify(mark)});`;
  return isModule
    ? { file: 'program.mjs', text: `${assert}\n${code}\n;${defined}\n${tested}\n;${end}\n` }
    : { file: 'program.cjs', text: `${assert}\n${code}\n;${defined}\n(async () => { ${tested}\n${end} })();\n` };
}
