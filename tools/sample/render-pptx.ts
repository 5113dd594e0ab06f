import pptxgen from 'pptxgenjs';
import { parseSlides, plainText, type Block } from './source-markdown.ts';

/** At run time the default export is the class itself; its types describe the CommonJS shape. */
const Deck = pptxgen as unknown as typeof pptxgen.default;
type Page = ReturnType<InstanceType<typeof Deck>['addSlide']>;

const face = 'Noto Sans CJK SC';
const inkColour = '1F3A5F';

export async function renderPptx(source: string): Promise<Buffer> {
  const { meta, slides } = parseSlides(source);
  const deck = new Deck();
  deck.layout = 'LAYOUT_16x9';
  deck.title = meta['title'] ?? '';
  deck.subject = meta['subtitle'] ?? '';
  deck.author = meta['owner'] ?? '';
  deck.company = 'Lanyue Technology';
  const cover = deck.addSlide();
  cover.background = { color: inkColour };
  const light = { fontFace: face, color: 'FFFFFF' };
  cover.addText(meta['title'] ?? '', { ...light, x: 0.6, y: 1.7, w: 8.8, h: 1, fontSize: 36, bold: true });
  cover.addText(meta['subtitle'] ?? '', { ...light, x: 0.6, y: 2.7, w: 8.8, h: 0.6, fontSize: 20 });
  const imprint = [meta['number'], meta['owner'], meta['date']].join('  ');
  cover.addText(imprint, { ...light, x: 0.6, y: 4.7, w: 8.8, h: 0.4, fontSize: 12 });
  for (const slide of slides) {
    const page = deck.addSlide();
    const heading = { x: 0.5, y: 0.3, w: 9, h: 0.7, fontFace: face, fontSize: 26, bold: true, color: inkColour };
    page.addText(slide.title, heading);
    let top = 1.2;
    for (const block of slide.blocks) top = place(page, block, top);
    page.slideNumber = { x: 9.2, y: 5.2, fontFace: face, fontSize: 10 };
    if (slide.notes !== '') page.addNotes(slide.notes);
  }
  const data = await deck.write({ outputType: 'nodebuffer', compression: true });
  if (!(data instanceof Uint8Array)) throw new Error('The slide deck was not written as bytes.');
  return Buffer.from(data);
}

function place(page: Page, block: Block, top: number): number {
  if (block.kind === 'list') {
    const height = block.items.length * 0.6;
    const lines = block.items.map((item) => ({
      text: plainText(item),
      options: { bullet: true, breakLine: true, paraSpaceAfter: 8 },
    }));
    page.addText(lines, { x: 0.6, y: top, w: 8.8, h: height, fontFace: face, fontSize: 18, valign: 'top' });
    return top + height + 0.1;
  }
  if (block.kind === 'table') {
    const rows = block.rows.map((row, index) =>
      row.map((cell) => ({
        text: plainText(cell),
        options: index === 0 ? { bold: true, fill: { color: 'DCE6F1' } } : {},
      })),
    );
    const border = { type: 'solid' as const, pt: 0.5, color: '999999' };
    page.addTable(rows, { x: 0.6, y: top, w: 8.8, fontFace: face, fontSize: 13, border });
    return top + block.rows.length * 0.45 + 0.1;
  }
  if (block.kind === 'paragraph') {
    page.addText(plainText(block.text), { x: 0.6, y: top, w: 8.8, h: 0.6, fontFace: face, fontSize: 16 });
    return top + 0.7;
  }
  return top;
}
