import { createHash } from 'node:crypto';
import { Jieba } from '@node-rs/jieba';
import { dict } from '@node-rs/jieba/dict.js';
import { detectLanguage, toSimplified } from '@mingda/language';

type Kind = 'name' | 'number' | 'opposite' | 'noun' | 'verb' | 'adjective';

interface Part {
  readonly kind: Kind;
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/** A question that its document no longer answers, because something else stands in the place of one of its parts. */
export interface AlteredQuestion {
  readonly kind: Kind;
  readonly text: string;
  /** Where the foreign part stands in `text`. */
  readonly start: number;
  readonly end: number;
}

interface Source {
  readonly id: string;
  readonly question: string;
  readonly answers: readonly string[];
  /** Text of the documents that answer it. */
  readonly document: string;
  /** Text of another document of the same set. */
  readonly elsewhere: string;
}

/** The share of foreign parts that come out of the question's own document, in 256ths: those are the hardest. */
const ownShare = 160;
/** The share of opposites that are used, so that a denial does not come in every other question. */
const oppositeShare = 96;

const chineseOpposites =
  '最大/最小 最多/最少 最高/最低 最早/最晚 最长/最短 最先/最后 第一/最后 增加/减少 上升/下降 开始/结束 成立/解散 出生/去世 以前/以后 之前/之后 支持/反对 允许/禁止 可以/不可以 男性/女性 父亲/母亲 大于/小于 超过/低于 胜利/失败 进入/离开 国内/国外 主要/次要 东部/西部 南部/北部 早期/晚期 公开/秘密 是/不是 有/没有 需要/不需要 属于/不属于 包括/不包括 能/不能 会/不会';
const englishOpposites =
  'most/least largest/smallest biggest/smallest highest/lowest first/last oldest/newest before/after increase/decrease increased/decreased began/ended begin/end start/end born/died founded/dissolved north/south northern/southern east/west eastern/western always/never more/less more/fewer won/lost win/lose allowed/forbidden with/without early/late earlier/later inside/outside upper/lower maximum/minimum major/minor public/private male/female father/mother above/below support/oppose supported/opposed accept/reject accepted/rejected is/isn’t was/wasn’t are/aren’t were/weren’t did/didn’t does/doesn’t do/don’t can/cannot has/hasn’t';

function pairs(list: string, bothWays: (left: string, right: string) => boolean): ReadonlyMap<string, string> {
  return new Map(
    list.split(' ').flatMap((pair): [string, string][] => {
      const [left, right] = pair.split('/');
      return bothWays(left, right)
        ? [
            [right, left],
            [left, right],
          ]
        : [[left, right]];
    }),
  );
}

const opposites = {
  zh: pairs(chineseOpposites, (left, right) => !right.includes(left)),
  en: pairs(englishOpposites, (_, right) => !/’t$|not$/.test(right)),
};

let segmenter: Jieba | undefined;
const jieba = (): Jieba => (segmenter ??= Jieba.withDict(dict));

const chineseKind = (tag: string, word: string): Kind | undefined => {
  if (tag.startsWith('m') && /\d|[二三四五六七八九十百千万]/.test(word)) return 'number';
  if (word.length < 2) return undefined;
  if (/^(?:nr|ns|nt|nz)/.test(tag)) return 'name';
  if (/^(?:n|vn|l|j)/.test(tag)) return 'noun';
  if (tag.startsWith('v')) return 'verb';
  return tag.startsWith('a') ? 'adjective' : undefined;
};

/** Words that ask, or that every question has; they are not what it asks about. */
const functional =
  /^(?:什么|什麼|甚麼|多少|几|怎么|怎样|为什么|哪些|没有|可以|需要|成为|称为|位于|属于|包括|进行|which|what|where|when|whose|there|their|these|those|about|would|could|should|after|before|being|other|under|during|between|from|have|does|many|much|with|into|that|this|they|were|been)$/i;

function chineseParts(text: string): Part[] {
  const parts: Part[] = [];
  let at = 0;
  for (const { word, tag } of jieba().tag(toSimplified(text), true)) {
    const start = at;
    const end = (at += word.length);
    const before = parts.at(-1);
    const kind = chineseKind(tag, word);
    // A foreign name is several words around dots.
    if (before?.kind === 'name' && before.end === start && (word === '·' || text[start - 1] === '·')) {
      parts[parts.length - 1] = { ...before, end, text: text.slice(before.start, end) };
    } else if (before?.kind === 'number' && before.end === start && tag === 'm') {
      parts[parts.length - 1] = { ...before, end, text: text.slice(before.start, end) };
    } else if (kind !== undefined) parts.push({ kind, start, end, text: text.slice(start, end) });
  }
  return parts;
}

const englishPart =
  /(?<number>\b\d[\d,.]*\d\b|\b\d\b)|(?<name>(?<=[a-z,;:)] )\p{Lu}[\p{L}’'-]+(?: (?:of |the |de )?\p{Lu}[\p{L}’'-]+)*)|(?<word>\b[a-z]{4,}\b)/gu;

function englishParts(text: string): Part[] {
  return [...text.matchAll(englishPart)].map((match): Part => {
    const [own] = match;
    const place = { text: own, start: match.index, end: match.index + own.length };
    if (match.groups?.['number'] !== undefined) return { kind: 'number', ...place };
    if (match.groups?.['name'] !== undefined) return { kind: 'name', ...place };
    if (/(?:ed|ing|ize|ate)$/.test(own)) return { kind: 'verb', ...place };
    return { kind: /(?:al|ous|ive|ful|less|ic|ary)$/.test(own) ? 'adjective' : 'noun', ...place };
  });
}

/** Questions of the web are written small: the document's names are looked for in them. */
function namesWrittenSmall(question: string, names: readonly Part[]): Part[] {
  if (/\p{Lu}/u.test(question.slice(1))) return [];
  return names.flatMap(({ text }): Part[] => {
    const start = text.length < 4 ? -1 : question.indexOf(text.toLowerCase());
    const end = start + text.length;
    return start < 0 ? [] : [{ kind: 'name', text: question.slice(start, end), start, end }];
  });
}

const hashOf = (...key: readonly string[]): number =>
  createHash('sha256').update(key.join('\n')).digest().readUInt32BE();

function opposite(text: string, lang: 'zh' | 'en', parts: readonly Part[]): Part[] {
  return [...opposites[lang]].flatMap(([word]): Part[] => {
    const start = lang === 'zh' ? toSimplified(text).indexOf(word) : text.search(new RegExp(`\\b${word}\\b`));
    const end = start + word.length;
    // A character inside a longer word is not that word.
    const inside = word.length === 1 && parts.some((it) => it.start <= start && it.end > start && it.text !== word);
    return start < 0 || inside ? [] : [{ kind: 'opposite', text: word, start, end }];
  });
}

/** The number with another last digit that counts; a year stays a year. */
function otherNumber(text: string, by: number): string | null {
  const at = text.search(/\d(?=\D*$)/);
  if (at < 0) return null;
  return `${text.slice(0, at)}${String((Number(text[at]) + 1 + (by % 9)) % 10)}${text.slice(at + 1)}`;
}

const shape = (text: string): string => text.replace(/\d+/g, (it) => (it.length === 4 ? 'year' : '0'));

/**
 * An answerable question with a name, number, word or opposite of the same kind in the place of one of its parts, so that nothing
 * answers it while a document is still there that looks as if. Deterministic; null where nothing can be put in. A few stay
 * answerable, where the part said nothing that mattered: nobody checks them.
 */
export function alterQuestion({ id, question, answers, document, elsewhere }: Source): AlteredQuestion | null {
  const lang = detectLanguage(question);
  const partsOf = lang === 'zh' ? chineseParts : englishParts;
  const own = partsOf(document);
  const other = partsOf(elsewhere);
  const parts = partsOf(question);
  const replaceable = [
    ...parts.filter((it) => !functional.test(it.text)),
    ...(lang === 'en'
      ? namesWrittenSmall(
          question,
          own.filter((it) => it.kind === 'name'),
        )
      : []),
    ...opposite(question, lang, parts),
  ];
  const usable = (it: Part, replaced: Part): boolean =>
    it.kind === replaced.kind &&
    !functional.test(it.text) &&
    (it.kind !== 'number' || shape(it.text) === shape(replaced.text)) &&
    !question.toLowerCase().includes(it.text.toLowerCase()) &&
    !it.text.includes(replaced.text) &&
    !answers.some((answer) => answer.includes(it.text) || it.text.includes(answer));
  const orderOf = (it: Part): number => hashOf(id, it.kind, it.text);
  const replacement = (part: Part): string | null => {
    const by = hashOf(id, part.kind, part.text);
    if (part.kind === 'opposite') return by % 256 < oppositeShare ? (opposites[lang].get(part.text) ?? null) : null;
    const [first, second] = by % 256 < ownShare ? [own, other] : [other, own];
    for (const pool of [first, second]) {
      const candidates = pool.filter((it) => usable(it, part));
      if (candidates.length > 0) return candidates[(by >>> 8) % candidates.length].text;
    }
    return part.kind === 'number' ? otherNumber(part.text, by) : null;
  };
  for (const part of replaceable.toSorted((left, right) => orderOf(left) - orderOf(right))) {
    const foreign = replacement(part);
    if (foreign === null) continue;
    const text = `${question.slice(0, part.start)}${foreign}${question.slice(part.end)}`;
    return { kind: part.kind, text, start: part.start, end: part.start + foreign.length };
  }
  return null;
}
