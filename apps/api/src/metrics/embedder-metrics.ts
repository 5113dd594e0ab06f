import { addEngineMetrics } from '@mingda/inference';
import { GrpcEmbedder, LocalEmbedder, type Embedder } from '@mingda/models';
import type { PrometheusText } from '@mingda/platform';

/** The engine's own page where the models run in this process; how the replicas look from here where they do not. */
export function addEmbedderMetrics(page: PrometheusText, embedder: Embedder): void {
  if (embedder instanceof LocalEmbedder) addEngineMetrics(page, embedder.engine.metrics());
  if (!(embedder instanceof GrpcEmbedder)) return;
  for (const { address, health, circuit, inFlight } of embedder.client.states()) {
    const labels = { replica: address };
    page
      .gauge('mingda_inference_client_in_flight', 'Calls that wait for this replica.', [inFlight, labels])
      .gauge('mingda_inference_client_serving', '1 while its health service says so.', [
        health === 'serving' ? 1 : 0,
        labels,
      ])
      .gauge('mingda_inference_client_circuit_open', '1 while no call, or one probe, goes to it.', [
        circuit === 'closed' ? 0 : 1,
        labels,
      ]);
  }
}
