import type { OfficePackage } from '../../xml/office-package.ts';
import { child, childrenOf, elementsOf, numberOf, textOfElement } from '../../xml/xml-query.ts';
import { readXml, type XmlElement } from '../../xml/xml-reader.ts';
import { builtInFormat, displayNumber } from './number-format.ts';

export interface SheetPart {
  readonly name: string;
  readonly part: string;
}

/** What the sheets of a workbook share: their list, the strings, the number formats. */
export interface Workbook {
  readonly sheets: readonly SheetPart[];
  /** A cell's value as the sheet shows it. */
  readonly display: (cell: XmlElement) => string;
}

export async function readWorkbook(office: OfficePackage): Promise<Workbook> {
  const main = await office.mainPart();
  const root = await office.xml(main);
  const relations = await office.relations(main);
  const part = (type: string): string | undefined =>
    relations.find((it) => it.type === type && office.has(it.target))?.target;
  const sheets = childrenOf(child(root, 'sheets'), 'sheet').flatMap(({ attributes }) => {
    const found = relations.find((it) => it.id === (attributes['r:id'] ?? attributes['id']) && it.type === 'worksheet');
    const isBuried = attributes['state'] === 'veryHidden';
    return found === undefined || isBuried || !office.has(found.target)
      ? []
      : [{ name: attributes['name'] ?? '', part: found.target }];
  });
  const strings: string[] = [];
  const stringsPart = part('sharedStrings');
  if (stringsPart !== undefined) await readXml(office.read(stringsPart), 'sst', (item) => strings.push(richText(item)));
  const formats = formatsOf(await office.optionalXml(part('styles')));
  const is1904 = ['1', 'true'].includes(child(root, 'workbookPr')?.attributes['date1904'] ?? '');
  return { sheets, display: (cell) => displayCell(cell, { strings, formats, is1904 }) };
}

interface Sources {
  readonly strings: readonly string[];
  readonly formats: readonly string[];
  readonly is1904: boolean;
}

function displayCell(cell: XmlElement, { strings, formats, is1904 }: Sources): string {
  const type = cell.attributes['t'] ?? 'n';
  if (type === 'inlineStr') return richText(child(cell, 'is'));
  const raw = textOfElement(child(cell, 'v'));
  if (raw === '') return '';
  switch (type) {
    case 's':
      return strings[Number(raw)] ?? '';
    case 'str':
    case 'd':
      return raw;
    case 'b':
      return raw === '1' ? 'TRUE' : 'FALSE';
    case 'e':
      return '';
    default: {
      const value = Number(raw);
      if (!Number.isFinite(value)) return raw;
      return displayNumber(value, formats[numberOf(cell.attributes['s']) ?? 0] ?? 'General', is1904);
    }
  }
}

/** Runs of one string; `rPh` holds how to pronounce it. */
function richText(item: XmlElement | undefined): string {
  return elementsOf(item)
    .map((it) => (it.name === 't' ? textOfElement(it) : it.name === 'r' ? textOfElement(child(it, 't')) : ''))
    .join('');
}

function formatsOf(styles: XmlElement | undefined): string[] {
  const own = new Map(
    childrenOf(child(styles, 'numFmts'), 'numFmt').map(({ attributes }) => [
      numberOf(attributes['numFmtId']) ?? -1,
      attributes['formatCode'] ?? 'General',
    ]),
  );
  return childrenOf(child(styles, 'cellXfs'), 'xf').map(({ attributes }) => {
    const id = numberOf(attributes['numFmtId']) ?? 0;
    return own.get(id) ?? builtInFormat(id);
  });
}
