import { toMingdaError } from '@mingda/platform';
import type { DocumentBuilder } from '../document/document-builder.ts';
import type { ParseContext, ParseInput } from './parser.ts';

export interface MailHead {
  readonly subject: string | undefined;
  readonly from: string | undefined;
  readonly to: string | undefined;
  readonly cc: string | undefined;
  readonly date: Date | undefined;
}

const maxAttachments = 30;

/** The subject is title and heading; who wrote when to whom is the first paragraph. */
export function writeMailHead(builder: DocumentBuilder, head: MailHead): void {
  builder.title(head.subject);
  builder.heading(1, head.subject ?? '');
  const date = head.date
    ?.toISOString()
    .replace('T', ' ')
    .replace(/:\d\d\.\d+Z$/, ' UTC');
  const lines = [line('From', head.from), line('To', head.to), line('Cc', head.cc), line('Date', date)];
  builder.paragraph(lines.filter((it) => it !== '').join('\n'));
}

function line(name: string, value: string | undefined): string {
  return value === undefined || value.trim() === '' ? '' : `${name}: ${value}`;
}

/** All are named. What cannot be read is named in a warning, too: the mail itself is still worth having. */
export async function addAttachments(
  attachments: readonly ParseInput[],
  builder: DocumentBuilder,
  context: ParseContext,
): Promise<void> {
  if (attachments.length > 0) {
    const names = attachments.slice(0, maxAttachments).map((it) => it.fileName);
    builder.paragraph(`Attachments: ${names.join(', ')}`);
  }
  for (const { fileName, bytes } of attachments.slice(0, maxAttachments)) {
    context.expansion.take(bytes.byteLength);
    try {
      const document = await context.parseNested({ bytes, fileName });
      builder.heading(2, fileName);
      builder.append(document);
    } catch (error) {
      const { code } = toMingdaError(error);
      if (code === 'FILE_LIMIT_EXPANSION') throw error;
      builder.warn({ code, subject: fileName });
    }
  }
  if (attachments.length > maxAttachments) {
    builder.warn({ code: 'FILE_LIMIT_EXPANSION', subject: `attachments beyond the first ${maxAttachments}` });
  }
}
