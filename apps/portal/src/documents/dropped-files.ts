/** A file with the path it had inside the dropped or chosen folder, which becomes its source key. */
export interface ChosenFile {
  readonly file: File;
  readonly sourceKey: string;
}

export function filesOfInput(list: FileList | null): ChosenFile[] {
  return [...(list ?? [])].map((file) => ({ file, sourceKey: file.webkitRelativePath || file.name })).filter(isWanted);
}

/** Every file of a drop, folders read to the bottom. The entries must be taken before the first await. */
export async function filesOfDrop(transfer: DataTransfer): Promise<ChosenFile[]> {
  const entries = [...transfer.items].map((item) => item.webkitGetAsEntry()).filter((it) => it !== null);
  const found = await Promise.all(entries.map(filesOfEntry));
  return found.flat().filter(isWanted);
}

async function filesOfEntry(entry: FileSystemEntry): Promise<ChosenFile[]> {
  if (entry instanceof FileSystemFileEntry) {
    const file = await new Promise<File>((resolve, reject) => entry.file(resolve, reject));
    return [{ file, sourceKey: entry.fullPath.replace(/^\//, '') }];
  }
  if (!(entry instanceof FileSystemDirectoryEntry)) return [];
  const reader = entry.createReader();
  const children: FileSystemEntry[] = [];
  // A browser hands out a folder in pieces of at most 100 entries, and an empty piece at its end.
  for (;;) {
    const piece = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
    if (piece.length === 0) break;
    children.push(...piece);
  }
  return (await Promise.all(children.map(filesOfEntry))).flat();
}

/** Folders carry files of the system (`.DS_Store`, `Thumbs.db`) that nobody means to upload. */
function isWanted({ sourceKey }: ChosenFile): boolean {
  const name = sourceKey.slice(sourceKey.lastIndexOf('/') + 1);
  return !name.startsWith('.') && name !== 'Thumbs.db' && name !== 'desktop.ini';
}
