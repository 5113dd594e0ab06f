import { chmod, rm } from 'node:fs/promises';
import { temporaryFolder } from '@mingda/platform';

let folder: string | undefined;
const outside = process.env.TMPDIR;

/**
 * Every temporary folder of a run of tests, and of the programs that it starts, lies in one that is deleted at its end:
 * whatever a failed test or a killed program leaves behind goes with it. That of a killed run goes at the next one.
 */
export async function setup(): Promise<void> {
  // Each project of the run comes here; the first one makes the folder.
  if (process.env.TMPDIR?.includes('mingda-tests-') === true) return;
  folder = await temporaryFolder('tests');
  // Databases and sandboxes run as users without rights.
  await chmod(folder, 0o1777);
  process.env.TMPDIR = folder;
}

export async function teardown(): Promise<void> {
  if (folder === undefined) return;
  if (outside === undefined) delete process.env.TMPDIR;
  else process.env.TMPDIR = outside;
  await rm(folder, { recursive: true, force: true, maxRetries: 3 });
}
