import type { ParsedDocument } from '@mingda/contracts';
import type { Pictures } from '../recognition/pictures.ts';
import { documentOf } from './picture-parser.ts';

const readable = /\.(?:png|jpe?g|gif|bmp|webp)$/i;
/** Beyond these a document is an album; reading it would take hours. */
const maxParts = 300;

/** The text of a picture packed into a document, once it is known; drawings by vectors are not looked at. */
export function readPicture(pictures: Pictures, part: string | undefined): ParsedDocument | undefined {
  if (part === undefined || !readable.test(part) || pictures.wanted.length >= maxParts) return undefined;
  const picture = pictures.part(part);
  return picture === undefined || picture.lines.length === 0 ? undefined : documentOf(picture);
}
