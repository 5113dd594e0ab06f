/** A plain link cannot carry the token, so the bytes are fetched and handed to the browser as a download. */
export function saveAs(blob: Blob, fileName: string): void {
  const link = window.document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = fileName;
  link.click();
  URL.revokeObjectURL(link.href);
}
