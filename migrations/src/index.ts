import { Foundation } from './0001-foundation.migration.ts';
import { GoldSets } from './0002-gold-sets.migration.ts';
import { RunsAndGate } from './0003-runs-and-gate.migration.ts';
import { Reporting } from './0004-reporting.migration.ts';
import { Improvement } from './0005-improvement.migration.ts';
import { Sources } from './0006-sources.migration.ts';
import { ImportJobs } from './0007-import-jobs.migration.ts';
import { ChunkEdits } from './0008-chunk-edits.migration.ts';
import { Dialogues } from './0009-dialogue.migration.ts';
import { LexiconAndMetadata } from './0010-lexicon-and-metadata.migration.ts';
import { AnswerConflicts } from './0011-answer-conflict.migration.ts';
import { ChunkTokens } from './0012-chunk-tokens.migration.ts';

/** Every migration, oldest first. */
export const migrations = [
  Foundation,
  GoldSets,
  RunsAndGate,
  Reporting,
  Improvement,
  Sources,
  ImportJobs,
  ChunkEdits,
  Dialogues,
  LexiconAndMetadata,
  AnswerConflicts,
  ChunkTokens,
] as const;
