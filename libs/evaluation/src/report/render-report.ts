import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { EvaluationReport } from '@mingda/contracts';
import { languages, type Language } from '@mingda/language';
import { renderHtml } from './render-html.ts';
import { renderMarkdown } from './render-markdown.ts';
import type { ReportHistory } from './report-history.ts';
import { viewReport } from './report-view.ts';

export type ReportFormat = 'json' | 'markdown' | 'html';

/** The report as text. JSON is the whole of it and has no language; the others show what a reader needs. */
export function renderReport(
  report: EvaluationReport,
  format: ReportFormat,
  reader: { readonly language: Language; readonly history?: ReportHistory | null },
): string {
  if (format === 'json') return `${JSON.stringify(report, null, 2)}\n`;
  const view = viewReport(report, reader.language, reader.history);
  return format === 'markdown' ? renderMarkdown(view) : renderHtml(view);
}

/**
 * Writes `report.json`, `report.<language>.md` and `report.<language>.html` for both languages and makes the folder.
 * @returns the paths written
 */
export async function writeReport(report: EvaluationReport, outDir: string): Promise<string[]> {
  await mkdir(outDir, { recursive: true });
  const files = [{ name: 'report.json', text: renderReport(report, 'json', { language: 'en' }) }];
  for (const language of languages) {
    files.push({ name: `report.${language}.md`, text: renderReport(report, 'markdown', { language }) });
    files.push({ name: `report.${language}.html`, text: renderReport(report, 'html', { language }) });
  }
  const paths = files.map(({ name }) => join(outDir, name));
  await Promise.all(files.map(({ text }, index) => writeFile(paths[index], text)));
  return paths;
}
