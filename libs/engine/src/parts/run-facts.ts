import { readFileSync } from 'node:fs';
import type { Profile, RunConfiguration } from '@mingda/contracts';
import { baselines, faithfulnessPrompt, relevancePrompt, type RunFacts } from '@mingda/evaluation';
import { ModelRegistry } from '@mingda/inference';
import type { CrossEncoder, Embedder } from '@mingda/models';
import type { Config } from '@mingda/platform';
import { codeRevision } from './code-revision.ts';

const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
  version: string;
};

interface Known {
  readonly config: Config;
  readonly embedder: Embedder;
  readonly crossEncoder: CrossEncoder | undefined;
  /** Name of the language model's answerer, which holds the version of its prompt; absent without one. */
  readonly writer: string | undefined;
}

/** What decides an answer in this process, for the configuration of runs. */
export function runFacts({ config, embedder, crossEncoder, writer }: Known): RunFacts {
  const registry = ModelRegistry.load({ file: config.models.file, dir: config.models.dir });
  const described = (key: string): RunConfiguration['models'][number] => {
    const entry = registry.entry(key);
    return { key, sha256: entry.kind === 'remote' ? null : entry.sha256.model };
  };
  const answersWith = (profile: Profile): string[] =>
    profile.answering.answerer === 'llm' && writer !== undefined ? [writer] : [];
  const reranksWith = ({ retrieval }: Profile): string[] =>
    retrieval.crossEncoderDepth === 0 || crossEncoder === undefined
      ? []
      : Object.values(crossEncoder.languages).filter((key) => key !== undefined);
  const judgedBy =
    config.evaluation.judge && config.chat !== undefined
      ? [`judge:${config.chat.model}:${faithfulnessPrompt.version}:${relevancePrompt.version}`]
      : [];
  return {
    models: (profile) => [
      ...[...new Set([...Object.values(embedder.languages), ...reranksWith(profile)])].map(described),
      ...Object.values(baselines).map((baseline) => described(baseline.model)),
      ...answersWith(profile).map((key) => ({ key, sha256: null })),
    ],
    prompts: (profile) => [...answersWith(profile), ...judgedBy],
    get code() {
      return { version, revision: codeRevision() };
    },
  };
}
