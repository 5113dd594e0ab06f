import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { MingdaError } from '@mingda/platform';
import {
  registryFileSchema,
  type CrossEncoderEntry,
  type EmbeddingEntry,
  type EncoderEntry,
  type GgufEntry,
  type ModelEntry,
  type OnnxEntry,
  type StoredEntry,
} from './model-entry.ts';
import shipped from './models.registry.json' with { type: 'json' };

/** Entries of variants that were made on this machine, beside their weights in the model folder. */
export const ownRegistryFile = 'registry.json';

/** What models of a kind do, for messages. */
const works: Readonly<Record<ModelEntry['kind'], string>> = {
  onnx: 'embeds',
  remote: 'embeds',
  'cross-encoder': 'ranks texts for a query',
  gguf: 'writes text',
};

export interface RegistryOptions {
  /** The operator's registry file. */
  readonly file?: string | undefined;
  /** The model folder, whose own registry file lists variants made on this machine. */
  readonly dir?: string | undefined;
}

/**
 * The table of models that can be chosen: the shipped file, then the variants made on this machine, then the
 * operator's own entries. An entry with a known key replaces the earlier one.
 */
export class ModelRegistry {
  readonly #entries: ReadonlyMap<string, ModelEntry>;

  private constructor(entries: ReadonlyMap<string, ModelEntry>) {
    this.#entries = entries;
  }

  /**
   * @throws MingdaError `CONFIG_INVALID` naming the file and every field that is wrong
   */
  static load({ file, dir }: RegistryOptions = {}): ModelRegistry {
    const entries = new Map(parseRegistry(shipped, 'models.registry.json').map((entry) => [entry.key, entry]));
    const own = dir === undefined ? undefined : join(dir, ownRegistryFile);
    const files = [own !== undefined && existsSync(own) ? own : undefined, file];
    for (const name of files) {
      if (name === undefined) continue;
      for (const entry of parseRegistry(readJson(name), name)) entries.set(entry.key, entry);
    }
    return new ModelRegistry(entries);
  }

  /**
   * The entry of an embedding model.
   * @throws MingdaError `MODEL_UNKNOWN`, `INVALID_INPUT` when the model does something else
   */
  get(key: string): EmbeddingEntry {
    const entry = this.entry(key);
    if (entry.kind === 'onnx' || entry.kind === 'remote') return entry;
    throw new MingdaError('INVALID_INPUT', { subject: key, detail: `this model ${works[entry.kind]} and embeds none` });
  }

  /** The entry of any kind. @throws MingdaError `MODEL_UNKNOWN` listing the keys there are */
  entry(key: string): ModelEntry {
    const entry = this.#entries.get(key);
    if (entry !== undefined) return entry;
    throw new MingdaError('MODEL_UNKNOWN', {
      subject: key,
      fixes: [
        `use one of: ${[...this.#entries.keys()].join(', ')}`,
        'add an entry to the file that MINGDA_MODELS_FILE names',
      ],
    });
  }

  /**
   * The entry of a model that runs in this process.
   * @throws MingdaError `MODEL_UNKNOWN`, `INVALID_INPUT` when the key belongs to a remote endpoint
   */
  local(key: string): OnnxEntry {
    const entry = this.get(key);
    if (entry.kind === 'onnx') return entry;
    throw new MingdaError('INVALID_INPUT', {
      subject: key,
      detail: 'this model runs on a remote endpoint and has no weights here',
    });
  }

  /**
   * The entry of a model that writes text in this process.
   * @throws MingdaError `MODEL_UNKNOWN`, `INVALID_INPUT` when the model does something else
   */
  generator(key: string): GgufEntry {
    const entry = this.entry(key);
    if (entry.kind === 'gguf') return entry;
    throw new MingdaError('INVALID_INPUT', {
      subject: key,
      detail: `this model ${works[entry.kind]} and writes no text`,
    });
  }

  /**
   * The entry of a model that reads query and text together.
   * @throws MingdaError `MODEL_UNKNOWN`, `INVALID_INPUT` when the model does something else
   */
  crossEncoder(key: string): CrossEncoderEntry {
    const entry = this.entry(key);
    if (entry.kind === 'cross-encoder') return entry;
    throw new MingdaError('INVALID_INPUT', {
      subject: key,
      detail: `this model ${works[entry.kind]}; it is no cross-encoder`,
    });
  }

  /** The entry of a model that the inference engine runs. @throws MingdaError as `local` */
  encoder(key: string): EncoderEntry {
    const entry = this.entry(key);
    return entry.kind === 'cross-encoder' ? entry : this.local(key);
  }

  /** The entry of a model whose weights are kept on this machine. @throws MingdaError as `local` */
  stored(key: string): StoredEntry {
    const entry = this.entry(key);
    return entry.kind === 'gguf' ? entry : this.encoder(key);
  }

  list(): ModelEntry[] {
    return [...this.#entries.values()];
  }
}

function readJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (cause) {
    throw new MingdaError('CONFIG_INVALID', {
      subject: file,
      detail: cause instanceof Error ? cause.message : String(cause),
      fixes: ['make MINGDA_MODELS_FILE name a readable JSON file', 'unset MINGDA_MODELS_FILE'],
      cause,
    });
  }
}

function parseRegistry(content: unknown, file: string): ModelEntry[] {
  const parsed = registryFileSchema.safeParse(content);
  if (parsed.success) return parsed.data.models;
  const detail = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; ');
  throw new MingdaError('CONFIG_INVALID', {
    subject: file,
    detail,
    fixes: ['correct the named fields of the model registry file'],
  });
}
