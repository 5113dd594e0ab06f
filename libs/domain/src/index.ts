export * from './chunking/chunk-document.ts';
export * from './chunking/lexical-weights.ts';
export * from './chunking/place-blocks.ts';
export * from './chunking/searchable-text.ts';
export * from './fusion/fuse-scores.ts';
