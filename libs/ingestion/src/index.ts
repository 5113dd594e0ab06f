export * from './accept-document.ts';
export * from './delete-collection.ts';
export * from './delete-document.ts';
export * from './ingest-document.ts';
export * from './retry-document.ts';
