import { elementsOf, numberOf } from '../../xml/xml-query.ts';
import type { XmlElement } from '../../xml/xml-reader.ts';

export interface OdfInline {
  readonly text: string;
  /** Bodies of foot- and endnotes that the text refers to, in order. */
  readonly notes: readonly XmlElement[];
  /** Text boxes anchored in the paragraph. */
  readonly boxes: readonly XmlElement[];
}

/** Comments, ruby pronunciation and page fields say nothing that belongs to the sentence. */
const silent = new Set(['annotation', 'annotation-end', 'ruby-text', 'page-number', 'page-count', 'note-citation']);
const maxSpaces = 100;

/** Characters of a paragraph (ODF 1.3 part 3, 6.1.2): white space collapses, `s`, `tab` and `line-break` are written out. */
export function readOdfInline(paragraph: XmlElement): OdfInline {
  const notes: XmlElement[] = [];
  const boxes: XmlElement[] = [];
  const read = (element: XmlElement): string => {
    let text = '';
    for (const it of element.children) {
      if (typeof it === 'string') text += it.replace(/\s+/g, ' ');
      else if (it.name === 's') text += ' '.repeat(Math.min(maxSpaces, numberOf(it.attributes['c']) ?? 1));
      else if (it.name === 'tab') text += '\t';
      else if (it.name === 'line-break') text += '\n';
      else if (it.name === 'note') notes.push(...elementsOf(it).filter((part) => part.name === 'note-body'));
      else if (it.name === 'text-box') boxes.push(it);
      else if (!silent.has(it.name)) text += read(it);
    }
    return text;
  };
  return { text: read(paragraph), notes, boxes };
}
