import type { PageReport } from '@mingda/contracts';
import { cleanLine } from '../../document/clean-text.ts';
import type { DocumentBuilder } from '../../document/document-builder.ts';
import { withoutFurniture, type BarePage } from './page-furniture.ts';
import type { PageLayout } from './page-layout.ts';
import { PageWriter } from './page-writer.ts';
import { typographyOf } from './paragraphs.ts';

/** Pages in their order, undefined for one that could not be read. What is a heading is decided over all of them. */
export function writePages(layouts: readonly (PageLayout | undefined)[], builder: DocumentBuilder): void {
  const read = withoutFurniture(layouts.filter((it) => it !== undefined));
  const byNumber = new Map(read.map((it) => [it.number, it]));
  const typography = typographyOf(
    read.flatMap((page) => page.elements.flatMap((it) => (it.kind === 'line' ? [it.line] : []))),
  );
  const writer = new PageWriter(builder, typography);
  const scans: number[] = [];
  const failed: number[] = [];
  layouts.forEach((_, at) => {
    const number = at + 1;
    const page = byNumber.get(number);
    if (page !== undefined) writer.write(page);
    const report = reportOf(number, page, writer);
    if (report.state === 'scan' && report.characters === 0) scans.push(number);
    if (report.state === 'failed') failed.push(number);
    builder.page(report);
  });
  writer.finish();
  for (const subject of ranges(scans)) builder.warn({ code: 'FILE_NO_TEXT', subject });
  for (const subject of ranges(failed)) builder.warn({ code: 'FILE_CORRUPT', subject });
}

/** A scan with characters was read off its picture. */
function reportOf(number: number, page: BarePage | undefined, writer: PageWriter): PageReport {
  const { characters, tableCharacters } = writer.countOn(number);
  if (page === undefined) return { page: number, state: 'failed', characters };
  const leftOut = page.leftOut.map((line) => cleanLine(line)).filter((line) => line !== '');
  return {
    page: number,
    state: stateOf(page, { characters, tableCharacters }),
    characters,
    ...(leftOut.length === 0 ? {} : { leftOut }),
  };
}

function stateOf(page: PageLayout, count: { characters: number; tableCharacters: number }): PageReport['state'] {
  if (page.isRecognised) return 'scan';
  if (count.characters === 0) return page.hasPicture ? 'scan' : 'empty';
  return count.tableCharacters > count.characters / 2 ? 'table' : 'text';
}

/** `page 3`, `pages 5-9`. */
function ranges(pages: readonly number[]): string[] {
  const runs: [number, number][] = [];
  for (const page of pages) {
    const last = runs.at(-1);
    if (last !== undefined && last[1] === page - 1) last[1] = page;
    else runs.push([page, page]);
  }
  return runs.map(([from, to]) => (from === to ? `page ${from}` : `pages ${from}-${to}`));
}
