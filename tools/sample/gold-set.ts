/** The questions of a gold set: their shape, and reading them with every fault of shape named. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export interface GoldQuestion {
  readonly id: string;
  readonly question: string;
  readonly lang: 'zh' | 'en';
  readonly answerable: boolean;
  readonly relevant: readonly string[];
  readonly answers: readonly string[];
  readonly keyEntities: readonly string[];
  readonly evidence: string;
  readonly split: 'tune' | 'test';
  readonly tags: readonly string[];
  readonly names: readonly string[];
}

export interface GoldSet {
  readonly questions: readonly GoldQuestion[];
  readonly problems: readonly string[];
}

const textLists = ['relevant', 'answers', 'keyEntities', 'tags', 'names'];
const fields = new Set(['id', 'question', 'lang', 'answerable', 'evidence', 'split', ...textLists]);

export function readGoldSet(folder: string): GoldSet {
  const path = join(folder, 'questions.jsonl');
  if (!existsSync(path)) return { questions: [], problems: [`${path} is missing`] };
  const questions: GoldQuestion[] = [];
  const problems: string[] = [];
  for (const [index, line] of readFileSync(path, 'utf8').split('\n').entries()) {
    if (line === '') continue;
    const faults: string[] = [];
    const value = parseLine(line, faults);
    if (value !== undefined) faults.push(...shapeFaults(value));
    problems.push(...faults.map((fault) => `line ${index + 1}: ${fault}`));
    if (faults.length === 0) questions.push(value as unknown as GoldQuestion);
  }
  return { questions, problems };
}

function parseLine(line: string, faults: string[]): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(line);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
    faults.push('is not an object');
  } catch (error) {
    faults.push(`is not JSON: ${String(error)}`);
  }
  return undefined;
}

function shapeFaults(value: Record<string, unknown>): string[] {
  const faults: string[] = [];
  for (const key of Object.keys(value)) if (!fields.has(key)) faults.push(`unknown field ${key}`);
  if (typeof value['id'] !== 'string' || !/^[a-z0-9]+(-[a-z0-9]+)*-\d{3}$/.test(value['id'])) faults.push('bad id');
  if (typeof value['question'] !== 'string' || value['question'].trim() === '') faults.push('empty question');
  if (value['lang'] !== 'zh' && value['lang'] !== 'en') faults.push('lang is neither zh nor en');
  if (value['split'] !== 'tune' && value['split'] !== 'test') faults.push('split is neither tune nor test');
  if (typeof value['answerable'] !== 'boolean') faults.push('answerable is not a boolean');
  if (typeof value['evidence'] !== 'string') faults.push('evidence is not a text');
  for (const key of textLists) if (!isTextList(value[key])) faults.push(`${key} is not a list of texts`);
  return faults;
}

function isTextList(value: unknown): boolean {
  return Array.isArray(value) && value.every((entry) => typeof entry === 'string' && entry.trim() !== '');
}
