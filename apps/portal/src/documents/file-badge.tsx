import styles from './documents.module.css';

const hues: Readonly<Record<string, string>> = {
  pdf: '#c2261c',
  docx: '#1f4fd8',
  pptx: '#c2410c',
  xlsx: '#15803d',
  csv: '#15803d',
  html: '#7c3aed',
  md: '#334155',
  json: '#0e7490',
  eml: '#a16207',
};

/** The file's extension on a coloured ground; the name beside it says the same to a screen reader. */
export function FileBadge({ fileName }: { readonly fileName: string }) {
  const extension = fileName.includes('.') ? fileName.slice(fileName.lastIndexOf('.') + 1).toLowerCase() : '';
  return (
    <span className={styles.badge} style={{ color: hues[extension] ?? '#4a5464' }} aria-hidden="true">
      {extension.slice(0, 4) || '?'}
    </span>
  );
}
