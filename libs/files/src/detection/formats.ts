/** Every format that is read, with its file extensions and its media type. */
const table = {
  txt: { extensions: ['txt', 'text', 'log'], mediaType: 'text/plain' },
  md: { extensions: ['md', 'markdown'], mediaType: 'text/markdown' },
  html: { extensions: ['html', 'htm', 'xhtml'], mediaType: 'text/html' },
  pdf: { extensions: ['pdf'], mediaType: 'application/pdf' },
  docx: {
    extensions: ['docx', 'docm', 'dotx'],
    mediaType: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  },
  pptx: {
    extensions: ['pptx', 'pptm', 'ppsx'],
    mediaType: 'application/vnd.openxmlformats-officedocument.presentationml.presentation',
  },
  xlsx: {
    extensions: ['xlsx', 'xlsm', 'xltx'],
    mediaType: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  },
  csv: { extensions: ['csv'], mediaType: 'text/csv' },
  tsv: { extensions: ['tsv', 'tab'], mediaType: 'text/tab-separated-values' },
  json: { extensions: ['json', 'jsonl', 'ndjson'], mediaType: 'application/json' },
  png: { extensions: ['png'], mediaType: 'image/png' },
  jpeg: { extensions: ['jpg', 'jpeg', 'jfif'], mediaType: 'image/jpeg' },
  webp: { extensions: ['webp'], mediaType: 'image/webp' },
  gif: { extensions: ['gif'], mediaType: 'image/gif' },
  bmp: { extensions: ['bmp'], mediaType: 'image/bmp' },
  odt: { extensions: ['odt', 'ott'], mediaType: 'application/vnd.oasis.opendocument.text' },
  ods: { extensions: ['ods', 'ots'], mediaType: 'application/vnd.oasis.opendocument.spreadsheet' },
  odp: { extensions: ['odp', 'otp'], mediaType: 'application/vnd.oasis.opendocument.presentation' },
  epub: { extensions: ['epub'], mediaType: 'application/epub+zip' },
  msg: { extensions: ['msg'], mediaType: 'application/vnd.ms-outlook' },
  eml: { extensions: ['eml', 'mht', 'mhtml'], mediaType: 'message/rfc822' },
  doc: { extensions: ['doc', 'dot'], mediaType: 'application/msword' },
  xls: { extensions: ['xls'], mediaType: 'application/vnd.ms-excel' },
  xlsb: { extensions: ['xlsb'], mediaType: 'application/vnd.ms-excel.sheet.binary.macroEnabled.12' },
  ppt: { extensions: ['ppt', 'pps'], mediaType: 'application/vnd.ms-powerpoint' },
  rtf: { extensions: ['rtf'], mediaType: 'application/rtf' },
} as const satisfies Record<string, { extensions: readonly string[]; mediaType: string }>;

export type Format = keyof typeof table;

const legacyFormats: ReadonlySet<Format> = new Set<Format>(['doc', 'xls', 'xlsb', 'ppt', 'rtf']);

/** Whether a converter has to read it. */
export const isLegacy = (format: Format): boolean => legacyFormats.has(format);

/** Lower case, without the dot. */
export const supportedExtensions: readonly string[] = Object.values(table).flatMap((it) => it.extensions);

export function mediaTypeOf(format: Format): string {
  return table[format].mediaType;
}

const byExtension: ReadonlyMap<string, Format> = new Map<string, Format>(
  Object.entries(table).flatMap(([format, it]) =>
    it.extensions.map((extension) => [extension, format as Format] as const),
  ),
);

export function formatOfExtension(extension: string): Format | undefined {
  return byExtension.get(extension);
}

/** What to tell the owner of a file that is known but not read: the format to save it as. */
const advice = new Map<string, string>([
  ['zip', 'Unpack it and upload the files inside.'],
  ['archive', 'Unpack it and upload the files inside.'],
  ['tiff', 'Save it as .png or .pdf.'],
]);

export function conversionAdvice(kind: string): string {
  return advice.get(kind) ?? `Supported are: ${supportedExtensions.join(', ')}.`;
}
