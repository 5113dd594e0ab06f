import { setTimeout as sleep } from 'node:timers/promises';
import { importedContent, type ImportedContent } from './imported-content.ts';
import { ImportServices, type ChaosFile } from './import-services.ts';

export const targets = ['worker', 'inference', 'database'] as const;
export type ChaosTarget = (typeof targets)[number];

export interface ChaosOutcome {
  readonly content: ImportedContent;
  readonly kills: Readonly<Record<ChaosTarget, number>>;
  readonly seconds: number;
  readonly failed: number;
  readonly restarts: { readonly worker: number; readonly inference: number };
}

export interface ChaosPlan {
  readonly serverUrl: string;
  readonly files: readonly ChaosFile[];
  readonly kills: number;
  /** 0-1; seeded, so that a failing run can be repeated. */
  readonly random: () => number;
  readonly onProgress?: (text: string) => void;
}

const pollMs = 100;
/** A kill follows within this time after its share of the documents was done. */
const latestMs = 1_500;
/** Without progress for this long the next kill comes anyway: what is hit then is the recovery itself. */
const impatientMs = 12_000;

/**
 * Imports the files with the services that ship, and kills one of them, or its connections to the database, again and
 * again; the kills are spread over the whole import. Ends when nothing is left to import.
 */
export async function runChaos(plan: ChaosPlan): Promise<ChaosOutcome> {
  const { files, random } = plan;
  const services = await ImportServices.open(plan.serverUrl);
  const kills = { worker: 0, inference: 0, database: 0 };
  try {
    await services.accept(files);
    const began = Date.now();
    services.inference.start();
    services.worker.start();
    for (let kill = 0; kill < plan.kills; kill += 1) {
      await reached(services, Math.floor((files.length * kill) / (plan.kills + 1)));
      await sleep(random() * latestMs);
      const target = targets[Math.floor(random() * targets.length)] ?? 'worker';
      if (target === 'database') await services.cutConnections();
      else while (!services[target].kill()) await sleep(pollMs);
      kills[target] += 1;
      plan.onProgress?.(`kill ${kill + 1} of ${plan.kills}: ${target}, ${(await services.progress()).ready} ready`);
    }
    const failed = await finished(services);
    return {
      content: await importedContent(services.database),
      kills,
      seconds: (Date.now() - began) / 1000,
      failed,
      restarts: { worker: services.worker.restarts, inference: services.inference.restarts },
    };
  } finally {
    await services.close();
  }
}

async function reached(services: ImportServices, documents: number): Promise<void> {
  const from = Date.now();
  while (Date.now() - from < impatientMs && (await services.progress()).ready < documents) await sleep(pollMs);
}

/** @returns documents that failed for good */
async function finished(services: ImportServices): Promise<number> {
  for (;;) {
    const { left, failed } = await services.progress();
    if (left === 0) return failed;
    await sleep(pollMs);
  }
}

/** Documents that the two hold differently, or only one of them. */
export function differences(one: ImportedContent, other: ImportedContent): string[] {
  const keys = new Set([...one.documents.keys(), ...other.documents.keys()]);
  return [...keys].filter((key) => one.documents.get(key) !== other.documents.get(key));
}

/** A small seeded generator (mulberry32). */
export function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
