import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { Database } from '@mingda/database';
import type { Embedder } from '@mingda/models';
import type { Logger } from '@mingda/platform';
import { EMBEDDER } from '../engine.providers.ts';
import { LOGGER } from '../http/nest-logger.ts';

type CheckState = 'ok' | 'starting' | 'failed';

/** Ready means: the database answers (the engine has migrated it before it opened) and the models are warm. */
@Injectable()
export class Readiness implements OnModuleInit {
  private models: CheckState = 'starting';

  constructor(
    private readonly database: Database,
    @Inject(EMBEDDER) private readonly embedder: Embedder,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  onModuleInit(): void {
    this.embedder.ready().then(
      () => (this.models = 'ok'),
      (error: unknown) => {
        this.models = 'failed';
        this.logger.error({ err: error }, 'the embedding models cannot be loaded');
      },
    );
  }

  async check(): Promise<{ database: CheckState; models: CheckState }> {
    const database = await this.database.ping().then(
      (): CheckState => 'ok',
      (): CheckState => 'failed',
    );
    return { database, models: this.models };
  }
}
