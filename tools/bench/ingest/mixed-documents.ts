import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser } from 'playwright';
import { renderDocx } from '../../sample/render-docx.ts';
import { openBrowser, renderPdf } from '../../sample/render-pdf.ts';
import { renderPptx } from '../../sample/render-pptx.ts';
import { renderXlsx } from '../../sample/render-xlsx.ts';

/** Of ten documents: three pdf, two docx and one of each other kind. */
const kinds = ['pdf', 'docx', 'pdf', 'html', 'md', 'pdf', 'xlsx', 'docx', 'pptx', 'eml'] as const;
type Kind = (typeof kinds)[number];

/** Public question sets that the texts come from, the languages in turn. */
const sources = [
  { set: 'cmrc2018', lang: 'zh', sections: 3 },
  { set: 'contoso-hr', lang: 'en', sections: 1 },
  { set: 'tidb-faq-zh', lang: 'zh', sections: 3 },
  { set: 'scifact-train', lang: 'en', sections: 2 },
  { set: 'dureader-search', lang: 'zh', sections: 2 },
  { set: 'nq-open', lang: 'en', sections: 4 },
] as const;
const longestSection = 4000;

interface Section {
  readonly title: string;
  readonly paragraphs: readonly string[];
}

interface Content {
  readonly lang: string;
  readonly title: string;
  readonly sections: readonly Section[];
}

/**
 * Writes documents of mixed kinds made of public texts; the same number gives the same texts. Those of an earlier run are
 * left as they are: printing hundreds of PDF files takes minutes.
 * @returns the names of the files in the folder
 */
export async function writeMixedDocuments(
  target: { readonly folder: string; readonly sets: string; readonly count: number },
  onProgress: (done: number) => void,
): Promise<string[]> {
  const { folder, sets, count } = target;
  await mkdir(folder, { recursive: true });
  const texts = await Promise.all(
    sources.map(async (source) => ({ ...source, items: await sectionsOf(sets, source.set) })),
  );
  const names: string[] = [];
  let browser: Browser | undefined;
  try {
    for (let at = 0; at < count; at += 1) {
      const kind = kinds[at % kinds.length] ?? 'md';
      const name = `${String(at).padStart(5, '0')}.${kind}`;
      names.push(name);
      if (existsSync(join(folder, name))) continue;
      const from = texts[(at + Math.floor(at / kinds.length)) % texts.length];
      if (from === undefined) continue;
      if (kind === 'pdf') browser ??= await openBrowser();
      await writeFile(join(folder, name), await render(kind, contentOf(from, at), browser));
      onProgress(at + 1);
    }
  } finally {
    await browser?.close();
  }
  return names;
}

async function sectionsOf(sets: string, set: string): Promise<Section[]> {
  const lines = (await readFile(join(sets, set, 'corpus.jsonl'), 'utf8')).trim().split('\n');
  return lines.map((line) => {
    const { title, text } = JSON.parse(line) as { title: string; text: string };
    const paragraphs = text
      .slice(0, longestSection)
      .split('\n')
      .map((it) => it.replaceAll(/[#|*`<>]/gu, ' ').trim())
      .filter((it) => it !== '');
    return { title: title.replaceAll(/[#|*`<>\n]/gu, ' ').trim() || set, paragraphs };
  });
}

function contentOf(from: { lang: string; sections: number; items: readonly Section[] }, at: number): Content {
  const start = (at * from.sections) % from.items.length;
  const sections = Array.from({ length: from.sections }, (_, index) => from.items[(start + index) % from.items.length]);
  const known = sections.filter((it): it is Section => it !== undefined);
  return { lang: from.lang, title: `${known[0]?.title ?? ''} ${at}`, sections: known };
}

function render(kind: Kind, content: Content, browser: Browser | undefined): Promise<Buffer> | Buffer {
  switch (kind) {
    case 'docx':
      return renderDocx(markdownOf(content));
    case 'pptx':
      return renderPptx(slidesOf(content));
    case 'xlsx':
      return renderXlsx(workbookOf(content));
    case 'pdf':
      if (browser === undefined) throw new Error('No browser is open for printing.');
      return renderPdf(browser, markdownOf(content));
    case 'html':
      return Buffer.from(htmlOf(content));
    case 'md':
      return Buffer.from(bodyOf(content));
    case 'eml':
      return Buffer.from(mailOf(content));
  }
}

function bodyOf({ title, sections }: Content): string {
  const parts = sections.map((it) => `## ${it.title}\n\n${it.paragraphs.join('\n\n')}`);
  return `# ${title}\n\n${parts.join('\n\n')}\n`;
}

const frontMatter = ({ title, lang }: Content): string => `---\ntitle: ${title}\nlang: ${lang}\n---\n`;

const markdownOf = (content: Content): string => frontMatter(content) + bodyOf(content);

function slidesOf(content: Content): string {
  const slides = content.sections.map((it) => `# ${it.title}\n\n${it.paragraphs.join('\n\n')}`);
  return frontMatter(content) + slides.join('\n---\n');
}

function workbookOf({ title, lang, sections }: Content): string {
  const head = lang === 'zh' ? ['主题', '段', '内容'] : ['Topic', 'Paragraph', 'Text'];
  const rows = sections.flatMap((it) => it.paragraphs.map((text, index) => [it.title, index + 1, text]));
  return JSON.stringify({
    title,
    owner: '',
    lang,
    sheets: [{ name: 'Sheet1', widths: [20, 8, 80], rows: [head, ...rows] }],
  });
}

function htmlOf({ title, lang, sections }: Content): string {
  const body = sections.map((it) => `<h2>${it.title}</h2>${it.paragraphs.map((text) => `<p>${text}</p>`).join('')}`);
  return (
    `<!doctype html><html lang="${lang}"><head><meta charset="utf-8"><title>${title}</title></head><body>` +
    `<nav><a href="/">Home</a></nav><main><h1>${title}</h1>${body.join('\n')}</main></body></html>`
  );
}

function mailOf({ title, sections }: Content): string {
  const text = sections.map((it) => `${it.title}\n\n${it.paragraphs.join('\n\n')}`).join('\n\n');
  const encoded = Buffer.from(text).toString('base64').replaceAll(/.{76}/gu, '$&\r\n');
  return [
    'From: office@example.com',
    'To: all@example.com',
    `Subject: =?utf-8?B?${Buffer.from(title.slice(0, 30)).toString('base64')}?=`,
    'Date: Thu, 02 Jan 2025 09:00:00 +0000',
    'MIME-Version: 1.0',
    'Content-Type: text/plain; charset=utf-8',
    'Content-Transfer-Encoding: base64',
    '',
    encoded,
    '',
  ].join('\r\n');
}
