export * from './answer-question.ts';
export * from './answerer.ts';
export * from './extractive.answerer.ts';
export * from './passage-token-cache.ts';
export * from './llm.answerer.ts';
export * from './inverse-document-frequencies.ts';
export * from './approved/approved-answers.ts';
export * from './approved/question-match.ts';
