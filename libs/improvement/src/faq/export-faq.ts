import type { AccessScope, FaqEntry, FaqFormat } from '@mingda/contracts';
import type { FaqRepository } from '@mingda/database';
import { cellsOf, faqColumns, guarded } from './faq-table.ts';
import { workbookOf } from './workbook-of.ts';

const pageSize = 200;

/** Every entry of a collection as a file that can be imported again, drafts and retired ones included. */
export async function exportFaq(
  faq: FaqRepository,
  scope: AccessScope,
  { collectionId, format }: { readonly collectionId: string; readonly format: FaqFormat },
): Promise<Buffer> {
  const entries: FaqEntry[] = [];
  for (let offset = 0; ; offset += pageSize) {
    const { items } = await faq.list(scope, collectionId, { offset, limit: pageSize });
    entries.push(...items);
    if (items.length < pageSize) break;
  }
  if (format === 'jsonl') return Buffer.from(entries.map((it) => `${JSON.stringify(it)}\n`).join(''));
  const rows = [[...faqColumns], ...entries.map(cellsOf)];
  if (format === 'xlsx') return workbookOf(rows);
  // With a byte order mark, without which spreadsheet programs take Chinese for another encoding.
  return Buffer.from(`\uFEFF${rows.map((row) => row.map(csvCell).join(',')).join('\r\n')}\r\n`);
}

function csvCell(cell: string): string {
  const text = guarded(cell);
  return /[",\r\n]/.test(text) || text !== text.trim() ? `"${text.replaceAll('"', '""')}"` : text;
}
