import type { Block, ParsedDocument } from '@mingda/contracts';
import { MingdaError } from '@mingda/platform';
import { DocumentBuilder } from '../../document/document-builder.ts';
import { OfficePackage, type Relation } from '../../xml/office-package.ts';
import { child, childrenOf, descendants, numberOf, textOfElement } from '../../xml/xml-query.ts';
import type { XmlElement } from '../../xml/xml-reader.ts';
import type { ParseContext, ParseInput } from '../parser.ts';
import { readPicture } from '../picture-parts.ts';
import { SlideReader } from './slide-reader.ts';

/** Presentations (ECMA-376 part 1, PresentationML): a page is a slide, its title a heading, its notes follow it. */
export async function parsePptx(
  { bytes }: ParseInput,
  { expansion, maxPages, pictures }: ParseContext,
): Promise<ParsedDocument> {
  const office = await OfficePackage.open(bytes, expansion);
  const main = await office.mainPart();
  const presentation = await office.xml(main);
  const relations = await office.relations(main);
  const slides = childrenOf(child(presentation, 'sldIdLst'), 'sldId')
    .map((it) => relations.find((relation) => relation.id === (it.attributes['r:id'] ?? it.attributes['id'])))
    .filter((it): it is Relation => it !== undefined && office.has(it.target));
  if (slides.length > maxPages) {
    throw new MingdaError('FILE_LIMIT_PAGES', { detail: `It has ${slides.length} slides, the limit is ${maxPages}.` });
  }
  const size = child(presentation, 'sldSz')?.attributes ?? {};
  const builder = new DocumentBuilder();
  builder.title(await office.title());
  for (const [at, slide] of slides.entries()) {
    const page = at + 1;
    const before = builder.finish().blocks.length;
    const tree = await office.xml(slide.target);
    const slideRelations = await office.relations(slide.target);
    const reader = new SlideReader(builder, page, {
      width: numberOf(size['cx']) ?? 9_144_000,
      height: numberOf(size['cy']) ?? 6_858_000,
    });
    reader.read(child(tree, 'cSld', 'spTree'));
    for (const text of await diagramTexts(office, slideRelations)) builder.listItem(text, { page });
    const notes = await office.optionalXml(slideRelations.find((it) => it.type === 'notesSlide')?.target);
    reader.readNotes(child(notes, 'cSld', 'spTree'));
    const own = builder.finish().blocks.slice(before);
    for (const { type, target } of slideRelations) {
      if (type === 'image') addPicture(readPicture(pictures, target), builder, page);
    }
    const blocks = builder.finish().blocks.slice(before);
    builder.page({
      page,
      state: stateOf(own, tree),
      characters: blocks.reduce((sum, block) => sum + block.text.length, 0),
    });
  }
  return builder.finish();
}

/** What was read off a picture stands on its slide. */
function addPicture(picture: ParsedDocument | undefined, builder: DocumentBuilder, page: number): void {
  for (const block of picture?.blocks ?? []) {
    if (block.kind === 'list-item') builder.listItem(block.text, { page });
    else builder.paragraph(block.text, { page });
  }
}

/** SmartArt keeps its words in a part of its own. */
async function diagramTexts(office: OfficePackage, relations: readonly Relation[]): Promise<string[]> {
  const texts: string[] = [];
  for (const relation of relations.filter((it) => it.type === 'diagramData')) {
    const data = await office.optionalXml(relation.target);
    for (const point of descendants(data, 'pt')) {
      const text = descendants(child(point, 't'), 't').map(textOfElement).join('');
      if (text.trim() !== '') texts.push(text);
    }
  }
  return texts;
}

function stateOf(blocks: readonly Block[], slide: XmlElement): 'text' | 'table' | 'scan' | 'empty' {
  if (blocks.length === 0) return descendants(slide, 'pic').length > 0 ? 'scan' : 'empty';
  const rows = blocks.filter((block) => block.kind === 'table-row').length;
  return rows > blocks.length / 2 ? 'table' : 'text';
}
