import { createRequire } from 'node:module';
import type msgReaderModule from '@kenjiuno/msgreader';
import type { ParsedDocument } from '@mingda/contracts';
import { MingdaError } from '@mingda/platform';
import { DocumentBuilder } from '../document/document-builder.ts';
import { readHtmlPage } from './html-parser.ts';
import { addAttachments, writeMailHead } from './mail-parts.ts';
import type { ParseContext, ParseInput } from './parser.ts';
import { readPlainText, textOf } from './txt-parser.ts';

/** A CommonJS module whose class is its property `default`; loaders differ in what an import of it gives. */
const { default: MsgReader } = createRequire(import.meta.url)('@kenjiuno/msgreader') as typeof msgReaderModule;
type MsgReader = InstanceType<typeof MsgReader>;
/** UTF-16 and UTF-8: nothing to decode anew. */
const wideCodePages = new Set([1200, 65001]);

type Fields = ReturnType<MsgReader['getFileData']>;

/** Outlook items (MS-OXMSG): the same parts as a mail. A message attached to it is read as a part of it. */
export async function parseMsg({ bytes }: ParseInput, context: ParseContext): Promise<ParsedDocument> {
  const content = new ArrayBuffer(bytes.byteLength);
  new Uint8Array(content).set(bytes);
  const { reader, mail } = open(content);
  if (mail.error !== undefined) throw new MingdaError('FILE_CORRUPT', { detail: mail.error });
  const builder = new DocumentBuilder();
  await write(mail, { reader, builder, context, depth: 0 });
  return builder.finish();
}

/** Old items store their texts in a code page (MS-OXPROPS PidTagMessageCodepage); it is known only once they are read. */
function open(content: ArrayBuffer): { reader: MsgReader; mail: Fields } {
  const reader = new MsgReader(content);
  const mail = reader.getFileData();
  const codePage = mail.messageCodepage ?? mail.internetCodepage;
  if (codePage === undefined || wideCodePages.has(codePage)) return { reader, mail };
  const again = new MsgReader(content);
  again.parserConfig = { ansiEncoding: String(codePage) };
  try {
    return { reader: again, mail: again.getFileData() };
  } catch {
    return { reader, mail };
  }
}

interface Target {
  readonly reader: MsgReader;
  readonly builder: DocumentBuilder;
  readonly context: ParseContext;
  readonly depth: number;
}

const maxDepth = 3;

async function write(mail: Fields, target: Target): Promise<void> {
  const { reader, builder, context, depth } = target;
  writeMailHead(builder, {
    subject: mail.subject,
    from: person(mail.senderName, mail.senderSmtpAddress ?? mail.senderEmail),
    to: recipients(mail, 'to'),
    cc: recipients(mail, 'cc'),
    date: dateOf(mail.messageDeliveryTime ?? mail.clientSubmitTime ?? mail.creationTime),
  });
  if ((mail.body ?? '').trim() !== '') readPlainText(mail.body ?? '', builder);
  else if (mail.html !== undefined) readHtmlPage(textOf(Buffer.from(mail.html)), builder);
  else if ((mail.bodyHtml ?? '').trim() !== '') readHtmlPage(mail.bodyHtml ?? '', builder);
  const attachments = (mail.attachments ?? []).filter((it) => it.attachmentHidden !== true);
  const files = attachments
    .filter((it) => it.innerMsgContent !== true)
    .map((it) => {
      const { fileName, content } = reader.getAttachment(it);
      return { fileName: fileName === '' ? 'attachment' : fileName, bytes: Buffer.from(content) };
    });
  await addAttachments(files, builder, context);
  for (const { innerMsgContentFields: inner, name } of attachments) {
    if (inner === undefined) continue;
    if (depth < maxDepth) await write(inner, { ...target, depth: depth + 1 });
    else builder.warn({ code: 'FILE_LIMIT_EXPANSION', subject: name ?? 'message' });
  }
}

function recipients(mail: Fields, kind: 'to' | 'cc'): string {
  return (mail.recipients ?? [])
    .filter((it) => it.recipType === kind)
    .map((it) => person(it.name, it.smtpAddress ?? it.email))
    .join(', ');
}

/** Inside an organisation the address is a directory path (`/O=…`) that tells a reader nothing. */
function person(name: string | undefined, address: string | undefined): string {
  const shown = address === undefined || address.startsWith('/') || address === name ? '' : `<${address}>`;
  return [name ?? '', shown].filter((it) => it !== '').join(' ');
}

function dateOf(text: string | undefined): Date | undefined {
  const date = new Date(text ?? '');
  return Number.isNaN(date.getTime()) ? undefined : date;
}
