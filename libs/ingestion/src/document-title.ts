import type { ParsedDocument } from '@mingda/contracts';

/** The title given with the upload, else the file's own, else its first top heading, else the file's name. */
export function titleOf(work: { title: string; fileName: string }, parsed: ParsedDocument): string {
  const heading = parsed.blocks.find((block) => block.kind === 'heading' && (block.level ?? 1) === 1)?.text;
  const name = work.fileName.replace(/^.*[/\\]/, '').replace(/\.[^.]+$/, '');
  const title = [work.title, parsed.title, heading, name].find((it) => it !== undefined && it.trim() !== '');
  return (title ?? name).trim().slice(0, 300);
}
