import { analyze, termHash } from '@mingda/language';
import { describe, expect, it } from 'vitest';
import { candidateHashes, chooseCorrections, spellingSlips } from './spelling-slips.ts';

const collectionId = 'c';
const documents = [
  '员工每年享有五天年假，年假可以结转。',
  '年假由经理批准。',
  '没有休完的年假在三月失效。',
  'Travel expenses need a reimbursement form for GW-2200.',
];
const chunksWith = new Map<number, number>();
for (const document of documents) {
  for (const term of new Set(analyze(document).map((it) => it.term))) {
    const hash = termHash(collectionId, term);
    chunksWith.set(hash, (chunksWith.get(hash) ?? 0) + 1);
  }
}
const english = new Set('travel expenses need form reimbursement percentage team'.split(' '));
function corrected(question: string): string[] {
  const slips = spellingSlips(question, {
    isKnown: (term) => chunksWith.has(termHash(collectionId, term)),
    isEnglish: (word) => english.has(word),
  });
  const hashes = new Set(candidateHashes(slips, collectionId));
  const found = new Map([...chunksWith].filter(([hash]) => hashes.has(hash)));
  return chooseCorrections(slips, { collectionId, chunksWith: found }).map((it) => `${it.written}>${it.searched}`);
}

describe('spelling slips', () => {
  it.each([
    ['年价有几天', ['年价>年假']],
    ['nianjia有几天', ['nianjia>年假']],
    ['where is the reimbursemnt form', ['reimbursemnt>reimbursement']],
    ['travle expenses', ['travle>travel']],
  ])('%s', (question, expected) => expect(corrected(question)).toEqual(expected));

  it.each([
    '年假有几天',
    'the percentage of the team',
    'GW-2300 form',
    'ERR_0x8007 reimbursement',
    'HTTP form',
    '',
    '-'.repeat(33),
    '😀'.repeat(50),
    'x'.repeat(10_000),
  ])('leaves alone: %s', (question) => expect(corrected(question)).toEqual([]));
});
