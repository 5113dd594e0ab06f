export { Engine, type Repositories } from './engine.ts';
