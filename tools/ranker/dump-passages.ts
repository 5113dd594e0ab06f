/**
 * Writes one JSON line per answerable question of a gold set with the features of every passage that the ranker would order,
 * for `train_passages.py`. Runs over the product's own search on a collection that was imported before.
 *
 * usage: node tools/ranker/dump-passages.ts DATA_DIR COLLECTION GOLD_SET_FOLDER OUTPUT_FOLDER [LIMIT]
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { passageFeatureNames, passageFeatures } from '@mingda/domain';
import { Engine } from '@mingda/engine';
import { readGoldSet, selectQuestions } from '@mingda/evaluation';
import { noUserWords } from '@mingda/language';
import { createLogger, loadConfig } from '@mingda/platform';
import { rankerInput, rankingDepth, TitleTerms } from '@mingda/retrieval';

const [dataDir = '', collectionName = '', goldFolder = '', outputFolder = '', limit] = process.argv.slice(2);
const config = loadConfig({ ...process.env, MINGDA_DATA_DIR: dataDir, MINGDA_LOG_LEVEL: 'error' });
const engine = await Engine.open(config, createLogger(config, 'ranker'));
const scope = { tenantId: engine.tenantId };
const collection = await engine.repositories.collections.getByName(scope, collectionName);
if (collection === null) throw new Error(`no collection ${collectionName} in ${dataDir}`);
const goldSet = await readGoldSet(goldFolder);
const titles = new TitleTerms();
const lines: string[] = [];
for (const question of selectQuestions(goldSet.questions, limit === undefined ? undefined : Number(limit))) {
  if (!question.answerable || question.relevant.length === 0) continue;
  const retrieved = await engine.retrieve.execute(scope, {
    collectionId: collection.id,
    query: question.question,
    ...(question.turns === undefined ? {} : { turns: question.turns }),
  });
  const scores = new Map(retrieved.candidates.slice(0, rankingDepth).map((it) => [it.chunkId, it]));
  const stored = await engine.repositories.search.passages(scope, [...scores.keys()]);
  const passages = stored.flatMap((it) => {
    const found = scores.get(it.chunkId);
    return found === undefined ? [] : [{ ...it, dense: found.dense, lexical: found.lexical, score: found.score }];
  });
  const context = { ...retrieved, titles, collectionId: collection.id, words: noUserWords };
  const input = rankerInput(passages, context);
  const features = passageFeatures(input.question, input.passages);
  lines.push(
    JSON.stringify({
      id: question.id,
      relevant: question.relevant,
      split: question.split,
      rows: passages.map((it, at) => ({
        document: it.sourceKey,
        features: [...features[at]].map((value) => Number(value.toPrecision(6))),
      })),
    }),
  );
  if (lines.length % 200 === 0) process.stderr.write(`${lines.length}\n`);
}
mkdirSync(outputFolder, { recursive: true });
writeFileSync(join(outputFolder, `${goldSet.name}.jsonl`), `${lines.join('\n')}\n`);
writeFileSync(join(outputFolder, 'features.json'), JSON.stringify(passageFeatureNames));
await engine.close();
