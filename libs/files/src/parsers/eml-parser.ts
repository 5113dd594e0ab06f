import type { ParsedDocument } from '@mingda/contracts';
import { MingdaError } from '@mingda/platform';
import { simpleParser, type AddressObject, type Attachment } from 'mailparser';
import { DocumentBuilder } from '../document/document-builder.ts';
import { readHtmlPage } from './html-parser.ts';
import { addAttachments, writeMailHead } from './mail-parts.ts';
import type { ParseContext, ParseInput } from './parser.ts';
import { readPlainText, textOf } from './txt-parser.ts';

const smallPicture = 30_000;
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
  writeMailHead(builder, {
    subject: mail.subject,
    from: mail.from?.text,
    to: addresses(mail.to),
    cc: addresses(mail.cc),
    date: mail.date,
  });
  const hasText = mail.text !== undefined && mail.text.trim() !== '';
  if (hasText) readPlainText(mail.text ?? '', builder);
  else if (typeof mail.html === 'string') readHtmlPage(mail.html, builder);
  await addAttachments(
    mail.attachments.filter((it) => !isInlinePicture(it)).map((it) => ({ bytes: it.content, fileName: nameOf(it) })),
    builder,
    context,
  );
  return builder.finish();
}

function addresses(given: AddressObject | AddressObject[] | undefined): string {
  return [given ?? []]
    .flat()
    .map((it) => it.text)
    .join(', ');
}

function nameOf({ filename, contentType }: Attachment): string {
  return filename ?? (contentType === 'message/rfc822' ? 'message.eml' : 'attachment');
}

/** Mail is bytes with an ASCII head; some archives store it as UTF-16. */
function asMailBytes(bytes: Buffer): Buffer {
  const isWide = (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff) || bytes[1] === 0;
  return isWide ? Buffer.from(textOf(bytes), 'utf8') : bytes;
}

/** Logos and signatures inside the body; screenshots are larger. */
function isInlinePicture({ related, contentType, size }: Attachment): boolean {
  return related === true && contentType.startsWith('image/') && size < smallPicture;
}
