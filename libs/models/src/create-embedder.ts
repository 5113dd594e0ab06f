import type { Config, Logger } from '@mingda/platform';
import type { Embedder } from './embedder.ts';
import { openModels } from './open-models.ts';

/** The embedder alone, for what ranks nothing. @throws MingdaError as `openModels` */
export async function createEmbedder(config: Config, logger: Logger): Promise<Embedder> {
  const models = { ...config.models, reranking: { zh: undefined, en: undefined } };
  const { embedder } = await openModels({ ...config, models }, logger);
  return embedder;
}
