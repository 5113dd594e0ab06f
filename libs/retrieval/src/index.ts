export * from './found-passage.ts';
export { correctedWeight } from './correct-spelling.ts';
export * from './order-passages.ts';
export * from './question-target.ts';
export * from './read-question.ts';
export * from './retrieve.ts';
export * from './title-terms.ts';
