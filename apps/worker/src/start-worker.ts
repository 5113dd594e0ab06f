import 'reflect-metadata';
import type { Engine } from '@mingda/engine';
import { NestFactory } from '@nestjs/core';
import { WorkerModule } from './worker.module.ts';

export interface RunningWorker {
  /** Takes no new jobs and waits, for a bounded time, for those that run. */
  close(): Promise<void>;
}

/** Takes up unfinished work of an opened engine, then does its jobs until closed. */
export async function startWorker(engine: Engine): Promise<RunningWorker> {
  // Chunks are measured in a model's tokens: without its tokenizer every job would fail and wait for another try.
  await engine.embedder.ready();
  const context = await NestFactory.createApplicationContext(WorkerModule.forEngine(engine), {
    logger: false,
    abortOnError: false,
  });
  return {
    close: async () => {
      await Promise.all([engine.importing.worker.stop(), engine.queue.stop()]);
      await context.close();
    },
  };
}
