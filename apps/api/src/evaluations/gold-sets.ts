import { Inject, Injectable } from '@nestjs/common';
import { join } from 'node:path';
import { listGoldSets, readGoldSet, type GoldSet } from '@mingda/evaluation';
import type { Config } from '@mingda/platform';
import { CONFIG } from '../engine.providers.ts';

/** The gold sets that the server knows: one per sub-folder of its gold-set root. */
@Injectable()
export class GoldSets {
  constructor(@Inject(CONFIG) private readonly config: Config) {}

  list(): Promise<{ name: string; questions: number }[]> {
    return listGoldSets(this.config.goldSetsDir);
  }

  /** @throws MingdaError `GOLD_SET_INVALID` when there is no such set or it cannot be read */
  read(name: string): Promise<GoldSet> {
    return readGoldSet(join(this.config.goldSetsDir, name));
  }
}
