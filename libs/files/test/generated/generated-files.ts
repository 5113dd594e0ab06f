import type { Browser } from 'playwright';
import { docxFile } from './docx-file.ts';
import { htmlFile } from './html-file.ts';
import type { KnownDocument, Layout } from './known-document.ts';
import type { MadeFile } from './made-file.ts';
import { pdfFile } from './pdf-file.ts';
import { pptxFile } from './pptx-file.ts';
import { printedFile } from './printed-file.ts';
import { writeDocument, type Contents } from './write-document.ts';
import { xlsxFile } from './xlsx-file.ts';
import { epubFile, odtFile } from './zipped-files.ts';

export interface GeneratedFile {
  readonly name: string;
  readonly bytes: Buffer;
  readonly known: KnownDocument;
}

type Format = 'docx' | 'pptx' | 'xlsx' | 'html' | 'odt' | 'epub' | 'pdf' | 'printed';

interface Recipe extends Partial<Contents>, Partial<Layout> {
  readonly name: string;
  readonly format: Format;
}

const recipes: readonly Recipe[] = [
  { name: 'notes-and-lists', format: 'docx', hasLists: true, hasNotes: true },
  { name: 'merged-cells', format: 'docx', tables: ['spans', 'gaps', 'plain'] },
  { name: 'nested-tables', format: 'docx', tables: ['nested', 'wordy', 'nested'] },
  { name: 'columns-and-fonts', format: 'docx', columns: 2, fonts: 'several', tables: ['plain'] },
  { name: 'bullets-and-notes', format: 'pptx', hasLists: true, hasNotes: true },
  { name: 'merged-cells', format: 'pptx', tables: ['spans', 'plain', 'gaps'] },
  { name: 'merged-cells', format: 'xlsx', tables: ['spans', 'spans', 'plain'] },
  { name: 'long-sheets', format: 'xlsx', tables: ['long', 'wordy', 'gaps', 'long'], sections: 4 },
  { name: 'page-of-a-site', format: 'html', hasLists: true, hasNotes: true, tables: ['plain', 'gaps'] },
  { name: 'nested-tables', format: 'html', tables: ['nested', 'spans', 'wordy'] },
  { name: 'notes-and-tables', format: 'odt', hasLists: true, hasNotes: true, tables: ['spans', 'nested'] },
  { name: 'chapters', format: 'epub', hasLists: true, tables: ['plain', 'spans'], sections: 6 },
  { name: 'notes-and-lists', format: 'pdf', hasLists: true, hasNotes: true, sections: 6 },
  { name: 'two-columns', format: 'pdf', columns: 2, isJustified: true, fonts: 'several', sections: 7, sentences: 7 },
  { name: 'three-columns-turned', format: 'pdf', columns: 3, isTurned: true, sections: 8, sentences: 6 },
  { name: 'drawn-tables', format: 'pdf', rules: 'all', tables: ['spans', 'long', 'wordy', 'gaps'], sections: 4 },
  { name: 'undrawn-tables', format: 'pdf', rules: 'none', tables: ['plain', 'long', 'plain'], fonts: 'several' },
  { name: 'half-drawn-tables', format: 'pdf', rules: 'horizontal', tables: ['plain', 'long'], isTurned: true },
  { name: 'columns', format: 'printed', columns: 2, isJustified: true, hasLists: true, sections: 6, sentences: 6 },
  { name: 'merged-cells', format: 'printed', rules: 'all', tables: ['spans', 'long', 'gaps'], hasNotes: true },
];

export const fileNames: readonly string[] = recipes.flatMap((it) => [
  `zh ${it.format} ${it.name}`,
  `en ${it.format} ${it.name}`,
]);

/** The file of a name of `fileNames`, or undefined where it needs a browser and there is none. */
export async function generateFile(
  name: string,
  seed: number,
  browser: Browser | undefined,
): Promise<GeneratedFile | undefined> {
  const at = fileNames.indexOf(name);
  const recipe = recipes[Math.floor(at / 2)];
  if (recipe === undefined) return undefined;
  const known = writeDocument(at % 2 === 0 ? 'zh' : 'en', seed * 1000 + at, {
    sections: 3,
    tables: [],
    hasLists: false,
    hasNotes: false,
    sentences: 5,
    ...recipe,
  });
  const layout: Layout = { columns: 1, rules: 'all', isTurned: false, fonts: 'one', isJustified: false, ...recipe };
  const made = await make(recipe.format, { known, layout, browser });
  if (made === undefined) return undefined;
  const { bytes, read } = Buffer.isBuffer(made) ? { bytes: made, read: known } : made;
  return { name: `${recipe.name}.${recipe.format === 'printed' ? 'pdf' : recipe.format}`, bytes, known: read };
}

interface Wish {
  readonly known: KnownDocument;
  readonly layout: Layout;
  readonly browser: Browser | undefined;
}

async function make(format: Format, { known, layout, browser }: Wish): Promise<Buffer | MadeFile | undefined> {
  switch (format) {
    case 'docx':
      return docxFile(known, layout);
    case 'pptx':
      return pptxFile(known);
    case 'xlsx':
      return xlsxFile(known);
    case 'html':
      return htmlFile(known);
    case 'odt':
      return odtFile(known);
    case 'epub':
      return epubFile(known);
    case 'pdf':
      return pdfFile(known, layout);
    case 'printed':
      return browser === undefined ? undefined : printedFile(known, layout, browser);
  }
}
