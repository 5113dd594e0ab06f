import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import loadWabt from 'wabt';
import { root } from '../setup/process.ts';

const source = join(root, 'libs', 'domain', 'src', 'extraction', 'token-products.wat');

/** The file that `token-products.wat` compiles to. */
export const compiledFile = join(root, 'libs', 'domain', 'src', 'extraction', 'token-products.wasm.ts');

/** Compiles the kernel; the text of the file that holds it. */
export async function compileTokenProducts(): Promise<string> {
  const wabt = await loadWabt();
  const module = wabt.parseWat('token-products.wat', readFileSync(source, 'utf8'), { simd: true });
  try {
    module.validate();
    const base64 = Buffer.from(module.toBinary({}).buffer).toString('base64');
    const lines = base64.match(/.{1,100}/gu) ?? [];
    return `// Written by tools/wasm/generate.ts from token-products.wat.
export const tokenProductsBytes = [
${lines.map((it) => `  '${it}',`).join('\n')}
].join('');
`;
  } finally {
    module.destroy();
  }
}
