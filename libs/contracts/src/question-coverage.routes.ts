import { goldSetParams } from './gold-sets.ts';
import { measureCoverageSchema, questionCoverageSchema } from './question-coverage.ts';
import { route } from './route.ts';

export const questionCoverageRoutes = {
  measureQuestionCoverage: route({
    method: 'POST',
    path: '/gold-sets/:goldSet/coverage',
    tag: 'gold sets',
    summary: 'Share of the real questions of a collection that a gold set represents',
    auth: 'admin',
    params: goldSetParams,
    body: measureCoverageSchema,
    status: 200,
    reply: 'json',
    response: questionCoverageSchema,
    errors: ['GOLD_SET_INVALID', 'COLLECTION_NOT_FOUND'],
  }),
} as const;
