import type { ParsedDocument } from '@mingda/contracts';
import { DocumentBuilder } from '../../document/document-builder.ts';
import { OfficePackage } from '../../xml/office-package.ts';
import { childrenOf, descendants } from '../../xml/xml-query.ts';
import { readXml, type XmlElement } from '../../xml/xml-reader.ts';
import type { ParseContext, ParseInput } from '../parser.ts';
import { readPicture } from '../picture-parts.ts';
import { DocxBody } from './docx-body.ts';
import { Numbering } from './numbering.ts';
import { Styles } from './styles.ts';

/**
 * Word documents (ECMA-376 part 1, WordprocessingML), read from their own XML: a conversion to HTML loses numbering
 * labels, text boxes and note positions. Macros are never looked at, embedded files not opened.
 */
export async function parseDocx({ bytes }: ParseInput, { expansion, pictures }: ParseContext): Promise<ParsedDocument> {
  const office = await OfficePackage.open(bytes, expansion);
  const main = await office.mainPart();
  const relations = await office.relations(main);
  const part = (type: string): string | undefined => relations.find((it) => it.type === type)?.target;
  const notes = new Map<string, XmlElement[]>();
  for (const kind of ['footnote', 'endnote'] as const) {
    const root = await office.optionalXml(part(`${kind}s`));
    for (const note of childrenOf(root, kind))
      notes.set(`${kind} ${note.attributes['id'] ?? ''}`, descendants(note, 'p'));
  }
  const builder = new DocumentBuilder();
  builder.title(await office.title());
  const body = new DocxBody(builder, {
    styles: new Styles(await office.optionalXml(part('styles'))),
    numbering: new Numbering(await office.optionalXml(part('numbering'))),
    notes,
    picture: (id) => readPicture(pictures, relations.find((it) => it.id === id)?.target),
  });
  await readXml(office.read(main), 'body', (element) => body.add(element));
  return builder.finish();
}
