export type PageKind = 'text' | 'scan' | 'blank';

/** A PDF whose pages hold a line of text, a picture of the whole page as a scanner makes it, or nothing. */
export function scannedPdf(kinds: readonly PageKind[]): Uint8Array<ArrayBuffer> {
  const objects = ['<< /Type /Catalog /Pages 2 0 R >>', '', '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>'];
  const picture = 'ff00ff00'.repeat(24);
  objects.push(
    '<< /Type /XObject /Subtype /Image /Width 8 /Height 12 /ColorSpace /DeviceGray /BitsPerComponent 8 ' +
      `/Filter /ASCIIHexDecode /Length ${picture.length + 1} >>\nstream\n${picture}>\nendstream`,
  );
  const content: Readonly<Record<PageKind, string>> = {
    text: 'BT /F 12 Tf 72 700 Td (The warranty lasts twenty-four months from the day of delivery.) Tj ET',
    scan: 'q 595 0 0 842 0 0 cm /P Do Q',
    blank: '',
  };
  const kids = kinds.map((kind) => {
    const stream = objects.push(`<< /Length ${content[kind].length} >>\nstream\n${content[kind]}\nendstream`);
    return objects.push(
      `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents ${stream} 0 R ` +
        '/Resources << /Font << /F 3 0 R >> /XObject << /P 4 0 R >> >> >>',
    );
  });
  objects[1] = `<< /Type /Pages /Count ${kids.length} /Kids [${kids.map((it) => `${it} 0 R`).join(' ')}] >>`;
  let text = '%PDF-1.4\n';
  const offsets = objects.map((body, at) => {
    const offset = text.length;
    text += `${at + 1} 0 obj\n${body}\nendobj\n`;
    return offset;
  });
  const start = text.length;
  const table = offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`).join('');
  text += `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${table}`;
  return new TextEncoder().encode(
    `${text}trailer\n<< /Size ${objects.length + 1} /Root 1 0 R >>\nstartxref\n${start}\n%%EOF\n`,
  );
}
