import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** True where a program of this name can be run. */
export function isInstalled(name: string): boolean {
  return (process.env['PATH'] ?? '').split(delimiter).some((folder) => existsSync(join(folder, name)));
}
