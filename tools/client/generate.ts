import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import * as contracts from '@mingda/contracts';
import { renderClient } from './render-client.ts';

const target = fileURLToPath(new URL('../../apps/portal/src/api/client.generated.ts', import.meta.url));
const source = renderClient({ routes: contracts.routes, exports: contracts });

if (process.argv.includes('--check')) {
  const committed = await readFile(target, 'utf8').catch(() => '');
  if (committed !== source) {
    console.error(`${target} differs from the routes of @mingda/contracts.\n  - run: node tools/client/generate.ts`);
    process.exitCode = 1;
  }
} else {
  await writeFile(target, source);
  console.error(`wrote ${target}`);
}
