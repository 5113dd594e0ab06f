import type { EmbedReply } from '@mingda/contracts';
import { InferenceEngine, ModelRegistry, ModelStore } from '@mingda/inference';
import { createLogger, toMingdaError } from '@mingda/platform';
import type { ScoringCall, ScoringReply, ScoringRequest, ScoringSettings } from './scoring-messages.ts';

const { models, threads, logLevel } = JSON.parse(process.argv[2]) as ScoringSettings;
const logger = createLogger({ logLevel }, 'scoring');
const registry = ModelRegistry.load({ file: models.file });
const store = new ModelStore({ dir: models.dir, hubEndpoint: models.hubEndpoint, registry, logger });
const engine = await InferenceEngine.start({ store, registry, threads, liveThreads: 0, logger });

async function perform(call: ScoringCall): Promise<EmbedReply | undefined> {
  if (call.type === 'embed') return engine.embed(call.request);
  await engine.load(call.model);
  return undefined;
}

async function answer({ id, call }: ScoringRequest): Promise<void> {
  let message: ScoringReply;
  try {
    message = { id, reply: await perform(call) };
  } catch (error) {
    const { code, subject, detail, fixes } = toMingdaError(error);
    message = { id, failure: { code, subject, detail, fixes } };
  }
  if (process.connected) process.send?.(message);
}

// Ctrl-C reaches the whole group: the process that scores decides when this one ends, by letting go of the channel.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => undefined);
process.on('disconnect', () => void engine.close());
process.on('message', (request: ScoringRequest) => void answer(request));
