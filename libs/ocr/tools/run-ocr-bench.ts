import { performance } from 'node:perf_hooks';
import { parseArgs } from 'node:util';
import { OcrReader } from '../src/index.ts';
import { createLogger } from '@mingda/platform';
import { renderPage } from './rendered-page.ts';
import { characterAccuracy, sampleText } from './sample-text.ts';

/**
 * `npm run bench -- ocr [--pages 20]`: character accuracy over rendered pages of known text, turned by up to a degree,
 * noisy, as JPEG. Lines count from the top of the page; layout is not part of this figure.
 */
const { values } = parseArgs({
  options: { pages: { type: 'string', default: '20' }, threads: { type: 'string', default: '2' } },
});
const pages = Number(values.pages);
const logger = createLogger({ logLevel: 'warn' }, 'bench');
const reader = new OcrReader({ threads: Number(values.threads), logger });

process.stdout.write('language | dpi | pages | mean accuracy | lowest | seconds a page\n');
for (const lang of ['zh', 'en'] as const) {
  const text = await sampleText(lang);
  for (const dpi of [300, 150]) {
    const accuracies: number[] = [];
    let ms = 0;
    for (let at = 0; at < pages; at += 1) {
      const from = Math.floor(((text.length - 3000) * at) / pages);
      const page = renderPage(text.slice(from, from + 3000), { lang, dpi, seed: dpi * 100 + at, lines: 40 });
      const start = performance.now();
      const read = await reader.read({ content: page.bytes, wanted: [{ key: 'file', kind: 'file' }] });
      ms += performance.now() - start;
      const lines = (read.get('file')?.lines ?? []).toSorted((a, b) => a.box[1] + a.box[3] - b.box[1] - b.box[3]);
      accuracies.push(characterAccuracy(page.lines.join('\n'), lines.map((it) => it.text).join('\n')));
    }
    const mean = accuracies.reduce((sum, it) => sum + it, 0) / pages;
    const figures = [mean, Math.min(...accuracies)].map((it) => it.toFixed(4));
    process.stdout.write(`${[lang, dpi, pages, ...figures, (ms / pages / 1000).toFixed(2)].join(' | ')}\n`);
  }
}
await reader.close();
