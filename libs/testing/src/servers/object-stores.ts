import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { findProgram, freePort, startServer } from './server-process.ts';

export interface ObjectStore {
  readonly endpoint: string;
  readonly bucket: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  stop(): Promise<void>;
}

export interface ObjectStoreProgram {
  readonly name: string;
  /** Whether it refuses a wrong secret. */
  readonly checksSignatures: boolean;
  /** Starts it with one empty bucket. */
  start(): Promise<ObjectStore>;
}

const keys = { accessKeyId: 'mingda-test', secretAccessKey: 'secret/of+the=test' };
const bucket = 'originals';

/** Real S3-compatible servers that are installed on this machine: VersityGW and Moto; perhaps none. */
export function objectStorePrograms(): ObjectStoreProgram[] {
  const gateway = findProgram('versitygw', [join(homedir(), 'go', 'bin')]);
  const moto = findProgram('moto_server');
  const found: ObjectStoreProgram[] = [];
  if (gateway !== undefined) {
    found.push({ name: 'VersityGW', checksSignatures: true, start: () => startGateway(gateway) });
  }
  if (moto !== undefined) found.push({ name: 'Moto', checksSignatures: false, start: () => startMoto(moto) });
  return found;
}

async function startGateway(program: string): Promise<ObjectStore> {
  const folder = mkdtempSync(join(tmpdir(), 'mingda-objects-'));
  mkdirSync(join(folder, 'root', bucket), { recursive: true });
  mkdirSync(join(folder, 'sidecar'));
  const port = await freePort();
  const address = ['--port', `127.0.0.1:${port}`, '--access', keys.accessKeyId, '--secret', keys.secretAccessKey];
  const command = [program, ...address, '--quiet', 'posix', '--sidecar', join(folder, 'sidecar'), join(folder, 'root')];
  const server = await startServer(command as [string, ...string[]], port);
  const stop = async (): Promise<void> => {
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  };
  return { endpoint: `http://127.0.0.1:${port}`, bucket, ...keys, stop };
}

async function startMoto(program: string): Promise<ObjectStore> {
  const port = await freePort();
  const server = await startServer([program, '-H', '127.0.0.1', '-p', String(port)], port);
  const endpoint = `http://127.0.0.1:${port}`;
  const made = await fetch(`${endpoint}/${bucket}`, { method: 'PUT' });
  if (!made.ok) throw new Error(`Moto made no bucket: ${made.status} ${await made.text()}`);
  return { endpoint, bucket, ...keys, stop: () => server.stop() };
}
