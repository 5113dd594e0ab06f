import { readFileSync } from 'node:fs';
import { MingdaError } from '@mingda/platform';
import { registryFileSchema, type ModelEntry, type OnnxEntry } from './model-entry.ts';
import shipped from './models.registry.json' with { type: 'json' };

/** The table of models that can be chosen: the shipped file, extended or overridden by the operator's own. */
export class ModelRegistry {
  readonly #entries: ReadonlyMap<string, ModelEntry>;

  private constructor(entries: ReadonlyMap<string, ModelEntry>) {
    this.#entries = entries;
  }

  /**
   * @param options.file the operator's registry file; an entry with a shipped key replaces the shipped one
   * @throws MingdaError `CONFIG_INVALID` naming the file and every field that is wrong
   */
  static load(options: { readonly file?: string | undefined } = {}): ModelRegistry {
    const entries = new Map(parseRegistry(shipped, 'models.registry.json').map((entry) => [entry.key, entry]));
    if (options.file !== undefined) {
      for (const entry of parseRegistry(readJson(options.file), options.file)) entries.set(entry.key, entry);
    }
    return new ModelRegistry(entries);
  }

  /** @throws MingdaError `MODEL_UNKNOWN` listing the keys there are */
  get(key: string): ModelEntry {
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
