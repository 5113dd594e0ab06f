import { priorities } from '@mingda/contracts';
import type { PrometheusText } from '@mingda/platform';
import type { InferenceMetrics, ModelActivity } from '../engine/inference-engine.ts';
import { refusals } from '../engine/model-metrics.ts';

const seconds = 0.001;

/** What the engine has done, for each model that is loaded. Rates such as tokens per second are `rate()` of the totals. */
export function addEngineMetrics(page: PrometheusText, { threads, models }: InferenceMetrics): void {
  for (const kind of ['general', 'live'] as const)
    page.gauge('mingda_inference_threads', 'Threads that run models.', [threads[kind], { kind }]);
  for (const model of models) {
    addQueue(page, model);
    addWork(page, model);
  }
}

function addQueue(page: PrometheusText, { key, queue, queueMs, ...model }: ModelActivity): void {
  for (const priority of priorities) {
    const labels = { model: key, priority };
    const { depth, oldestMs } = queue[priority];
    page
      .gauge('mingda_inference_queue_depth', 'Texts that wait.', [depth, labels])
      .gauge('mingda_inference_queue_oldest_seconds', 'Age of the oldest waiting text.', [oldestMs * seconds, labels])
      .histogram('mingda_inference_queue_seconds', 'Wait of a text before its batch ran.', {
        counts: queueMs[priority],
        labels,
        scale: seconds,
      });
  }
  for (const reason of refusals)
    page.counter('mingda_inference_refusals_total', 'Requests refused, cancelled or failed, by reason.', [
      model.refusals[reason],
      { model: key, reason },
    ]);
}

function addWork(page: PrometheusText, model: ModelActivity): void {
  const labels = { model: model.key };
  page
    .gauge('mingda_inference_model_loaded', '1 for a model that takes requests.', [1, labels])
    .gauge('mingda_inference_model_memory_bytes', 'Memory that loading the model added.', [model.memoryBytes, labels])
    .counter('mingda_inference_accepted_requests_total', 'Requests taken into the queue.', [model.requests, labels])
    .counter('mingda_inference_texts_total', 'Texts taken into the queue.', [model.texts, labels])
    .counter('mingda_inference_tokens_total', 'Tokens that ran, without padding.', [model.tokens, labels])
    .counter('mingda_inference_padded_tokens_total', 'Tokens that ran, with padding.', [model.paddedTokens, labels])
    .gauge(
      'mingda_inference_padding_ratio',
      'Share of the tokens that ran which were padding, since the model was loaded.',
      [model.paddedTokens === 0 ? 0 : 1 - model.tokens / model.paddedTokens, labels],
    )
    .histogram('mingda_inference_batch_texts', 'Texts of a batch.', { counts: model.batchTexts, labels })
    .histogram('mingda_inference_batch_padded_tokens', 'Tokens of a batch, with padding.', {
      counts: model.batchTokens,
      labels,
    })
    .histogram('mingda_inference_compute_seconds', 'Time of a batch in the model.', {
      counts: model.computeMs,
      labels,
      scale: seconds,
    });
}
