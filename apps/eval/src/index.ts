export { EvalModule } from './eval.module.ts';
export { startEval, type RunningEval } from './start-eval.ts';
