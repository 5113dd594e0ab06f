/** What counts as a content word, and how text is made comparable. Shared by the check of the sample gold set. */
import { readFileSync } from 'node:fs';
import { Jieba } from '@node-rs/jieba';
import { dict } from '@node-rs/jieba/dict.js';

const jieba = Jieba.withDict(dict);
const stopWords = readStopWords();
const suffixes = [
  'ations',
  'ation',
  'ments',
  'ment',
  'ings',
  'ing',
  'ies',
  'ied',
  'ers',
  'er',
  'ed',
  'es',
  's',
  'ly',
  'y',
  'e',
];

function readStopWords(): ReadonlySet<string> {
  const text = readFileSync(new URL('../../eval/sample/stop-words.txt', import.meta.url), 'utf8');
  return new Set(text.split('\n').filter((line) => line !== '' && !line.startsWith('#')));
}

/** Cuts one usual English ending, so that `costs` meets `cost` and `registered` meets `register`. */
function stem(word: string): string {
  const suffix = suffixes.find((ending) => word.endsWith(ending) && word.length - ending.length >= 3);
  return suffix === undefined ? word : word.slice(0, -suffix.length);
}

function words(text: string): Set<string> {
  const plain = text.normalize('NFKC').toLowerCase();
  const found = new Set<string>();
  for (const word of plain.match(/[a-z0-9]+(?:[._-][a-z0-9]+)*/g) ?? []) {
    for (const part of new Set([word, ...word.split(/[._-]/)])) {
      if (part.length > 1 && !stopWords.has(part)) found.add(stem(part));
    }
  }
  for (const word of jieba.cutForSearch(plain, true)) {
    if (/^\p{Script=Han}{2,}$/u.test(word) && !stopWords.has(word)) found.add(word);
  }
  return found;
}

/** The content words that a question has in common with its evidence, the words of its names set aside. */
export function sharedWords(item: { question: string; evidence: string; names: readonly string[] }): string[] {
  const named = words(item.names.join(' '));
  const evidence = words(item.evidence);
  return [...words(item.question)].filter((word) => evidence.has(word) && !named.has(word));
}

/** For finding a passage in a file: width, white space, tags and the marks of Markdown do not count. */
export function flatten(text: string): string {
  return text
    .replace(/<[^>]+>/g, '')
    .replace(/&gt;/g, '>')
    .replace(/&lt;/g, '<')
    .replace(/&amp;/g, '&')
    .normalize('NFKC')
    .replace(/[\s|*`#>]/g, '');
}

/** For comparing key facts: only letters and digits count. */
export function essence(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\s\p{P}\p{S}]/gu, '');
}
