import type { ParsedDocument } from '@mingda/contracts';
import { DocumentBuilder } from '../document/document-builder.ts';
import type { RecognisedPicture } from '../recognition/recognition.ts';
import type { ParseContext, ParseInput } from './parser.ts';
import { layOut } from './pdf/page-layout.ts';
import { recognisedPage } from './pdf/recognised-page.ts';
import { writePages } from './pdf/write-pages.ts';

/** Points of a page's width: sizes of type are judged in points. */
const pageWidth = 595;

/** A picture is a document of one page; its text is what was read off it. */
export async function parsePicture(_: ParseInput, { pictures }: ParseContext): Promise<ParsedDocument> {
  const picture = pictures.file();
  if (picture !== undefined) return documentOf(picture);
  const builder = new DocumentBuilder();
  builder.page({ page: 1, state: 'scan', characters: 0 });
  builder.warn({ code: 'FILE_NO_TEXT', subject: 'page 1' });
  return builder.finish();
}

/** Lines in reading order, as paragraphs, lists and tables. */
export function documentOf(picture: RecognisedPicture): ParsedDocument {
  const isTurned = picture.quarterTurns % 2 === 1;
  const [width, height] = isTurned ? [picture.height, picture.width] : [picture.width, picture.height];
  const shown = { number: 1, width: pageWidth, height: (pageWidth * height) / width };
  const builder = new DocumentBuilder();
  writePages([layOut({ ...recognisedPage(picture, shown), isRecognised: true })], builder);
  return builder.finish();
}
