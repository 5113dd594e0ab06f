import { MingdaError } from '@mingda/platform';
import { SaxesParser } from 'saxes';

/** An element; names are local, without their prefix. */
export interface XmlElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: (XmlElement | string)[];
}

const maxDepth = 256;

/**
 * Reads XML piece by piece. Each finished child of an element called `parent` goes to `onChild` and is forgotten, so
 * that a sheet of a million rows never stands in memory as a whole. Returns the root with everything else.
 * Document type declarations are refused: no Office part has one, and entities are how XML is turned into a weapon.
 * @throws MingdaError `FILE_CORRUPT`
 */
export async function readXml(
  pieces: AsyncIterable<Buffer>,
  parent?: string,
  onChild?: (child: XmlElement) => void,
): Promise<XmlElement> {
  const open: XmlElement[] = [];
  let root: XmlElement | undefined;
  const parser = new SaxesParser({ xmlns: false });
  const fail = (detail: string): never => {
    throw new MingdaError('FILE_CORRUPT', { detail });
  };
  parser.on('error', (error) => fail(error.message));
  parser.on('doctype', () => fail('A document type declaration is not allowed.'));
  parser.on('opentag', (tag) => {
    const element: XmlElement = {
      name: localName(tag.name),
      attributes: localAttributes(tag.attributes),
      children: [],
    };
    root ??= element;
    open.push(element);
    if (open.length > maxDepth) fail(`Elements are nested more than ${maxDepth} deep.`);
  });
  parser.on('text', (text) => {
    open.at(-1)?.children.push(text);
  });
  parser.on('cdata', (text) => {
    open.at(-1)?.children.push(text);
  });
  parser.on('closetag', () => {
    const element = open.pop();
    const above = open.at(-1);
    if (element === undefined || above === undefined) return;
    if (onChild !== undefined && above.name === parent) onChild(element);
    else above.children.push(element);
  });
  let decoder: TextDecoder | undefined;
  for await (const piece of pieces) {
    decoder ??= decoderFor(piece);
    parser.write(decoder.decode(piece, { stream: true }));
  }
  parser.write(decoder?.decode() ?? '').close();
  return root ?? fail('The XML is empty.');
}

function decoderFor(head: Buffer): TextDecoder {
  if (head[0] === 0xff && head[1] === 0xfe) return new TextDecoder('utf-16le');
  if (head[0] === 0xfe && head[1] === 0xff) return new TextDecoder('utf-16be');
  return new TextDecoder('utf-8');
}

function localName(name: string): string {
  const colon = name.indexOf(':');
  return colon < 0 ? name : name.slice(colon + 1);
}

function localAttributes(attributes: Readonly<Record<string, string>>): Record<string, string> {
  const local: Record<string, string> = {};
  for (const name in attributes) {
    // `r:id` beside `id` (slide lists): the prefixed one keeps its prefix.
    const short = localName(name);
    local[short in local || (short !== name && short in attributes) ? name : short] = attributes[name] ?? '';
  }
  return local;
}
