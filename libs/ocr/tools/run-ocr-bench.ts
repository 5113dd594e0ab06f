import { performance } from 'node:perf_hooks';
import { parseArgs } from 'node:util';
import { DocumentParser, type RecognisedPicture, type TextRecogniser } from '@mingda/files';
import { createLogger } from '@mingda/platform';
import { OcrReader } from '../src/index.ts';
import { pageFonts } from './page-fonts.ts';
import { layouts, type LayoutName } from './page-layouts.ts';
import { characterAccuracy, rowsOfPicture, rowsOfPlan } from './page-score.ts';
import { randomOf, renderPage, type PageWish } from './rendered-page.ts';
import { drawn, sampleSentences } from './sample-text.ts';

/**
 * `npm run bench -- ocr [--pages 20] [--from 0] [--seed 7000] [--languages zh,en] [--dpi 300,150] [--each]`: character accuracy over rendered
 * pages of known text: letters, two columns, tables and notices in several fonts and sizes, turned by up to a degree, noisy, as JPEG.
 * `--from` leaves out the pages before that one; another `--seed` makes other pages.
 * "Characters" goes row by row across the page, "in reading order" compares with the document that the parser makes.
 */
const { values } = parseArgs({
  options: {
    pages: { type: 'string', default: '20' },
    from: { type: 'string', default: '0' },
    seed: { type: 'string', default: '7000' },
    threads: { type: 'string', default: '2' },
    dpi: { type: 'string', default: '300,150' },
    languages: { type: 'string', default: 'zh,en' },
    each: { type: 'boolean', default: false },
  },
});
const [pages, from, seed] = [Number(values.pages), Number(values.from), Number(values.seed)];
const logger = createLogger({ logLevel: 'warn' }, 'bench');
// On a machine with other work a page may take long: that costs seconds, not its text.
const reader = new OcrReader({ threads: Number(values.threads), logger, pictureMs: 600_000 });
let last: { picture: RecognisedPicture; ms: number } | undefined;
const watched: TextRecogniser = {
  async read(request, run) {
    const start = performance.now();
    const read = await reader.read(request, run);
    const [picture] = read.values();
    last = { picture, ms: performance.now() - start };
    return read;
  },
  close: () => reader.close(),
};
const limits = { fileBytes: 100_000_000, pages: 10, expandedBytes: 500_000_000, parseMs: 60_000 };
const parser = new DocumentParser({ limits, threads: 1, logger, recogniser: watched });

interface Score {
  readonly characters: number;
  readonly ordered: number;
  readonly ms: number;
}

async function scoreOf(sentences: readonly string[], wish: PageWish): Promise<Score> {
  const page = renderPage(drawn(sentences, randomOf(wish.seed)), wish);
  const document = await parser.parse({ content: page.bytes, fileName: 'page.jpg' });
  if (last === undefined) throw new Error('The page was not read.');
  const text = document.blocks.map((it) => it.text.replaceAll('|', ' ')).join('\n');
  return {
    characters: characterAccuracy(rowsOfPlan(page.plan), rowsOfPicture(last.picture, page)),
    ordered: characterAccuracy(page.plan.text, text),
    ms: last.ms,
  };
}

const mean = (of: readonly number[]): number => of.reduce((sum, it) => sum + it, 0) / of.length;
const names = Object.keys(layouts) as LayoutName[];

process.stdout.write(
  'language | dpi | pages | characters, mean | lowest | in reading order, mean | lowest | seconds a page\n',
);
for (const lang of ['zh', 'en'] as const) {
  if (!values.languages.split(',').includes(lang)) continue;
  const sentences = await sampleSentences(lang);
  const fonts = pageFonts(lang);
  for (const dpi of values.dpi.split(',').map(Number)) {
    const scores: Score[] = [];
    for (let at = from; at < from + pages; at += 1) {
      const [layout, font] = [names[at % names.length], fonts[at % fonts.length]];
      const score = await scoreOf(sentences, { lang, dpi, seed: seed + at, layout, font });
      scores.push(score);
      const each = [lang, dpi, layout, font, score.characters.toFixed(4), score.ordered.toFixed(4)];
      if (values.each) process.stdout.write(`  ${each.join(' | ')}\n`);
    }
    const [characters, ordered] = [scores.map((it) => it.characters), scores.map((it) => it.ordered)];
    const figures = [mean(characters), Math.min(...characters), mean(ordered), Math.min(...ordered)];
    const seconds = mean(scores.map((it) => it.ms)) / 1000;
    process.stdout.write(
      `${[lang, dpi, pages, ...figures.map((it) => it.toFixed(4)), seconds.toFixed(2)].join(' | ')}\n`,
    );
  }
}
await parser.close();
