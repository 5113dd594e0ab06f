export interface PreviewKind {
  readonly shows: 'pdf' | 'picture' | 'text';
  /** The type that the bytes are shown as. */
  readonly type: string;
}

/** Raster formats alone: a vector picture can hold scripts. */
const pictures: ReadonlySet<string> = new Set(['image/png', 'image/jpeg', 'image/webp', 'image/gif', 'image/bmp']);
/** Shown as they are written, never as a page. */
const texts: ReadonlySet<string> = new Set(['text/plain', 'text/markdown', 'text/csv', 'application/json']);

/** How a browser shows a file without running anything in it; null when it cannot. */
export function previewOf(mediaType: string): PreviewKind | null {
  const type = mediaType.split(';', 1)[0]?.trim().toLowerCase() ?? '';
  if (type === 'application/pdf') return { shows: 'pdf', type };
  if (pictures.has(type)) return { shows: 'picture', type };
  return texts.has(type) ? { shows: 'text', type: 'text/plain' } : null;
}
