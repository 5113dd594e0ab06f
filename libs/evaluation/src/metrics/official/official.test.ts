import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { tokenOverlapF1 } from '../token-f1.metric.ts';
import { officialCmrc } from './official-cmrc.ts';
import { officialSquad, type OfficialScore } from './official-squad.ts';

type Piece =
  | readonly ['a', string, number, number, number]
  | readonly ['d', string, number, number]
  | readonly ['t', string];
type Pair = readonly [exact: number, f1: number];

interface Prediction {
  readonly question: string;
  readonly pieces: readonly Piece[];
  readonly upper?: boolean;
  readonly v1: Pair;
  readonly v2: Pair;
  readonly cmrc: Pair;
}

interface Plan {
  readonly dataset: string;
  readonly predictions: readonly Prediction[];
}

const expected = JSON.parse(
  readFileSync(new URL('../../../test/parity/reading-comprehension.json', import.meta.url), 'utf8'),
) as { readonly squad: Plan; readonly cmrc: Plan };
const datasets = process.env['MINGDA_DATASETS'];

const range = (text: string, start: number, end: number): string => [...text].slice(start, end).join('');

/** Puts the predictions together from the data set, which may not be part of the repository. */
function predictionsOf({ dataset, predictions }: Plan) {
  const read = <T extends { id: string }>(file: string): Map<string, T> =>
    new Map(
      readFileSync(join(datasets ?? '', 'open', dataset, file), 'utf8')
        .split('\n')
        .filter((line) => line.trim() !== '')
        .map((line) => JSON.parse(line) as T)
        .map((it) => [it.id, it]),
    );
  const questions = read<{ id: string; answers: readonly string[] }>('questions.jsonl');
  const documents = read<{ id: string; text: string }>('corpus.jsonl');
  const write = (piece: Piece): string => {
    if (piece[0] === 't') return piece[1];
    if (piece[0] === 'd') return range(documents.get(piece[1])?.text ?? '', piece[2], piece[3]);
    return range(questions.get(piece[1])?.answers[piece[2]] ?? '', piece[3], piece[4]);
  };
  return predictions.map((wanted) => {
    const text = wanted.pieces.map(write).join('');
    const answers = questions.get(wanted.question)?.answers ?? [];
    return { text: wanted.upper === true ? text.toUpperCase() : text, answers, wanted };
  });
}

describe.skipIf(datasets === undefined)('500 predictions each (skipped unless MINGDA_DATASETS names the data)', () => {
  const agree = (score: OfficialScore, [exact, f1]: Pair, where: string): void => {
    expect(score.exact, where).toBe(exact);
    expect(score.f1, where).toBeCloseTo(f1, 10);
  };

  it.each([1, 2] as const)('SQuAD version %i', (version) => {
    const predictions = predictionsOf(expected.squad);
    expect(predictions).toHaveLength(500);
    for (const { text, answers, wanted } of predictions) {
      if (version === 1 && answers.length === 0) continue;
      agree(officialSquad(text, answers, version), version === 1 ? wanted.v1 : wanted.v2, `${wanted.question} ${text}`);
    }
    // The predictions are of every kind: right, partly right and wrong.
    const found = new Set(predictions.map(({ wanted }) => (wanted.v2[1] === 0 ? 0 : wanted.v2[1] === 1 ? 1 : 2)));
    expect(found.size).toBe(3);
  });

  it('CMRC 2018', () => {
    const predictions = predictionsOf(expected.cmrc);
    expect(predictions).toHaveLength(500);
    for (const { text, answers, wanted } of predictions)
      agree(officialCmrc(text, answers), wanted.cmrc, `${wanted.question} ${text}`);
  });
});

describe('SQuAD by hand', () => {
  it.each<[string, string[], 1 | 2, number, number]>([
    ['The Cat!', ['a cat'], 1, 1, 1],
    ['big cat', ['the cat sat'], 1, 0, 0.5],
    ['cat', ['dog', 'cat'], 1, 1, 1],
    ['', [], 2, 1, 1],
    ['cat', [], 2, 0, 0],
    ['the', ['a'], 2, 1, 1],
    ['', ['cat'], 2, 0, 0],
    ['the', ['a'], 1, 1, 0],
    ['theatre an', ['theatre'], 1, 1, 1],
  ])('%s against %j, version %i', (prediction, answers, version, exact, f1) => {
    expect(officialSquad(prediction, answers, version)).toEqual({ exact, f1: expect.closeTo(f1, 12) as number });
  });
});

describe('CMRC by hand', () => {
  it.each<[string, string[], number, number]>([
    ['《红楼梦》。', ['红楼梦'], 1, 1],
    // The longest common run is 红楼 of 3 and 4.
    ['红楼记', ['红楼梦境'], 0, 4 / 7],
    ['USA制造', ['usa制造'], 1, 1],
    ['', ['红'], 0, 0],
  ])('%s against %j', (prediction, answers, exact, f1) => {
    expect(officialCmrc(prediction, answers)).toEqual({ exact, f1: expect.closeTo(f1, 12) as number });
  });

  it('counts a run where the product counts every shared character', () => {
    expect(officialCmrc('梦红楼', ['红楼梦']).f1).toBeCloseTo(2 / 3, 12);
    expect(tokenOverlapF1('梦红楼', '红楼梦')).toBe(1);
  });
});
