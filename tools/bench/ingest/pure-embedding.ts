import type { EmbedRequest } from '@mingda/contracts';
import type { Embedder } from '@mingda/models';

/** Everything that an import had embedded, so that the models can be given the same again and nothing else. */
export class EmbeddedTexts {
  readonly #texts = new Map<string, string[]>();
  tokens = 0;
  count = 0;

  /** Listens to an embedder; its answers stay as they are. */
  listen(embedder: Embedder): void {
    const embed = embedder.embed.bind(embedder);
    embedder.embed = async (request: EmbedRequest) => {
      if (request.role !== 'passage') return embed(request);
      const reply = await embed(request);
      const known = this.#texts.get(request.model) ?? [];
      for (const { text } of request.items) known.push(text);
      this.#texts.set(request.model, known);
      this.tokens += reply.tokenCount;
      this.count += request.items.length;
      return reply;
    };
  }

  /** Seconds that the models alone take for the same texts: as many requests at once as keep every worker busy. */
  async seconds(embedder: Embedder): Promise<number> {
    const requests = [...this.#texts].flatMap(([model, texts]) =>
      parts(texts, textsPerRequest).map((it) => ({ model, texts: it })),
    );
    const started = performance.now();
    let next = 0;
    const lane = async (): Promise<void> => {
      while (next < requests.length) {
        const request = requests[next];
        next += 1;
        if (request === undefined) return;
        const items = request.texts.map((text) => ({ text }));
        await embedder.embed({ model: request.model, role: 'passage', priority: 'bulk', items });
      }
    };
    await Promise.all(Array.from({ length: requestsAtOnce }, lane));
    return (performance.now() - started) / 1000;
  }
}

const textsPerRequest = 64;
const requestsAtOnce = 8;

function parts<T>(items: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, at) => items.slice(at * size, (at + 1) * size));
}
