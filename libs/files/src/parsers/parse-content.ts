import type { ParsedDocument } from '@mingda/contracts';
import { MingdaError } from '@mingda/platform';
import { ExpansionBudget } from '../archive/expansion-budget.ts';
import { detectFormat } from '../detection/detect-format.ts';
import { Pictures } from '../recognition/pictures.ts';
import type { InnerFiles, RecognisedPicture, WantedPicture } from '../recognition/recognition.ts';
import type { ParseContext, ParseInput } from './parser.ts';
import { parsers } from './parsers.ts';
import { unlockOffice } from './unlock-office.ts';

export interface ParseLimits {
  readonly pages: number;
  readonly expandedBytes: number;
}

const maxDepth = 3;

export interface ParsedContent {
  readonly document: ParsedDocument;
  /** Pictures whose text was not known; with it the file can be read again. */
  readonly wanted: readonly WantedPicture[];
  /** Bytes of the files inside the file that wanted pictures are of. */
  readonly inner: InnerFiles;
}

/**
 * Detects the format and reads the file, in the calling thread. A document without text is an error unless pictures
 * are wanted.
 * @throws MingdaError of the `FILE_*` family; what a parser throws otherwise is reported as `FILE_CORRUPT`
 */
export async function parseContent(
  input: ParseInput,
  limits: ParseLimits,
  known?: ReadonlyMap<string, RecognisedPicture>,
): Promise<ParsedContent> {
  const expansion = new ExpansionBudget(limits.expandedBytes);
  const pictures = new Pictures(known);
  const document = await parseAtDepth(input, 0, { maxPages: limits.pages, expansion, pictures });
  return { document, wanted: pictures.wanted, inner: pictures.inner };
}

async function parseAtDepth(
  input: ParseInput,
  depth: number,
  limits: Pick<ParseContext, 'maxPages' | 'expansion' | 'pictures'>,
): Promise<ParsedDocument> {
  if (depth > maxDepth) {
    throw new MingdaError('FILE_LIMIT_EXPANSION', {
      subject: input.fileName,
      detail: `It lies more than ${maxDepth} files deep.`,
    });
  }
  const { password, fileName } = input;
  const bytes = password === undefined ? input.bytes : await unlockOffice(input.bytes, password);
  const format = detectFormat(fileName, bytes);
  const parse = await parsers[format]();
  const parseNested = (nested: ParseInput): Promise<ParsedDocument> =>
    parseAtDepth(nested, depth + 1, { ...limits, pictures: limits.pictures.inside(nested) });
  try {
    const document = await parse({ ...input, bytes }, { ...limits, parseNested });
    const mayComeFromPictures = depth === 0 && limits.pictures.wanted.length > 0;
    if (document.blocks.length === 0 && !mayComeFromPictures) throw new MingdaError('FILE_NO_TEXT');
    return document;
  } catch (error) {
    throw withSubject(error, input.fileName);
  }
}

function withSubject(error: unknown, subject: string): MingdaError {
  if (error instanceof MingdaError) return error.about(subject);
  const detail = error instanceof Error ? error.message : String(error);
  return new MingdaError('FILE_CORRUPT', { subject, detail, cause: error });
}
