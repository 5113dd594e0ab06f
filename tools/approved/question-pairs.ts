import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export interface Pair {
  readonly left: string;
  readonly right: string;
  readonly same: boolean;
  /** Where it comes from, for the table of results. */
  readonly kind: string;
  /** By the hash of the question's document; pairs across documents are made within one half. */
  readonly half: 'fit' | 'test';
}

interface Line {
  readonly id: string;
  readonly question: string;
  readonly answers: readonly string[];
  readonly relevant: readonly string[];
  readonly answerable: boolean;
  readonly lang: string;
  readonly turns?: unknown;
}

export interface Asked {
  readonly text: string;
  readonly document: string;
  readonly answer: string;
  readonly half: 'fit' | 'test';
}

/** Stand-alone questions of a set with the document that answers them. Squad2-zh has no stated licence and is left out. */
export function questionsOf(folder: string, set: string): Asked[] {
  return readFileSync(join(folder, set, 'questions.jsonl'), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Line)
    .filter((it) => it.answerable && it.relevant.length > 0 && it.turns === undefined)
    .map((it) => {
      const document = it.relevant[0] ?? '';
      const half = (createHash('sha256').update(`${set}/${document}`).digest()[0] ?? 0) < 128 ? 'fit' : 'test';
      return { text: it.question, document, answer: (it.answers[0] ?? '').trim().toLowerCase(), half };
    });
}

/** The same question in other words of the kind that people use for each other's questions. */
export const rewrites: Readonly<Record<'zh' | 'en', readonly (readonly [kind: string, (text: string) => string])[]>> = {
  zh: [
    ['polite frame', (it) => `请问一下，${it}`],
    ['polite frame', (it) => `我想知道${it.replace(/[？?]$/u, '')}，谢谢`],
    ['without mark', (it) => it.replace(/[？?。]+$/u, '')],
    [
      'synonym',
      (it) =>
        swap(it, [
          [/什么时候|何时/u, '哪一天'],
          [/为什么|为何/u, '什么原因'],
          [/怎么样?|如何/u, '怎样'],
          [/哪里|哪儿|何处/u, '什么地方'],
          [/是谁|谁/u, '哪个人'],
          [/多少/u, '几'],
          [/是什么/u, '指的是什么'],
          [/有哪些/u, '都有什么'],
          [/哪些/u, '什么'],
          [/是否/u, '是不是'],
          [/位于/u, '在'],
          [/成立/u, '创立'],
          [/出生/u, '诞生'],
          [/可以/u, '能'],
        ]),
    ],
    ['keywords', (it) => it.replaceAll(/的|了|是|吗|呢|请问|[，。？?]/gu, '')],
    [
      'order',
      (it) => {
        const cut = /^(.{4,}?)[，,](.{4,}?)[？?]?$/u.exec(it);
        return cut === null ? it : `${cut[2] ?? ''}，${cut[1] ?? ''}？`;
      },
    ],
    ['slip', (it) => slip(it)],
  ],
  en: [
    ['polite frame', (it) => `Could you please tell me, ${lowerFirst(it)}`],
    ['polite frame', (it) => `Hi, I would like to know: ${lowerFirst(it)}`],
    ['without mark', (it) => it.toLowerCase().replace(/[?.]+$/u, '')],
    [
      'synonym',
      (it) =>
        swap(it, [
          [/\bwhat year\b/iu, 'when'],
          [/\bhow do i\b/iu, 'how can I'],
          [/\bwhat is\b/iu, "what's"],
          [/\bwho is\b/iu, "who's"],
          [/\bwhere is\b/iu, "where's"],
          [/\bwhat are\b/iu, 'which are'],
          [/\bhow many\b/iu, 'what number of'],
          [/\bbegin\b/iu, 'start'],
          [/\bmovie\b/iu, 'film'],
          [/\bcover\b/iu, 'include'],
          [/\blocated\b/iu, 'situated'],
          [/\bmade\b/iu, 'produced'],
        ]),
    ],
    [
      'keywords',
      (it) =>
        it
          .toLowerCase()
          .replaceAll(/\b(?:the|a|an|of|is|are|was|were|do|does|did|to|in|for)\b|[?.,]/gu, ' ')
          .replaceAll(/\s+/gu, ' ')
          .trim(),
    ],
    ['slip', (it) => slip(it)],
  ],
};

/** Small changes after which another answer is right. */
export const distortions: Readonly<
  Record<'zh' | 'en', readonly (readonly [kind: string, (text: string) => string])[]>
> = {
  zh: [
    ['other number', otherNumber],
    [
      'negated',
      (it) =>
        swap(it, [
          [/可以/u, '不可以'],
          [/需要/u, '不需要'],
          [/能(?!力|量)/u, '不能'],
          [/支持/u, '不支持'],
          [/属于/u, '不属于'],
        ]),
    ],
    [
      'other kind',
      (it) =>
        swap(it, [
          [/什么时候|何时|哪一?年/u, '在哪里'],
          [/哪里|哪儿|何处/u, '什么时候'],
          [/为什么/u, '什么时候'],
          [/多少/u, '为什么'],
          [/谁/u, '什么时候'],
        ]),
    ],
  ],
  en: [
    ['other number', otherNumber],
    [
      'negated',
      (it) =>
        swap(it, [
          [/\bcan\b/iu, 'cannot'],
          [/\bdoes\b/iu, 'does not'],
          [/\bis\b/iu, 'is not'],
          [/\bwas\b/iu, 'was not'],
          [/\bdid\b/iu, 'did not'],
        ]),
    ],
    [
      'other kind',
      (it) =>
        swap(it, [
          [/\bwhen\b/iu, 'where'],
          [/\bwhere\b/iu, 'when'],
          [/\bwho\b/iu, 'when'],
          [/\bhow many\b/iu, 'why are the'],
          [/\bwhy\b/iu, 'when'],
        ]),
    ],
  ],
};

function swap(text: string, pairs: readonly (readonly [RegExp, string])[]): string {
  return pairs.reduce((changed, [pattern, by]) => (changed === text ? changed.replace(pattern, by) : changed), text);
}

function otherNumber(text: string): string {
  return text.replace(/\d+/u, (number) => String(Number(number) + 1));
}

/** Two neighbouring characters in the middle change places. */
function slip(text: string): string {
  const at = Math.floor(text.length / 2);
  return text.slice(0, at) + (text[at + 1] ?? '') + (text[at] ?? '') + text.slice(at + 2);
}

const lowerFirst = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1);
