import type { EvaluationReport, ReportFileFormat } from '@mingda/contracts';
import { renderReport, viewReport, type ReportHistory } from '@mingda/evaluation';
import type { Language } from '@mingda/language';

export interface ReportFile {
  readonly fileName: string;
  readonly mediaType: string;
  readonly content: Uint8Array;
}

const mediaTypes: Readonly<Record<ReportFileFormat, string>> = {
  pdf: 'application/pdf',
  html: 'text/html; charset=utf-8',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  md: 'text/markdown; charset=utf-8',
  json: 'application/json',
};

export interface FileRequest {
  readonly report: EvaluationReport;
  readonly history: ReportHistory;
  readonly format: ReportFileFormat;
  readonly language: Language;
}

/** The report as a file to send or to save. Made anew each time from what is stored: the same report, the same text. */
export async function makeReportFile(request: FileRequest): Promise<ReportFile> {
  const { report, format, language } = request;
  // The gold set's name has no signs that a file system minds; the collection's may.
  const day = report.startedAt.slice(0, 10);
  return {
    fileName: `mingda-${report.goldSet}-${day}.${language}.${format}`
      .replace('.zh.json', '.json')
      .replace('.en.json', '.json'),
    mediaType: mediaTypes[format],
    content: await contentOf(request),
  };
}

/** What makes a form is loaded when one is asked for: a server that sends no report never pays for it. */
async function contentOf({ report, history, format, language }: FileRequest): Promise<Uint8Array> {
  switch (format) {
    case 'pdf':
      return (await import('./render-pdf.ts')).renderPdf(viewReport(report, language, history));
    case 'xlsx':
      return (await import('./render-workbook.ts')).renderWorkbook(viewReport(report, language, history));
    case 'html':
      return Buffer.from(renderReport(report, 'html', { language, history }));
    case 'md':
      return Buffer.from(renderReport(report, 'markdown', { language, history }));
    case 'json':
      return Buffer.from(renderReport(report, 'json', { language }));
  }
}
