import type { SourceDocument, SourcePassage } from '@mingda/database';
import { detectLanguage, splitSentences } from '@mingda/language';

/** A question made of a document, with the sentence or row that answers it. */
export interface MadeQuestion {
  readonly question: string;
  readonly answer: string;
  /** What a right answer must contain. */
  readonly keyEntities: readonly string[];
  /** As it stands in the document. */
  readonly quote: string;
  /** Name and version of what made it. */
  readonly maker: string;
}

/** What templates look at: one block of the document a line, and which lines are headings. */
interface Source {
  readonly title: string;
  readonly lines: readonly string[];
  readonly headings: ReadonlySet<string>;
}

type Template = (source: Source) => Omit<MadeQuestion, 'maker'>[];

const longestQuestion = 120;
const shortestAnswer = 2;
const longestAnswer = 400;

/** Templates by how much their questions sound like a person's. */
const templates: Readonly<Record<string, Template>> = {
  'faq.v1': faqPairs,
  'table.v1': tableCells,
  'definition.v1': definitions,
  'heading.v1': sections,
};

/**
 * Questions that a document asks or answers by its form: pairs of question and answer, cells of tables, definitions,
 * sections. In turn from each template, so that a long table does not crowd out the rest. Everything quoted stands in
 * the document's text, or the question is left out.
 */
export function questionsOfDocument(document: SourceDocument, passages: readonly SourcePassage[]): MadeQuestion[] {
  const source: Source = {
    title: document.title,
    lines: document.text
      .split('\n')
      .map((line) => line.trim())
      .filter((line) => line !== ''),
    headings: new Set(passages.flatMap((passage) => passage.headingPath)),
  };
  const made = Object.entries(templates).map(([maker, template]) =>
    template(source)
      .filter((it) => isUsable(it) && document.text.includes(it.quote))
      .map((it) => ({ ...it, maker })),
  );
  const known = new Set<string>();
  const inTurn: MadeQuestion[] = [];
  for (let round = 0; made.some((of) => round < of.length); round += 1) {
    for (const question of made.flatMap((of) => of.slice(round, round + 1))) {
      if (known.has(question.question)) continue;
      known.add(question.question);
      inTurn.push(question);
    }
  }
  return inTurn;
}

function isUsable({ question, answer }: Omit<MadeQuestion, 'maker'>): boolean {
  return question.length <= longestQuestion && answer.length >= shortestAnswer && answer.length <= longestAnswer;
}

const questionLine = /^(?:Q(?:uestion)?\s*\d*|问题?\s*\d*)\s*[:：.、]\s*(.{4,}?)$/i;
const answerLine = /^(?:A(?:nswer)?\s*\d*|答案?|回答)\s*[:：.、]\s*(.+)$/i;
const lineNumber = /^(?:Q\d*[:：.]?|\d+[.、)]|问[:：])\s*/i;
const endsAsQuestion = /[?？]$/;
const longestHeading = 60;

/** `Q: …` above `A: …`, `问：…` above `答：…`, and lines that are a question above one that is none. */
function faqPairs({ lines }: Source): Omit<MadeQuestion, 'maker'>[] {
  return lines.flatMap((line, at) => {
    const next = lines[at + 1] ?? '';
    const question = questionLine.exec(line)?.[1];
    const answer = answerLine.exec(next)?.[1];
    if (question !== undefined && answer !== undefined) return [pair(question, answer, next)];
    const isQuestion = endsAsQuestion.test(line) && line.length >= 4 && line.length <= longestHeading;
    if (!isQuestion || sentencesOf(line).length > 1 || endsAsQuestion.test(next) || isRow(next) || next === '')
      return [];
    const first = firstSentence(next);
    return [pair(line.replace(lineNumber, ''), first, first)];
  });
}

const pair = (question: string, answer: string, quote: string): Omit<MadeQuestion, 'maker'> => ({
  question,
  answer,
  keyEntities: [],
  quote,
});

/** A figure, an amount, a date, or a short value with a unit. */
const countable = /^[\d\s.,:/%¥€$£+\-–—~至到]+(?:\p{L}{1,6}(?:\/\p{L}{1,6})?)?$/u;
const cellsOfRow = 12;

const isRow = (line: string): boolean => line.includes(' | ') && line.includes(': ');

/** Rows `column: cell | column: cell`: what the first cell names is asked for each other one. */
function tableCells({ lines }: Source): Omit<MadeQuestion, 'maker'>[] {
  const rows = lines.filter(isRow).flatMap(readRow);
  const names = new Map<string, number>();
  for (const { name } of rows) names.set(name, (names.get(name) ?? 0) + 1);
  // A name that several rows share does not say which one is meant.
  return rows
    .filter(({ name }) => names.get(name) === 1)
    .flatMap(({ line, name, cells }) =>
      cells.map(({ column, value }) => ({
        question: cellQuestion({ name, column, value }),
        answer: value,
        keyEntities: [value],
        quote: line,
      })),
    );
}

function cellQuestion({ name, column, value }: { name: string; column: string; value: string }): string {
  if (detectLanguage(`${name}${column}`) === 'en') {
    return `What ${/[^s]s$/.test(column) ? 'are' : 'is'} the ${lowerFirst(column)} of ${name}?`;
  }
  return `${name}的${column}是${countable.test(value) ? '多少' : '什么'}？`;
}

/** `IBAN` stays as it is, `Daily rate` becomes `daily rate`. */
const lowerFirst = (text: string): string =>
  /^\p{Lu}\p{Ll}/u.test(text) ? text.charAt(0).toLowerCase() + text.slice(1) : text;

function readRow(line: string): { line: string; name: string; cells: { column: string; value: string }[] }[] {
  const cells = line.split(' | ').flatMap((part) => {
    const colon = part.indexOf(': ');
    const cell = { column: part.slice(0, colon).trim(), value: part.slice(colon + 2).trim() };
    return colon < 1 || cell.column === '' || cell.value === '' ? [] : [cell];
  });
  const [first, ...others] = cells;
  const isNamed = first !== undefined && !countable.test(first.value) && first.value.length <= 60;
  if (!isNamed || others.length === 0 || cells.length > cellsOfRow) return [];
  return [{ line, name: first.value, cells: others.filter((cell) => cell.column !== cell.value) }];
}

const chineseDefinition =
  /^[“"「]?([\p{Script=Han}A-Za-z0-9（）()·-]{2,20}?)[”"」]?(?:，)?(?:是指|指的是|系指|是一种|的定义是)/u;
const englishDefinition =
  /^(?:An?|The)?\s*[“"]?((?:[A-Z][\w-]*|[a-z][\w-]{2,})(?: [\w-]+){0,4}?)[”"]?\s+(?:means|refers to|is defined as)\b/;
const pointsBack = /^(?:这|那|它|其|该|此|本|this|that|it|which|he|she|they|you|we|there)/i;

/** `X 是指 …`, `X means …`: what is X? */
function definitions({ lines }: Source): Omit<MadeQuestion, 'maker'>[] {
  return lines
    .filter((line) => !isRow(line))
    .flatMap(sentencesOf)
    .flatMap((sentence) => {
      const chinese = chineseDefinition.exec(sentence)?.[1];
      const english = chinese === undefined ? englishDefinition.exec(sentence)?.[1] : undefined;
      const term = chinese ?? english;
      if (term === undefined || pointsBack.test(term)) return [];
      return [pair(chinese === undefined ? `What does “${term}” mean?` : `什么是${term}？`, sentence, sentence)];
    });
}

/** Headings above a text: what does the document say about it? */
function sections({ title, lines, headings }: Source): Omit<MadeQuestion, 'maker'>[] {
  return lines.flatMap((line, at) => {
    const body = lines[at + 1] ?? '';
    const heading = plainHeading(line);
    if (!headings.has(line) || line === title || heading.length < 2 || endsAsQuestion.test(line)) return [];
    if (headings.has(body) || isRow(body) || body.length < shortestBody) return [];
    const answer = firstSentence(body);
    const isChinese = detectLanguage(heading + body) === 'zh';
    const question = isChinese
      ? `《${title}》对“${heading}”是怎么规定的？`
      : `What does “${title}” say about ${lowerFirst(heading)}?`;
    return [pair(question, answer, answer)];
  });
}

const shortestBody = 10;

/** Without its number. */
const plainHeading = (heading: string): string =>
  heading
    .replace(
      /^(?:第[\d一二三四五六七八九十百]+[章节条款]|[\d.]+|[一二三四五六七八九十]+、|[（(][\d一二三四五六七八九十]+[)）])\s*/,
      '',
    )
    .trim();

const sentencesOf = (line: string): string[] => splitSentences(line).map(([start, end]) => line.slice(start, end));

const firstSentence = (text: string): string => sentencesOf(text)[0] ?? text;
