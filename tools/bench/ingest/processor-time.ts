import { readdir, readFile } from 'node:fs/promises';

/** Clock ticks of a second in `/proc`, fixed on every platform that Linux runs on today. */
const ticksPerSecond = 100;

/** Processor seconds that this process has used so far, all its threads together. */
export function ownProcessorSeconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}

/**
 * Processor seconds of the connections that a PostgreSQL server on this machine holds to a database; undefined where
 * there is no `/proc` or the server is elsewhere. Connections that have ended count no more.
 */
export async function serverProcessorSeconds(database: string): Promise<number | undefined> {
  const processes = (await readdir('/proc').catch(() => [])).filter((it) => /^\d+$/.test(it));
  const ticks = await Promise.all(
    processes.map(async (id) => {
      const title = await readFile(`/proc/${id}/cmdline`, 'utf8').catch(() => '');
      if (!title.startsWith('postgres:') || !title.includes(` ${database} `)) return [];
      const stat = await readFile(`/proc/${id}/stat`, 'utf8').catch(() => '');
      // After the name in parentheses: user and system time are the 12th and 13th.
      const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      return [Number(fields[11]) + Number(fields[12])];
    }),
  );
  const known = ticks.flat();
  return known.length === 0 ? undefined : known.reduce((sum, it) => sum + it, 0) / ticksPerSecond;
}
