import type { GenerationOptions, GenerationPiece, GenerationRequest, GgufEntry } from '@mingda/inference';
import type { LoadableGenerator } from './generator-chat-writer.ts';
import type { InferenceClient } from './inference-client.ts';
import { GrpcTextGenerator } from './replicas/grpc-text-generator.ts';
import { estimateTokens } from './text-estimate.ts';

/** The language model of the inference service. It loads with the service; tokens are estimated, its tokenizer is there. */
export class ServiceGenerator implements LoadableGenerator {
  readonly model: string;
  readonly entry: GgufEntry;
  readonly #client: InferenceClient;
  readonly #generator: GrpcTextGenerator;

  constructor(client: InferenceClient, entry: GgufEntry) {
    this.model = entry.key;
    this.entry = entry;
    this.#client = client;
    this.#generator = new GrpcTextGenerator(client, entry.key);
  }

  generate(request: GenerationRequest, options: GenerationOptions): AsyncGenerator<GenerationPiece> {
    return this.#generator.generate(request, options);
  }

  countTokens(texts: readonly string[]): Promise<readonly number[]> {
    return Promise.resolve(texts.map(estimateTokens));
  }

  load(): Promise<void> {
    return Promise.resolve();
  }

  close(): Promise<void> {
    this.#client.close();
    return Promise.resolve();
  }
}
