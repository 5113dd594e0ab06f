import type { Dictionary } from '../i18n/dictionary.ts';

const pages = /^pages? (\d+)(?:-(\d+))?$/;
const rows = /^(?:(.+): )?rows beyond the limit of (\d+)(?: rows or (\d+) cells)?$/s;
const attachments = /^attachments beyond the first (\d+)$/;

/**
 * The part of a document that a warning is about, in the language of the page. The parsers store it in English: these are
 * their words; names of sheets, attachments and parts are shown as they are.
 */
export function concernedPart(subject: string, t: Pick<Dictionary, 'common' | 'documents'>): string {
  const [, from, to = from] = pages.exec(subject) ?? [];
  if (from !== undefined) return t.common.page(Number(from), Number(to));
  const [, sheet, most, cells] = rows.exec(subject) ?? [];
  if (most !== undefined) {
    const words = t.documents.rowsBeyond(Number(most), cells === undefined ? null : Number(cells));
    return sheet === undefined ? words : `${sheet}: ${words}`;
  }
  const [, first] = attachments.exec(subject) ?? [];
  return first === undefined ? subject : t.documents.attachmentsBeyond(Number(first));
}
