import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from '../setup/process.ts';

export interface PythonWanted {
  /** A Python that has the packages already. */
  readonly given: string | undefined;
  /** Name of the environment, which stays for the next run. */
  readonly name: string;
  readonly packages: readonly string[];
  /** What is left out without it, for the message. */
  readonly purpose: string;
}

/** The Python to run; undefined, with the reason printed, where there is none or its packages cannot be had. */
export async function findPython({ given, name, packages, purpose }: PythonWanted): Promise<string | undefined> {
  if (given !== undefined) return given;
  const folder = join(tmpdir(), name);
  const python = join(folder, 'bin', 'python');
  const steps: [string, string[]][] = [
    ['python3', ['-m', 'venv', folder]],
    [python, ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', ...packages]],
  ];
  for (const [command, args] of steps) {
    const { code, stderr } = await run(command, args, { show: 'nothing' }).catch((error: Error) => ({
      code: 1,
      stderr: error.message,
    }));
    if (code === 0) continue;
    const reason = stderr.trim().split('\n').at(-1) ?? '';
    process.stdout.write(`SKIPPED: ${purpose}: ${command} ${args.slice(0, 3).join(' ')}: ${reason}\n`);
    return undefined;
  }
  return python;
}
