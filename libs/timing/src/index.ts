export { Timing, type DueTimes } from './timing.ts';
