/**
 * Fits the model that decides whether an approved answer's question is the one that was asked, and measures it on
 * documents that it did not learn from (sha256(set + '/' + document), first byte < 128 is learned from).
 *
 * usage: node tools/approved/run-fit-match.ts DATA_SETS_FOLDER
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { matchEvidence, matchFeatures } from '@mingda/answering';
import { toSimplified } from '@mingda/language';
import { createEmbedder } from '@mingda/models';
import { createLogger, loadConfig } from '@mingda/platform';
import { fitLogistic, predict } from './logistic.ts';
import { distortions, questionsOf, rewrites, type Asked, type Pair } from './question-pairs.ts';
import { sameAnswerPairs } from './same-answer-pairs.ts';

const [folder = ''] = process.argv.slice(2);
const sets = {
  zh: ['cmrc2018', 'drcd-hant', 'tidb-faq-zh', 'lecoqa', 'dureader-search'],
  en: ['xquad-en', 'nq-open', 'contoso-hr', 'scifact-train'],
} as const;
/** Of the answers given from approved entries, this share must be right. */
const wantedPrecision = 0.99;
const perSet = 400;

const config = loadConfig({ ...process.env, MINGDA_LOG_LEVEL: 'error' });
const embedder = await createEmbedder(config, createLogger(config, 'fit'));
await embedder.ready();

async function vectorsOf(lang: 'zh' | 'en', texts: readonly string[]): Promise<Map<string, Float32Array>> {
  const found = new Map<string, Float32Array>();
  const unique = [...new Set(texts)];
  for (let at = 0; at < unique.length; at += 64) {
    const batch = unique.slice(at, at + 64);
    const { embeddings } = await embedder.embed({
      model: embedder.modelFor(lang),
      role: 'query',
      priority: 'bulk',
      items: batch.map((text) => ({ text: toSimplified(text) })),
    });
    batch.forEach((text, index) => found.set(text, embeddings[index]?.vector ?? new Float32Array()));
  }
  return found;
}

const dot = (a: Float32Array, b: Float32Array): number =>
  a.reduce((sum, value, index) => sum + value * (b[index] ?? 0), 0);

/** For each question the most similar other ones: in its document, and in the rest of the set. */
function neighbours(asked: readonly Asked[], vectors: ReadonlyMap<string, Float32Array>): Pair[] {
  const pairs: Pair[] = [];
  const vectorOf = (text: string) => vectors.get(text) ?? new Float32Array();
  for (const one of asked) {
    const others = asked
      .filter((it) => it.text !== one.text && it.half === one.half && it.answer !== one.answer)
      .map((it) => ({ it, near: dot(vectorOf(one.text), vectorOf(it.text)) }))
      .toSorted((a, b) => b.near - a.near);
    const inside = others.filter(({ it }) => it.document === one.document).slice(0, 2);
    const outside = others.filter(({ it }) => it.document !== one.document).slice(0, 2);
    for (const { it } of inside)
      pairs.push({ left: one.text, right: it.text, same: false, kind: 'same document', half: one.half });
    for (const { it } of outside)
      pairs.push({ left: one.text, right: it.text, same: false, kind: 'other document', half: one.half });
  }
  return pairs;
}

function changed(asked: readonly Asked[], lang: 'zh' | 'en'): Pair[] {
  const made = (list: (typeof rewrites)['zh'], same: boolean, prefix: string): Pair[] =>
    asked.flatMap((one) =>
      list.flatMap(([kind, change]) => {
        const right = change(one.text);
        if (right === one.text) return [];
        return [{ left: one.text, right, same, kind: `${prefix}: ${kind}`, half: one.half }];
      }),
    );
  return [...made(rewrites[lang], true, 'rewritten'), ...made(distortions[lang], false, 'distorted')];
}

interface Row {
  readonly pair: Pair;
}
const masses = new WeakMap<readonly Row[], Map<string, number>>();

/**
 * Both sides weigh 1 in all, and each kind of pair alike within its side: as if every second question had an entry that is
 * meant for it, and whatever the scripts make most of.
 */
function weightOf(rows: readonly Row[], half: Pair['half'], pair: Pair): number {
  let sizes = masses.get(rows);
  if (sizes === undefined) {
    sizes = new Map();
    for (const { pair: it } of rows) sizes.set(`${it.half} ${it.kind}`, (sizes.get(`${it.half} ${it.kind}`) ?? 0) + 1);
    for (const side of [true, false])
      for (const part of ['fit', 'test'] as const)
        sizes.set(
          `${part} ${side}`,
          new Set(rows.filter((it) => it.pair.half === part && it.pair.same === side).map((it) => it.pair.kind)).size,
        );
    masses.set(rows, sizes);
  }
  return 1 / ((sizes.get(`${half} ${pair.kind}`) ?? 1) * (sizes.get(`${half} ${pair.same}`) ?? 1));
}

const model = new Map<string, { weights: number[]; bias: number; threshold: number }>();
for (const lang of ['zh', 'en'] as const) {
  const pairs: Pair[] = [];
  const asked = sets[lang].map((set) => questionsOf(folder, set).slice(0, perSet));
  const own = await vectorsOf(
    lang,
    asked.flat().map((it) => it.text),
  );
  for (const questions of asked) pairs.push(...neighbours(questions, own), ...changed(questions, lang));
  pairs.push(...sameAnswerPairs(folder, lang));
  const vectors = await vectorsOf(
    lang,
    pairs.flatMap((it) => [it.left, it.right]),
  );
  const rows = pairs.map((pair) => {
    const similarity = dot(vectors.get(pair.left) ?? new Float32Array(), vectors.get(pair.right) ?? new Float32Array());
    const evidence = matchEvidence(pair.left, pair.right, similarity);
    return { pair, similarity, features: evidence === null ? null : matchFeatures.map((name) => evidence[name]) };
  });
  // Each kind weighs alike, however many pairs it has: what is asked of a product is not what a script makes most of.
  const learned = rows.filter((it) => it.pair.half === 'fit');
  const fitted = fitLogistic(
    learned.flatMap(({ pair, features }) =>
      features === null ? [] : [{ features, label: pair.same ? 1 : 0, weight: weightOf(rows, 'fit', pair) }],
    ),
  );
  const scored = rows.map((row) => ({
    ...row,
    probability: row.features === null ? 0 : predict(fitted, row.features),
  }));
  const figures = (half: Pair['half'], threshold: number) => {
    const of = scored.filter((it) => it.pair.half === half);
    const mass = (same: boolean) =>
      of
        .filter((it) => it.pair.same === same && it.probability >= threshold)
        .reduce((sum, it) => sum + weightOf(rows, half, it.pair), 0);
    const [right, wrong] = [mass(true), mass(false)];
    return { pairs: of.length, precision: right / Math.max(1e-9, right + wrong), recall: right, falseMatches: wrong };
  };
  const threshold =
    Array.from({ length: 99 }, (_, index) => (index + 1) / 100).find(
      (it) => figures('fit', it).precision >= wantedPrecision,
    ) ?? 0.99;
  model.set(lang, { ...fitted, threshold });
  console.log(
    `\n${lang}: weights ${fitted.weights.map((it) => it.toFixed(3)).join(', ')}, bias ${fitted.bias.toFixed(3)}, threshold ${threshold}`,
  );
  console.log('learned half', figures('fit', threshold), 'unseen half', figures('test', threshold));
  const cosine = rows.filter((it) => it.pair.half === 'test').toSorted((a, b) => b.similarity - a.similarity);
  const reached = { right: 0, wrong: 0, recall: 0 };
  for (const { pair } of cosine) {
    reached[pair.same ? 'right' : 'wrong'] += weightOf(rows, 'test', pair);
    if (reached.right / (reached.right + reached.wrong) >= wantedPrecision) reached.recall = reached.right;
  }
  console.log(
    `similarity alone at precision ${wantedPrecision} on the unseen half: recall ${reached.recall.toFixed(3)}`,
  );
  for (const kind of new Set(pairs.map((it) => it.kind))) {
    const of = scored.filter((it) => it.pair.half === 'test' && it.pair.kind === kind);
    const given = of.filter((it) => it.probability >= threshold).length;
    console.log(
      `  ${kind.padEnd(24)} ${of.some((it) => it.pair.same) ? 'same' : 'different'} matched ${given} of ${of.length} (${(given / Math.max(1, of.length)).toFixed(3)})`,
    );
  }
  // Gaps join questions by similarity alone: what that lets through is read off here.
  for (const least of [0.75, 0.8, 0.85, 0.9]) {
    const share = (kind: string | undefined) => {
      const of = rows.filter(
        ({ pair }) => pair.half === 'test' && (kind === undefined ? pair.same : pair.kind === kind),
      );
      return (of.filter((it) => it.similarity >= least).length / Math.max(1, of.length)).toFixed(3);
    };
    console.log(
      `  similarity >= ${least}: rewritten ${share(undefined)}, nearest of the same document ${share('same document')}, nearest of another ${share('other document')}`,
    );
  }
  if (process.env['SHOW'] !== undefined) {
    for (const it of scored
      .filter((row) => row.pair.kind === process.env['SHOW'])
      .toSorted((a, b) => b.probability - a.probability)
      .slice(0, 40))
      console.log(it.probability.toFixed(2), it.similarity.toFixed(3), it.pair.left, '|', it.pair.right);
  }
}
await embedder.close();

const text = [...model]
  .map(([lang, { weights, bias, threshold }]) => {
    const written = weights.map((it) => it.toFixed(4)).join(', ');
    // The threshold is brought to a probability of 0.5, so that what people see is above it.
    const shifted = bias - Math.log(threshold / (1 - threshold));
    return `  ${lang}: { weights: [${written}], bias: ${shifted.toFixed(4)} },`;
  })
  .join('\n');
const target = join(import.meta.dirname, '..', '..', 'libs', 'answering', 'src', 'approved', 'approved-match-model.ts');
if (process.env['WRITE'] === '1') {
  const before = readFileSync(target, 'utf8');
  writeFileSync(target, before.replace(/ {2}zh: [\s\S]*(?=\n\};)/u, text));
} else console.log(`\n${text}`);
