export * from './condensation/carried-context.ts';
export * from './condensation/conversation-turns.ts';
export * from './intents/intent-classifier.ts';
export * from './splitting/set-aside.ts';
export * from './splitting/split-question.ts';
export * from './state/dialogue-state.ts';
export * from './state/message-kind.ts';
export * from './spelling/spelling-slips.ts';
