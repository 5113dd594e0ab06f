import type { GenerationOptions, GenerationPiece, GenerationRequest, TextGenerator } from '@mingda/inference';
import { MingdaError } from '@mingda/platform';
import type { InferenceClient } from '../inference-client.ts';

/** Writes on the inference service. */
export class GrpcTextGenerator implements TextGenerator {
  readonly model: string;
  readonly #client: InferenceClient;

  /** @param model key of a model that the service writes with; empty for the one that it has configured */
  constructor(client: InferenceClient, model: string) {
    this.#client = client;
    this.model = model;
  }

  async *generate(
    request: GenerationRequest,
    { signal, priority }: GenerationOptions,
  ): AsyncGenerator<GenerationPiece> {
    let begun = false;
    try {
      for await (const piece of this.#client.generate({ model: this.model, priority, request }, signal)) {
        begun = true;
        yield piece;
      }
    } catch (error) {
      const left = error instanceof MingdaError && error.code === 'INFERENCE_CANCELLED' && signal.aborted;
      if (!begun || !left) throw error;
      yield { text: '', finish: 'cancelled' };
    }
  }
}
