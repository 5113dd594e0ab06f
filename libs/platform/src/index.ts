export * from './config.ts';
export * from './logger.ts';
export * from './mingda-error.ts';
export * from './stop-signal.ts';
