import type { ParsedDocument } from '@mingda/contracts';
import { MingdaError, toMingdaError } from '@mingda/platform';
import { simpleParser, type AddressObject, type Attachment } from 'mailparser';
import { DocumentBuilder } from '../document/document-builder.ts';
import { readHtmlPage } from './html-parser.ts';
import type { ParseContext, ParseInput } from './parser.ts';
import { readPlainText, textOf } from './txt-parser.ts';

const maxAttachments = 30;
const headerLine = /^[A-Za-z][\w-]*:/m;

/** Mails (RFC 5322, MIME): the subject is the title, then who wrote when to whom, the body, the attachments. */
export async function parseEml({ bytes }: ParseInput, context: ParseContext): Promise<ParsedDocument> {
  const source = asMailBytes(bytes);
  if (!headerLine.test(source.toString('latin1', 0, 64 * 1024)))
    throw new MingdaError('FILE_CORRUPT', { detail: 'It has no mail header.' });
  const mail = await simpleParser(source, {
    skipHtmlToText: true,
    skipTextToHtml: true,
    skipTextLinks: true,
    skipImageLinks: true,
  });
  const builder = new DocumentBuilder();
  builder.title(mail.subject);
  builder.heading(1, mail.subject ?? '');
  const to = [mail.to ?? []]
    .flat()
    .map((it) => it.text)
    .join(', ');
  const lines = [
    line('From', mail.from?.text),
    line('To', to),
    line(
      'Cc',
      [mail.cc ?? []]
        .flat()
        .map((it: AddressObject) => it.text)
        .join(', '),
    ),
    line(
      'Date',
      mail.date
        ?.toISOString()
        .replace('T', ' ')
        .replace(/:\d\d\.\d+Z$/, ' UTC'),
    ),
  ];
  builder.paragraph(lines.filter((it) => it !== '').join('\n'));
  const hasText = mail.text !== undefined && mail.text.trim() !== '';
  if (hasText) readPlainText(mail.text ?? '', builder);
  else if (typeof mail.html === 'string') readHtmlPage(mail.html, builder);
  for (const [at, attachment] of mail.attachments.entries()) {
    if (at >= maxAttachments) {
      builder.warn({ code: 'FILE_LIMIT_EXPANSION', subject: `attachments beyond the first ${maxAttachments}` });
      break;
    }
    if (!isInlinePicture(attachment)) await addAttachment(attachment, builder, context);
  }
  return builder.finish();
}

function line(name: string, value: string | undefined): string {
  return value === undefined || value.trim() === '' ? '' : `${name}: ${value}`;
}

/** Mail is bytes with an ASCII head; some archives store it as UTF-16. */
function asMailBytes(bytes: Buffer): Buffer {
  const isWide = (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff) || bytes[1] === 0;
  return isWide ? Buffer.from(textOf(bytes), 'utf8') : bytes;
}

/** Logos and signatures inside the body. */
function isInlinePicture(attachment: Attachment): boolean {
  return attachment.related === true && attachment.contentType.startsWith('image/');
}

/** What cannot be read is named in a warning: the mail itself is still worth having. */
async function addAttachment(attachment: Attachment, builder: DocumentBuilder, context: ParseContext): Promise<void> {
  const fileName = attachment.filename ?? (attachment.contentType === 'message/rfc822' ? 'message.eml' : 'attachment');
  context.expansion.take(attachment.content.byteLength);
  try {
    const document = await context.parseNested({ bytes: attachment.content, fileName });
    builder.heading(2, fileName);
    builder.append(document);
  } catch (error) {
    const { code } = toMingdaError(error);
    if (code === 'FILE_LIMIT_EXPANSION') throw error;
    builder.warn({ code, subject: fileName });
  }
}
