export * from './blobs/blob-store.ts';
export * from './blobs/folder-blob-store.ts';
export * from './detection/detect-format.ts';
export * from './detection/formats.ts';
export * from './document-parser.ts';
