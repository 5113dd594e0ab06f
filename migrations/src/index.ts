import { Foundation } from './0001-foundation.migration.ts';
import { GoldSets } from './0002-gold-sets.migration.ts';
import { RunsAndGate } from './0003-runs-and-gate.migration.ts';
import { Reporting } from './0004-reporting.migration.ts';
import { Improvement } from './0005-improvement.migration.ts';

/** Every migration, oldest first. */
export const migrations = [Foundation, GoldSets, RunsAndGate, Reporting, Improvement] as const;
