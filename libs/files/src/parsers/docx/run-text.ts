import { child, elementsOf, isOn, textOfElement } from '../../xml/xml-query.ts';
import type { XmlElement } from '../../xml/xml-reader.ts';

/** What hangs on a paragraph besides its own text. */
export interface InlineContent {
  text: string;
  /** Contents of text boxes anchored here. */
  readonly boxes: XmlElement[];
  /** `footnote 3`, `endnote 1`. */
  readonly notes: string[];
  /** Relation ids of pictures. */
  readonly pictures: string[];
}

/** Deleted and moved-away text, field codes, phonetic guides, comments: not part of what a reader sees. */
const unseen = new Set([
  'del',
  'delText',
  'moveFrom',
  'instrText',
  'rt',
  'pPr',
  'rPr',
  'tblPr',
  'tcPr',
  'sdtPr',
  'annotationRef',
  'Fallback',
]);

export function readInline(element: XmlElement): InlineContent {
  const content: InlineContent = { text: '', boxes: [], notes: [], pictures: [] };
  walk(element, content);
  return content;
}

function walk(element: XmlElement, content: InlineContent): void {
  for (const it of elementsOf(element)) readElement(it, content);
}

function readElement(it: XmlElement, content: InlineContent): void {
  if (unseen.has(it.name)) return;
  switch (it.name) {
    case 't':
      content.text += textOfElement(it);
      return;
    case 'tab':
    case 'ptab':
      content.text += '\t';
      return;
    case 'br':
    case 'cr':
      content.text += '\n';
      return;
    case 'noBreakHyphen':
      content.text += '-';
      return;
    case 'footnoteReference':
    case 'endnoteReference':
      content.notes.push(`${it.name.slice(0, -'Reference'.length)} ${it.attributes['id'] ?? ''}`);
      return;
    case 'blip':
      content.pictures.push(it.attributes['embed'] ?? '');
      return;
    case 'txbxContent':
      content.boxes.push(it);
      return;
    case 'r':
      if (!isOn(child(it, 'rPr', 'vanish'))) walk(it, content);
      return;
    case 'AlternateContent':
      // The same drawing for new and for old programs: reading both would double its text.
      walk(child(it, 'Choice') ?? child(it, 'Fallback') ?? it, content);
      return;
    default:
      walk(it, content);
  }
}
