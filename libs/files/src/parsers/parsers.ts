import type { Format } from '../detection/formats.ts';
import type { Parser } from './parser.ts';

/** Reached only where no converter is at hand. */
const legacy = async (): Promise<Parser> => (await import('./legacy-parser.ts')).parseLegacy;
const picture = async (): Promise<Parser> => (await import('./picture-parser.ts')).parsePicture;

/** Loaded on first use: a worker that reads text files never pays for the PDF reader. */
export const parsers: Readonly<Record<Format, () => Promise<Parser>>> = {
  txt: async () => (await import('./txt-parser.ts')).parseTxt,
  md: async () => (await import('./markdown-parser.ts')).parseMarkdown,
  html: async () => (await import('./html-parser.ts')).parseHtml,
  pdf: async () => (await import('./pdf/pdf-parser.ts')).parsePdf,
  docx: async () => (await import('./docx/docx-parser.ts')).parseDocx,
  pptx: async () => (await import('./pptx/pptx-parser.ts')).parsePptx,
  xlsx: async () => (await import('./xlsx/xlsx-parser.ts')).parseXlsx,
  csv: async () => (await import('./csv-parser.ts')).parseCsv,
  tsv: async () => (await import('./csv-parser.ts')).parseCsv,
  json: async () => (await import('./json-parser.ts')).parseJson,
  png: picture,
  jpeg: picture,
  webp: picture,
  gif: picture,
  bmp: picture,
  odt: async () => (await import('./odf/odf-parser.ts')).parseOdf,
  ods: async () => (await import('./odf/odf-parser.ts')).parseOdf,
  odp: async () => (await import('./odf/odf-parser.ts')).parseOdf,
  epub: async () => (await import('./epub-parser.ts')).parseEpub,
  msg: async () => (await import('./msg-parser.ts')).parseMsg,
  doc: legacy,
  xls: legacy,
  xlsb: legacy,
  ppt: legacy,
  rtf: legacy,
  eml: async () => (await import('./eml-parser.ts')).parseEml,
};
