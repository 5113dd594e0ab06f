export * from './accept-document.ts';
export * from './accept-upload.ts';
export * from './delete-collection.ts';
export * from './delete-document.ts';
export * from './ingest-document.ts';
export * from './prepare-draft.ts';
export * from './reindex-collection.ts';
export * from './retry-document.ts';
