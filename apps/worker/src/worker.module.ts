import { Inject, Module, type DynamicModule, type OnApplicationBootstrap } from '@nestjs/common';
import type { Engine } from '@mingda/engine';
import { JobRegistry } from './job-registry.ts';
import { IngestDocumentJob } from './jobs/ingest-document.job.ts';
import { RunEvaluationJob } from './jobs/run-evaluation.job.ts';

const ENGINE = Symbol('engine');

function registryOf(engine: Engine): JobRegistry {
  const { ingestDocument, runEvaluation, config } = engine;
  const { versions, evaluations } = engine.repositories;
  return new JobRegistry([
    new IngestDocumentJob({ ingestDocument, versions, concurrency: config.ingestConcurrency }),
    new RunEvaluationJob({ runEvaluation, evaluations }),
  ]);
}

@Module({})
export class WorkerModule implements OnApplicationBootstrap {
  constructor(
    @Inject(ENGINE) private readonly engine: Engine,
    private readonly registry: JobRegistry,
  ) {}

  /** Does the jobs of an opened engine. */
  static forEngine(engine: Engine): DynamicModule {
    return {
      module: WorkerModule,
      providers: [
        { provide: ENGINE, useValue: engine },
        { provide: JobRegistry, useValue: registryOf(engine) },
      ],
    };
  }

  async onApplicationBootstrap(): Promise<void> {
    await this.registry.start(this.engine.queue);
    await this.engine.requeueUnfinished();
  }
}
