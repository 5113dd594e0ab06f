import { Inject, Module, type DynamicModule, type OnApplicationBootstrap } from '@nestjs/common';
import type { JobName } from '@mingda/contracts';
import type { Engine } from '@mingda/engine';
import { reportWork } from '@mingda/reporting';
import { sourceWork } from '@mingda/sources';
import { JobRegistry } from './job-registry.ts';
import { AnalyseCollectionJob } from './jobs/analyse-collection.job.ts';
import { ImproveCollectionJob } from './jobs/improve-collection.job.ts';
import { MeasureGapJob } from './jobs/measure-gap.job.ts';
import { ProposeGoldItemsJob } from './jobs/propose-gold-items.job.ts';
import { ReindexCollectionJob } from './jobs/reindex-collection.job.ts';
import { RunEvaluationJob } from './jobs/run-evaluation.job.ts';
import { SweepRepeatsJob } from './jobs/sweep-repeats.job.ts';

const ENGINE = Symbol('engine');

function registryOf(engine: Engine): JobRegistry {
  const { runEvaluation, reindexCollection, logger } = engine;
  const { evaluations } = engine.repositories;
  return new JobRegistry([
    new ImproveCollectionJob({ improveCollection: engine.improvement.improveCollection, logger }),
    new MeasureGapJob({ measureGap: engine.improvement.measureGap, gaps: engine.improvement.grouping }),
    new ProposeGoldItemsJob(engine.gold),
    new RunEvaluationJob({ runEvaluation, evaluations }),
    new AnalyseCollectionJob({ analyseCollection: engine.lexicon.analyseCollection, logger }),
    new SweepRepeatsJob({ sweepRepeats: engine.chunks.sweepRepeats, logger }),
    new ReindexCollectionJob({ reindexCollection, logger }),
    ...reportWork(engine.reporting),
    ...sourceWork(engine.sources),
  ]);
}

/** Where the `eval` service runs, measuring is its business: beside imports latencies would mean nothing. */
function leftToEval({ config, reporting }: Engine): readonly JobName[] {
  return config.workerJobs === 'all' ? [] : ['run-evaluation', ...reportWork(reporting).map(({ name }) => name)];
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
    await this.engine.importing.worker.start();
    await this.registry.start(this.engine.queue, leftToEval(this.engine));
    await this.engine.requeueUnfinished();
    await this.engine.sources.watchFolders.start();
  }
}
