export * from './analyzer.ts';
export * from './detect-language.ts';
export * from './normalize-text.ts';
export * from './sentences.ts';
export * from './term-hash.ts';
export * from './traditional.ts';
