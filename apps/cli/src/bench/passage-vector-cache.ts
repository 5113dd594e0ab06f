import type { Embedding, EmbedRequest } from '@mingda/contracts';
import type { Embedder } from '@mingda/models';
import { createHash } from 'node:crypto';
import { appendFileSync, existsSync, mkdirSync, readFileSync, truncateSync } from 'node:fs';
import { join } from 'node:path';

const digestBytes = 20;

/** SHA-1 of model and text, as one character a byte. */
const keyOf = (model: string, text: string): string =>
  createHash('sha1').update(`${model}\n${text}`).digest().toString('latin1');

/**
 * Vectors of one model that earlier runs computed: digests in one file, little-endian float32 in another, both only appended
 * to. Half a record of a run that was killed is cut off.
 */
class VectorFile {
  readonly #model: string;
  readonly #digests: string;
  readonly #vectors: string;
  readonly #known = new Map<string, Float32Array>();

  constructor(folder: string, model: string, dims: number) {
    this.#model = model;
    this.#digests = join(folder, `${model}.keys`);
    this.#vectors = join(folder, `${model}.f32`);
    if (!existsSync(this.#digests) || !existsSync(this.#vectors)) return;
    const keys = readFileSync(this.#digests).toString('latin1');
    const bytes = readFileSync(this.#vectors);
    const whole = Math.floor(Math.min(keys.length / digestBytes, bytes.length / (dims * 4)));
    truncateSync(this.#digests, whole * digestBytes);
    truncateSync(this.#vectors, whole * dims * 4);
    const all = new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + whole * dims * 4));
    for (let at = 0; at < whole; at += 1) {
      this.#known.set(keys.slice(at * digestBytes, (at + 1) * digestBytes), all.subarray(at * dims, (at + 1) * dims));
    }
  }

  get(text: string): Float32Array | undefined {
    return this.#known.get(keyOf(this.#model, text));
  }

  add(texts: readonly string[], vectors: readonly Float32Array[]): void {
    const keys = texts.map((it) => keyOf(this.#model, it));
    const bytes = vectors.map((it) => Buffer.from(it.buffer, it.byteOffset, it.byteLength));
    appendFileSync(this.#vectors, Buffer.concat(bytes));
    appendFileSync(this.#digests, Buffer.from(keys.join(''), 'latin1'));
    for (const [at, key] of keys.entries()) this.#known.set(key, Float32Array.from(vectors[at]));
  }
}

/**
 * Lets an embedder remember passages in a folder, so that the same documents in several collections and runs cost one model
 * pass. Questions and requests for tokens or spans go through. One process at a time may use a folder.
 */
export function rememberPassages(embedder: Embedder, folder: string): void {
  mkdirSync(folder, { recursive: true });
  const files = new Map<string, VectorFile>();
  const fileOf = (model: string): VectorFile => {
    const file = files.get(model) ?? new VectorFile(folder, model, embedder.dims(model));
    files.set(model, file);
    return file;
  };
  const compute = embedder.embed.bind(embedder);
  embedder.embed = async (request: EmbedRequest) => {
    const plain = request.role === 'passage' && request.tokens === undefined;
    if (!plain || request.items.some((it) => it.spans !== undefined)) return compute(request);
    const file = fileOf(request.model);
    const missing = request.items.filter((it) => file.get(it.text) === undefined);
    const reply =
      missing.length > 0
        ? await compute({ ...request, items: missing })
        : { embeddings: [], tokenCount: 0, timings: { tokenizeMs: 0, queueMs: 0, computeMs: 0 } };
    file.add(
      missing.map((it) => it.text),
      reply.embeddings.map((it) => it.vector),
    );
    const embeddings = request.items.map(({ text }): Embedding => {
      const vector = file.get(text);
      if (vector === undefined) throw new Error('a vector that was just added is missing');
      return { vector, spanVectors: [], truncated: false };
    });
    return { ...reply, embeddings };
  };
}
