import { LocalTextGenerator, ModelRegistry, ModelStore } from '@mingda/inference';
import type { Config, Logger } from '@mingda/platform';

/**
 * The language model of this machine that `MINGDA_CHAT_MODEL` names; undefined where none is named or an endpoint
 * elsewhere writes. It is not loaded yet: `load` does that.
 * @throws MingdaError `CONFIG_INVALID`, `MODEL_UNKNOWN`, `INVALID_INPUT` when the model embeds
 */
export function createTextGenerator(config: Config, logger: Logger): LocalTextGenerator | undefined {
  const { chat, models, runtimesDir } = config;
  if (chat === undefined || chat.url !== undefined) return undefined;
  const { dir, file, hubEndpoint } = models;
  const registry = ModelRegistry.load({ file, dir });
  return new LocalTextGenerator({
    model: chat.model,
    registry,
    store: new ModelStore({ dir, hubEndpoint, registry, logger }),
    logger,
    runtimesDir,
    gpu: config.inference.device !== 'cpu',
    limits: { timeoutMs: { live: chat.timeoutMs, bulk: Math.max(chat.timeoutMs, 600_000) } },
  });
}
