import { writeFileSync } from 'node:fs';
import { compiledFile, compileTokenProducts } from './token-products.ts';

writeFileSync(compiledFile, await compileTokenProducts());
