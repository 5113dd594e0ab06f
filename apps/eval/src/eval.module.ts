import { Inject, Module, type DynamicModule, type OnApplicationBootstrap } from '@nestjs/common';
import type { Engine } from '@mingda/engine';
import type { WorkSettings } from '@mingda/queue';
import { reportWork } from '@mingda/reporting';

const ENGINE = Symbol('engine');

/** Works evaluations and scheduled reports and nothing else, so that a long run does not share a process with imports. */
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
    const [fire, advance, deliver] = reportWork(this.engine.reporting);
    await queue.work(fire.name, { concurrency: fire.concurrency, exhausted: fire.giveUp }, fire.run);
    await queue.work(advance.name, { concurrency: advance.concurrency, exhausted: advance.giveUp }, advance.run);
    await queue.work(deliver.name, { concurrency: deliver.concurrency, exhausted: deliver.giveUp }, deliver.run);
    await this.engine.requeueUnfinished();
  }
}
