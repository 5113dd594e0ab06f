export * from './read-question.ts';
export * from './retrieve.ts';
