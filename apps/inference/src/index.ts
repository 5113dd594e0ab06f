export { startInference, type RunningInference } from './start-inference.ts';
export { InferenceModule } from './inference.module.ts';
