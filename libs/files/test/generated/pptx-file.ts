import pptxgen from 'pptxgenjs';
import type { KnownBlock, KnownCell, KnownDocument, KnownTable } from './known-document.ts';
import type { MadeFile } from './made-file.ts';

/** The package's types and its module disagree about where the class is. */
const Deck = pptxgen as unknown as typeof pptxgen.default;
const boxed = { x: 0.5, w: 9, margin: 0 };

/** Slides: each heading begins one; notes of its paragraphs are the speaker's notes, which are read after the slide. */
export async function pptxFile(known: KnownDocument): Promise<MadeFile> {
  const deck = new Deck();
  deck.title = known.title;
  deck.defineSlideMaster({
    title: 'MAIN',
    objects: [
      { text: { text: known.runningFoot, options: { x: 0.5, y: 5.2, w: 4, h: 0.3, fontSize: 9 } } },
      { placeholder: { options: { name: 'title', type: 'title', x: 0.5, y: 0.2, w: 9, h: 0.6 }, text: '' } },
    ],
    slideNumber: { x: 9, y: 5.2 },
  });
  const first = deck.addSlide({ masterName: 'MAIN' });
  first.addText(known.title, { placeholder: 'title' });
  const read: KnownBlock[] = [];
  for (const { heading, blocks } of slidesOf(known.blocks)) {
    const notes = blocks.flatMap((block) => (block.kind === 'paragraph' ? (block.note ?? []) : []));
    read.push({ kind: 'heading', level: 1, text: heading }, ...blocks.map(withoutNote));
    read.push(...notes.map((text) => ({ kind: 'paragraph' as const, text })));
    const slide = deck.addSlide({ masterName: 'MAIN' });
    slide.addText(heading, { placeholder: 'title' });
    const height = 4.2 / blocks.length;
    blocks.forEach((block, at) => {
      const place = { ...boxed, y: 0.9 + at * height, h: height };
      if (block.kind === 'paragraph') {
        slide.addText(block.text, { ...place, fontSize: 12 });
      } else if (block.kind === 'list') {
        const items = block.items.map((text) => ({
          text,
          options: { bullet: block.isOrdered ? { type: 'number' as const } : true, breakLine: true },
        }));
        slide.addText(items, { ...place, fontSize: 12 });
      } else if (block.kind === 'table') {
        slide.addTable(rowsOf(block.table), { ...place, fontSize: 9, autoPage: false });
      }
    });
    if (notes.length > 0) slide.addNotes(notes.join('\n'));
  }
  const bytes = (await deck.write({ outputType: 'nodebuffer' })) as Buffer;
  return { bytes, read: { ...known, blocks: read } };
}

function withoutNote(block: KnownBlock): KnownBlock {
  return block.kind === 'paragraph' ? { kind: 'paragraph', text: block.text } : block;
}

function slidesOf(blocks: readonly KnownBlock[]): { heading: string; blocks: KnownBlock[] }[] {
  const slides: { heading: string; blocks: KnownBlock[] }[] = [];
  for (const block of blocks) {
    if (block.kind === 'heading') slides.push({ heading: block.text, blocks: [] });
    else slides.at(-1)?.blocks.push(block);
  }
  return slides;
}

function rowsOf(table: KnownTable): { text: string; options: { colspan?: number; rowspan?: number } }[][] {
  return [...table.header, ...table.rows].map((row) =>
    row.map(({ text, colSpan, rowSpan }: KnownCell) => ({
      text,
      options: {
        ...(colSpan === undefined ? {} : { colspan: colSpan }),
        ...(rowSpan === undefined ? {} : { rowspan: rowSpan }),
      },
    })),
  );
}
