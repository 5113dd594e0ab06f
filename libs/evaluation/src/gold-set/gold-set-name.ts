import { createHash } from 'node:crypto';

const maxCharacters = 48;

/**
 * A name for a title: its Latin letters and digits, and where anything else was lost, the beginning of the title's
 * sha256, so that two Chinese titles get two names. The same title always gets the same name.
 */
export function goldSetNameOf(title: string): string {
  const plain = title.normalize('NFKC').toLowerCase();
  const kept = plain
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '')
    .slice(0, maxCharacters);
  if (/^[\sa-z0-9_-]+$/.test(plain) && kept !== '') return kept;
  const mark = createHash('sha256').update(title).digest('hex').slice(0, 6);
  return kept === '' ? `set-${mark}` : `${kept}-${mark}`;
}
