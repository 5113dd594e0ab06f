import { faqEntrySchema } from './faq.ts';
import {
  changeGapSchema,
  changeGapTaskSchema,
  gapDetailSchema,
  gapGoldItemSchema,
  gapListQuery,
  gapListSchema,
  gapParams,
  gapSchema,
  gapTaskParams,
  gapTaskSchema,
  newGapGoldItemSchema,
  newGapTaskSchema,
} from './gaps.ts';
import { route } from './route.ts';

export const gapRoutes = {
  listGaps: route({ method: 'GET', path: '/gaps', tag: 'gaps', summary: 'Groups of questions that were answered badly, most asked first', auth: 'admin', query: gapListQuery, status: 200, reply: 'json', response: gapListSchema, errors: [] }),
  getGap: route({ method: 'GET', path: '/gaps/:gapId', tag: 'gaps', summary: 'Read a gap with its questions and what was done', auth: 'admin', params: gapParams, status: 200, reply: 'json', response: gapDetailSchema, errors: ['GAP_NOT_FOUND'] }),
  changeGap: route({ method: 'PUT', path: '/gaps/:gapId', tag: 'gaps', summary: 'Set owner or state; a gap is closed by measuring it', auth: 'admin', params: gapParams, body: changeGapSchema, status: 200, reply: 'json', response: gapSchema, errors: ['GAP_NOT_FOUND', 'GAP_MEASURING'] }),
  draftFaqFromGap: route({ method: 'POST', path: '/gaps/:gapId/faq', tag: 'gaps', summary: 'Make a draft of an approved answer from a gap', auth: 'admin', params: gapParams, status: 201, reply: 'json', response: faqEntrySchema, errors: ['GAP_NOT_FOUND', 'INFERENCE_QUEUE_FULL'] }),
  createGapTask: route({ method: 'POST', path: '/gaps/:gapId/tasks', tag: 'gaps', summary: 'Ask for a document', auth: 'admin', params: gapParams, body: newGapTaskSchema, status: 201, reply: 'json', response: gapTaskSchema, errors: ['GAP_NOT_FOUND'] }),
  changeGapTask: route({ method: 'PUT', path: '/gaps/:gapId/tasks/:taskId', tag: 'gaps', summary: 'Mark a document task as done or open', auth: 'admin', params: gapTaskParams, body: changeGapTaskSchema, status: 200, reply: 'json', response: gapTaskSchema, errors: ['GAP_NOT_FOUND'] }),
  proposeGoldItemFromGap: route({ method: 'POST', path: '/gaps/:gapId/gold-items', tag: 'gaps', summary: 'Propose the gap as an item of a gold set', auth: 'admin', params: gapParams, body: newGapGoldItemSchema, status: 201, reply: 'json', response: gapGoldItemSchema, errors: ['GAP_NOT_FOUND', 'GOLD_SET_NOT_FOUND'] }),
  measureGap: route({ method: 'POST', path: '/gaps/:gapId/measure', tag: 'gaps', summary: 'Ask the questions again; the gap closes when every one improved', auth: 'admin', params: gapParams, status: 202, reply: 'json', response: gapSchema, errors: ['GAP_NOT_FOUND'] }),
} as const;
