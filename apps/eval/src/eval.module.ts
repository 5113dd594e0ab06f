import { Inject, Module, type DynamicModule, type OnApplicationBootstrap } from '@nestjs/common';
import type { Engine } from '@mingda/engine';
import type { WorkSettings } from '@mingda/queue';

const ENGINE = Symbol('engine');

/** Works the jobs of evaluations and nothing else, so that a long run does not share a process with imports. */
@Module({})
export class EvalModule implements OnApplicationBootstrap {
  constructor(@Inject(ENGINE) private readonly engine: Engine) {}

  static forEngine(engine: Engine): DynamicModule {
    return { module: EvalModule, providers: [{ provide: ENGINE, useValue: engine }] };
  }

  async onApplicationBootstrap(): Promise<void> {
    const { queue, runEvaluation } = this.engine;
    const settings: WorkSettings<'run-evaluation'> = {
      // Two runs at once would disturb each other's latencies.
      concurrency: 1,
      exhausted: ({ evaluationId }, error) => runEvaluation.giveUp(evaluationId, error),
    };
    await queue.work('run-evaluation', settings, ({ evaluationId }, signal) =>
      runEvaluation.execute(evaluationId, signal),
    );
    await this.engine.requeueUnfinished();
  }
}
