/**
 * The file name in a header `content-disposition` (RFC 6266), of which only the last part counts. Many servers write
 * names as they are, in UTF-8 or GB 18030, although a header should hold neither.
 */
export function attachmentName(header: string | undefined): string | undefined {
  if (header === undefined) return undefined;
  const extended = /;\s*filename\*\s*=\s*utf-8'[^']*'([^;\s]+)/i.exec(header)?.[1];
  const quoted = /;\s*filename\s*=\s*"((?:[^"\\]|\\.)*)"/i.exec(header)?.[1]?.replaceAll(/\\(.)/g, '$1');
  const plain = /;\s*filename\s*=\s*([^";\s]+)/i.exec(header)?.[1];
  const name = unescaped(extended) ?? decoded(quoted ?? plain);
  return name?.split(/[/\\]/).at(-1)?.trim() || undefined;
}

function unescaped(text: string | undefined): string | undefined {
  try {
    return text === undefined ? undefined : decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

/** Node reads headers as Latin-1, so that each character is a byte. */
function decoded(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  const bytes = Buffer.from(text, 'latin1');
  for (const label of ['utf-8', 'gb18030']) {
    try {
      return new TextDecoder(label, { fatal: true }).decode(bytes);
    } catch {
      // The next one may be it.
    }
  }
  return text;
}
