export * from './question-target.ts';
export * from './read-question.ts';
export * from './retrieve.ts';
