/**
 * Writes the OpenAPI description of the routes table to `docs/openapi.json`; with `--check` it writes nothing and fails
 * if the committed file differs.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { openApiDocument, version } from '@mingda/api';

const target = new URL('../../docs/openapi.json', import.meta.url);
const wanted = `${JSON.stringify(openApiDocument(version), undefined, 2)}\n`;

if (process.argv.includes('--check')) {
  const committed = await readFile(target, 'utf8').catch(() => '');
  if (committed !== wanted) {
    process.stderr.write(
      'docs/openapi.json does not match the routes table\n  - run: node tools/openapi/generate.ts\n',
    );
    process.exitCode = 1;
  }
} else {
  await writeFile(target, wanted);
}
