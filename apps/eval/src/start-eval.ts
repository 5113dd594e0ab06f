import 'reflect-metadata';
import type { Engine } from '@mingda/engine';
import { NestFactory } from '@nestjs/core';
import { EvalModule } from './eval.module.ts';

export interface RunningEval {
  /** Takes no new runs and waits, for a bounded time, for the one in progress. */
  close(): Promise<void>;
}

/** Works evaluations of an opened engine until closed. */
export async function startEval(engine: Engine): Promise<RunningEval> {
  const context = await NestFactory.createApplicationContext(EvalModule.forEngine(engine), {
    logger: false,
    abortOnError: false,
  });
  return {
    close: async () => {
      await engine.queue.stop();
      await context.close();
    },
  };
}
