import { detectLanguage } from '@mingda/language';

/** Parts that are answered one by one; who asks more gets the first of them. */
const mostParts = 4;
const shortestPart = { zh: 4, en: 10 } as const;
/** Longer than this, a text is a story with questions in it, and is searched as a whole. */
const longest = { zh: 120, en: 300 } as const;

const zhAsks =
  /[？?]|什么|怎么|怎样|如何|多少|几[天个年月次人元号点]|哪[里儿些个种家位天年]?|谁|为什么|为何|是否|能否|可否|吗$|多久|多长|多大|多高/u;
const enAsks =
  /^(?:(?:and|also|then|plus|or)[, ]+)?(?:who|what|when|where|which|why|how|is|are|was|were|do|does|did|can|could|should|would|will|may|must|has|have|had)\b/iu;

/**
 * The parts of a question that asks several things: sentences that each ask (`…? And …?`), and numbered lists of questions.
 * Only what stands alone is a part: a remark is none, and whatever is not plainly several questions stays one, since a
 * question split wrongly is worse than two answered together.
 * @returns one element, the question itself, when it is not to be split
 */
export function splitQuestion(question: string): string[] {
  const text = question.trim();
  const lang = detectLanguage(text);
  if (text.length > longest[lang]) return [text];
  const distributed = distribute(text);
  if (distributed !== null) return distributed;
  const pieces = text
    .split(/(?<=[？?；;])\s*|\n+|(?=[（(]?[1-9][)）.、]\s*\p{L})/u)
    .map((it) =>
      it
        .replace(/^[（(]?[1-9][)）.、]\s*/u, '')
        .replace(/[；;]$/u, '')
        .trim(),
    )
    .filter((it) => it !== '');
  if (pieces.length < 2 || pieces.length > mostParts) return [text];
  const asks = (piece: string): boolean =>
    piece.length >= shortestPart[lang] && (lang === 'zh' ? zhAsks : enAsks).test(piece);
  return pieces.every((it) => asks(it) && isClosed(it)) ? pieces.map((it) => withoutLead(it)) : [text];
}

const pairs = ['《》', '“”', '「」', '『』', '（）', '()', '[]'] as const;

/** Whether every quotation or bracket that a piece opens ends in it. */
const isClosed = (piece: string): boolean =>
  pairs.every(([open, close]) => piece.split(open).length === piece.split(close).length);

const withoutLead = (part: string): string =>
  part.replace(/^(?:另外|还有|以及|并且|同时|然后|and|also|plus|then)[,，:： ]*/iu, '');

/** `A 和 B 分别 X`: X is asked of each. Names are short and the tail asks. */
const zhDistributed =
  /^(?<names>[^，,。？?]{2,30}?)(?:的)?(?:各自|分别)(?:都)?(?<tail>(?:是|有|要|需要|能|可以|怎么|如何|为|在|属于)?[^，,。？?]{1,30})[？?]?$/u;

function distribute(text: string): string[] | null {
  const { names, tail } = zhDistributed.exec(text)?.groups ?? {};
  if (names === undefined || tail === undefined || !zhAsks.test(tail)) return null;
  const listed = names.split(/[、和与及跟]|以及/u).map((it) => it.trim());
  if (listed.length < 2 || listed.length > mostParts || listed.some((it) => it.length < 2)) return null;
  return shareCommon(listed).map((name) => `${name}${tail}`);
}

/** What only the first or the last of a list says belongs to all: `甲公司的收入和利润`, `男子和女子的收入`. */
function shareCommon(names: readonly string[]): string[] {
  const owner = /^.{2,}?的/u.exec(names[0] ?? '')?.[0];
  const others = names.slice(1);
  if (owner !== undefined && others.every((it) => !it.includes('的')))
    return [names[0], ...others.map((it) => owner + it)];
  const owned = /的.+$/u.exec(names.at(-1) ?? '')?.[0];
  const before = names.slice(0, -1);
  if (owned === undefined || before.some((it) => it.includes('的'))) return [...names];
  return [...before.map((it) => it + owned), names.at(-1) ?? ''];
}
