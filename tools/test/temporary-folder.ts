import { chmod, rm } from 'node:fs/promises';
import { temporaryFolder } from '@mingda/platform';

/**
 * Every temporary folder of a run of tests, and of the programs that it starts, lies in one that is deleted at its end:
 * whatever a failed test or a killed program leaves behind goes with it. That of a killed run goes at the next one.
 */
export default async function setUp(): Promise<() => Promise<void>> {
  // Each project of the run comes here; the first one makes the folder.
  if (process.env.TMPDIR?.includes('mingda-tests-') === true) return () => Promise.resolve();
  const outside = process.env.TMPDIR;
  const folder = await temporaryFolder('tests');
  // Databases and sandboxes run as users without rights.
  await chmod(folder, 0o1777);
  process.env.TMPDIR = folder;
  return async () => {
    if (outside === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = outside;
    await rm(folder, { recursive: true, force: true, maxRetries: 3 });
  };
}
