export { Engine, type Repositories } from './engine.ts';
export { ScoringModels } from './scoring-models.ts';
