/**
 * Writes one JSON line per question of a gold set with the features of every sentence the answerer would weigh, for `train.py`,
 * and the token vectors of questions and passages, for `train_reader.py`; beside it <set>.altered.jsonl, the same for questions that
 * their documents do not answer (`altered-questions.ts`). Runs over the product's own retrieval on a collection that was imported
 * before.
 *
 * usage: node tools/ranker/dump-features.ts DATA_DIR COLLECTION GOLD_SET_FOLDER OUTPUT_FOLDER [LIMIT] [SPLIT]
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ExtractiveAnswerer, PassageTokenCache } from '@mingda/answering';
import type { GoldQuestion } from '@mingda/contracts';
import { sentenceFeatureNames, tokenWeights } from '@mingda/domain';
import { Engine } from '@mingda/engine';
import { readGoldSet, selectQuestions } from '@mingda/evaluation';
import { answerKey, detectLanguage } from '@mingda/language';
import { createLogger, loadConfig } from '@mingda/platform';
import { alterQuestion, type AlteredQuestion } from './altered-questions.ts';

const [dataDir = '', collectionName = '', goldFolder = '', outputFolder = '', limit, split] = process.argv.slice(2);
const config = loadConfig({ ...process.env, MINGDA_DATA_DIR: dataDir, MINGDA_LOG_LEVEL: 'error' });
const engine = await Engine.open(config, createLogger(config, 'ranker'));
const scope = { tenantId: engine.tenantId };
const answerer = new ExtractiveAnswerer(new PassageTokenCache({ ...engine.repositories, embedder: engine.embedder }));

/** Whether a text gives the answer: a gold answer or every key entity is contained in it. */
function answers(question: GoldQuestion, text: string): boolean {
  const key = answerKey(text);
  const entities = (question.keyEntities ?? []).map(answerKey);
  const wanted = question.answers.map(answerKey).filter((it) => it !== '');
  return wanted.some((it) => key.includes(it)) || (entities.length > 0 && entities.every((it) => key.includes(it)));
}

const collection = await engine.repositories.collections.getByName(scope, collectionName);
if (collection === null) throw new Error(`no collection ${collectionName} in ${dataDir}`);
const collectionId = collection.id;
const goldSet = await readGoldSet(goldFolder);
const questions = selectQuestions(goldSet.questions, limit === undefined || limit === '0' ? undefined : Number(limit));
const texts = new Map(goldSet.documents.map((it) => [it.id, it.text]));
const documents = [...texts.values()];
const lines: string[] = [];
const alteredLines: string[] = [];
/** Passages that were read token by token, by chunk id. */
const read = new Map<string, string>();
const base64 = (values: Float32Array | Int8Array): string =>
  Buffer.from(values.buffer, values.byteOffset, values.byteLength).toString('base64');

/** Of a question of the set, or of one made of it, which nothing answers: its relevant passages are the look-alikes. */
async function featuresOf(question: GoldQuestion, altered?: AlteredQuestion): Promise<string> {
  const retrieved = await engine.retrieve.execute(scope, {
    collectionId,
    query: altered?.text ?? question.question,
    ...(question.turns === undefined ? {} : { turns: question.turns }),
  });
  const {
    readings: [{ candidates }],
    passages,
  } = await answerer.candidates(retrieved);
  for (const [at, { tokenVectors, text, modelKey }] of passages.entries()) {
    const chunk = retrieved.found[at].chunkId;
    if (tokenVectors === undefined || read.has(chunk)) continue;
    const { dims, rows, scales, offsets } = tokenVectors;
    const vectors = { dims, tokens: base64(rows), scales: base64(scales), offsets: [...offsets] };
    read.set(chunk, JSON.stringify({ chunk, text, model: modelKey, ...vectors }));
  }
  const { idf } = retrieved;
  const { text, words } = retrieved.question;
  const rows = candidates.map(({ passage, start, end, features }) => ({
    passage,
    start,
    end,
    features: [...features].map((value) => Number(value.toFixed(4))),
    answers: altered === undefined && answers(question, retrieved.found[passage]?.text.slice(start, end) ?? '') ? 1 : 0,
  }));
  return JSON.stringify({
    id: question.id,
    question: altered?.text ?? question.question,
    ...(altered === undefined ? {} : { altered: { kind: altered.kind, start: altered.start, end: altered.end } }),
    searched: text,
    lang: detectLanguage(question.question),
    answerable: altered === undefined && question.answerable,
    answers: altered === undefined ? question.answers : [],
    keyEntities: altered === undefined ? (question.keyEntities ?? []) : [],
    document: question.relevant[0] ?? question.id,
    split: question.split,
    vectors: retrieved.question.vectors.map(({ modelKey, embedding }) => ({
      model: modelKey,
      vector: base64(embedding.vector),
      tokens: base64(embedding.tokens?.vectors ?? new Float32Array()),
      offsets: [...(embedding.tokens?.offsets ?? [])],
      weights: [...tokenWeights({ text, words, idf }, { offsets: embedding.tokens?.offsets ?? new Int32Array() })],
    })),
    passages: retrieved.found.slice(0, passages.length).map((it, at) => ({
      chunk: it.chunkId,
      relevant: question.relevant.includes(it.sourceKey) ? 1 : 0,
      read: passages[at].tokenVectors !== undefined,
    })),
    rows,
  });
}

for (const [at, question] of questions.entries()) {
  if (split !== undefined && question.split !== split) continue;
  lines.push(await featuresOf(question));
  const document = question.relevant.map((it) => texts.get(it) ?? '').join('\n');
  const elsewhere = documents[(at * 7919) % documents.length] ?? '';
  const { id, answers: known } = question;
  const altered =
    question.answerable && document !== ''
      ? alterQuestion({ id, question: question.question, answers: known, document, elsewhere })
      : null;
  if (altered !== null) alteredLines.push(await featuresOf(question, altered));
  if (lines.length % 200 === 0) process.stderr.write(`${lines.length} of ${questions.length}\n`);
}
mkdirSync(outputFolder, { recursive: true });
writeFileSync(join(outputFolder, `${goldSet.name}.jsonl`), `${lines.join('\n')}\n`);
writeFileSync(join(outputFolder, `${goldSet.name}.altered.jsonl`), alteredLines.map((it) => `${it}\n`).join(''));
writeFileSync(join(outputFolder, `${goldSet.name}.passages.jsonl`), `${[...read.values()].join('\n')}\n`);
writeFileSync(join(outputFolder, 'features.json'), JSON.stringify(sentenceFeatureNames));
await engine.close();
