import PdfKit from 'pdfkit';

/** A PDF of what is drawn on its first page. */
export async function drawnPdf(
  draw: (document: PDFKit.PDFDocument) => void,
  options: PDFKit.PDFDocumentOptions = {},
): Promise<Uint8Array<ArrayBuffer>> {
  const document = new PdfKit(options);
  const pieces: Buffer[] = [];
  document.on('data', (piece: Buffer) => pieces.push(piece));
  const ended = new Promise<void>((resolve) => {
    document.on('end', resolve);
  });
  draw(document);
  document.end();
  await ended;
  return new Uint8Array(Buffer.concat(pieces));
}

/** A PDF of one line that opens with a password (AES-256). */
export function protectedPdf(text: string, userPassword: string): Promise<Uint8Array<ArrayBuffer>> {
  const options = { userPassword, ownerPassword: 'owner', pdfVersion: '1.7ext3' } as const;
  return drawnPdf((document) => document.text(text), options);
}
