import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { compiledFile, compileTokenProducts } from './token-products.ts';

test('the compiled kernel is the one that its source says', async () => {
  expect(readFileSync(compiledFile, 'utf8')).toBe(await compileTokenProducts());
});
