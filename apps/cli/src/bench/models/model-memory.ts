import { MingdaError } from '@mingda/platform';
import { fork } from 'node:child_process';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';

const processFile = new URL(`./model-memory.process${extname(fileURLToPath(import.meta.url))}`, import.meta.url);

/** Resident memory in bytes that a model takes in all threads together, measured in a process of its own. */
export function modelMemory(key: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = fork(processFile, [key], { stdio: ['ignore', 'ignore', 'ignore', 'ipc'] });
    child.on('message', (bytes) => resolve(Number(bytes)));
    child.on('error', reject);
    child.on('exit', (code) =>
      reject(new MingdaError('INFERENCE_WORKER_CRASHED', { subject: key, detail: `exit code ${code}` })),
    );
  });
}
