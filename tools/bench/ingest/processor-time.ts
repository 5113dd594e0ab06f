import { readdir, readFile } from 'node:fs/promises';

/** Clock ticks of a second in `/proc`, fixed on every platform that Linux runs on today. */
const ticksPerSecond = 100;

/** Processor seconds that this process has used so far, all its threads together. */
export function ownProcessorSeconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}

/**
 * Processor seconds of the connections that a PostgreSQL server on this machine holds to a database, and of all that it has seen
 * end: a pool opens and closes some all the time. Undefined where there is no `/proc` or the server is elsewhere. Only
 * differences tell something, and only while nobody else uses the server.
 */
export async function serverProcessorSeconds(database: string): Promise<number | undefined> {
  const processes = (await readdir('/proc').catch(() => [])).filter((it) => /^\d+$/.test(it));
  const connections = await Promise.all(
    processes.map(async (id) => {
      const title = await readFile(`/proc/${id}/cmdline`, 'utf8').catch(() => '');
      if (!title.startsWith('postgres:') || !title.includes(` ${database} `)) return [];
      return [await timesOf(id)];
    }),
  );
  const known = connections.flat();
  const [first] = known;
  if (first === undefined) return undefined;
  const { ended } = await timesOf(first.parent);
  return (known.reduce((sum, it) => sum + it.own, 0) + ended) / ticksPerSecond;
}

interface Times {
  /** The process that started it. */
  readonly parent: string;
  /** Clock ticks, user and system: its own, and those of its children that have ended. */
  readonly own: number;
  readonly ended: number;
}

async function timesOf(id: string): Promise<Times> {
  const stat = await readFile(`/proc/${id}/stat`, 'utf8').catch(() => '');
  // After the name in parentheses: state and parent, then the 12th to 15th number are the times.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const [user = 0, system = 0, endedUser = 0, endedSystem = 0] = fields.slice(11, 15).map(Number);
  return { parent: fields[1] ?? '0', own: user + system, ended: endedUser + endedSystem };
}
