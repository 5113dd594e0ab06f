import { explanationSchema, replayRequestSchema, replaySchema } from './explanations.ts';
import { answerParams } from './questions.ts';
import { route } from './route.ts';

export const explanationRoutes = {
  explainAnswer: route({
    method: 'GET',
    path: '/answers/:answerId/explanation',
    tag: 'questions',
    summary: 'Why an answer is what it is: what was searched, found, weighed and decided',
    auth: 'admin',
    params: answerParams,
    status: 200,
    reply: 'json',
    response: explanationSchema,
    errors: ['ANSWER_NOT_FOUND'],
  }),
  replayAnswer: route({
    method: 'POST',
    path: '/answers/:answerId/replay',
    tag: 'questions',
    summary: 'Ask the question of a logged answer again, without logging it, and compare',
    auth: 'admin',
    params: answerParams,
    body: replayRequestSchema,
    status: 200,
    reply: 'json',
    response: replaySchema,
    errors: ['ANSWER_NOT_FOUND', 'PROFILE_VERSION_NOT_FOUND', 'DRAFT_NOT_INDEXED', 'INFERENCE_QUEUE_FULL'],
  }),
};
