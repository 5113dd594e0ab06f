import { optionalPackage, type OptionalPackage } from '../src/runtimes/optional-package.ts';
import { loadConfig } from '@mingda/platform';

export const { runtimesDir } = loadConfig();

/** False, with the reason on the console, where an optional package is not installed on this machine. */
export async function hasRuntime(name: OptionalPackage): Promise<boolean> {
  try {
    await optionalPackage(name, runtimesDir);
    return true;
  } catch (error) {
    process.stderr.write(`skipped: ${error instanceof Error ? error.message : String(error)}\n`);
    return false;
  }
}
