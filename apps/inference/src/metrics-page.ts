import { priorities } from '@mingda/contracts';
import { addEngineMetrics, type GenerationActivity, type InferenceMetrics, type RequestMeter } from '@mingda/inference';
import { addProcessMetrics, PrometheusText } from '@mingda/platform';

export interface MetricsSource {
  readonly engine: InferenceMetrics;
  readonly meter: RequestMeter;
  readonly ready: boolean;
  /** Texts being written. */
  readonly writing: number;
  readonly generation: readonly GenerationActivity[];
  /** What computes, such as `cpu` or `cuda:0`. */
  readonly device: string;
}

/** Everything the process tells Prometheus. */
export function metricsPage({ engine, meter, ready, writing, generation, device }: MetricsSource): string {
  const page = new PrometheusText();
  page
    .gauge(
      'mingda_inference_ready',
      '1 once the configured models are warm, 0 before and while stopping.',
      ready ? 1 : 0,
    )
    .gauge('mingda_inference_device', '1 for what computes.', [1, { device }])
    .gauge('mingda_inference_generations_running', 'Texts being written.', writing);
  addEngineMetrics(page, engine);
  for (const activity of generation) addGeneration(page, activity);
  meter.addTo(page);
  addProcessMetrics(page);
  return page.toString();
}

function addGeneration(page: PrometheusText, activity: GenerationActivity): void {
  const labels = { model: activity.model };
  for (const priority of priorities) {
    const { depth, oldestMs } = activity.queue[priority];
    page
      .gauge('mingda_generation_queue_depth', 'Requests that wait.', [depth, { ...labels, priority }])
      .gauge('mingda_generation_queue_oldest_seconds', 'Age of the oldest one.', [
        oldestMs / 1000,
        {
          ...labels,
          priority,
        },
      ]);
  }
  page
    .gauge('mingda_generation_model_loaded', '1 for a model that is loaded.', [
      activity.state === 'ready' ? 1 : 0,
      labels,
    ])
    .gauge('mingda_generation_model_memory_bytes', 'Memory of its process.', [activity.memoryBytes, labels])
    .counter('mingda_generation_tokens_total', 'Tokens written.', [activity.completionTokens, labels])
    .counter('mingda_generation_restarts_total', 'Times its process was started again.', [activity.restarts, labels]);
}
