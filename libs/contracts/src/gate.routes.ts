import { collectionParams } from './collections.ts';
import { comparisonQuery, comparisonSchema } from './comparison.ts';
import { evaluationParams, evaluationSchema } from './evaluations.ts';
import {
  gatePolicySchema,
  gateStatusSchema,
  profileHistorySchema,
  publishDraftSchema,
  rollBackSchema,
} from './gate.ts';
import { route } from './route.ts';

/** Comparing runs, and the way of a profile from draft to published. */
export const gateRoutes = {
  cancelEvaluation: route({ method: 'POST', path: '/evaluations/:evaluationId/cancel', tag: 'evaluations', summary: 'Cancel a waiting or running evaluation; one that has ended stays as it is', auth: 'admin', params: evaluationParams, status: 200, reply: 'json', response: evaluationSchema, errors: ['EVALUATION_NOT_FOUND'] }),
  repeatEvaluation: route({ method: 'POST', path: '/evaluations/:evaluationId/again', tag: 'evaluations', summary: 'Run again what a run was configured to measure', auth: 'admin', params: evaluationParams, status: 202, reply: 'json', response: evaluationSchema, errors: ['EVALUATION_NOT_FOUND', 'COLLECTION_NOT_FOUND', 'GOLD_SET_INVALID', 'PROFILE_VERSION_NOT_FOUND'] }),
  compareEvaluations: route({ method: 'GET', path: '/comparison', tag: 'evaluations', summary: 'Compare two finished evaluations question by question', auth: 'admin', query: comparisonQuery, status: 200, reply: 'json', response: comparisonSchema, errors: ['EVALUATION_NOT_FOUND', 'EVALUATIONS_NOT_COMPARABLE'] }),

  getGate: route({ method: 'GET', path: '/collections/:collectionId/gate', tag: 'gate', summary: 'Draft, baseline and verdict of a collection', auth: 'admin', params: collectionParams, status: 200, reply: 'json', response: gateStatusSchema, errors: ['COLLECTION_NOT_FOUND'] }),
  setGatePolicy: route({ method: 'PUT', path: '/collections/:collectionId/gate', tag: 'gate', summary: 'Set what a draft must pass; starts the run of the published profile when there is none', auth: 'admin', params: collectionParams, body: gatePolicySchema, status: 200, reply: 'json', response: gateStatusSchema, errors: ['COLLECTION_NOT_FOUND', 'GOLD_SET_INVALID'] }),
  removeGatePolicy: route({ method: 'DELETE', path: '/collections/:collectionId/gate', tag: 'gate', summary: 'Remove the gate; profiles publish at once again', auth: 'admin', params: collectionParams, status: 204, reply: 'empty', errors: ['COLLECTION_NOT_FOUND'] }),
  measureDraft: route({ method: 'POST', path: '/collections/:collectionId/gate/measure', tag: 'gate', summary: 'Run the gate\'s gold set on the draft, or on the published profile without one', auth: 'admin', params: collectionParams, status: 202, reply: 'json', response: evaluationSchema, errors: ['COLLECTION_NOT_FOUND', 'GATE_NOT_SET', 'GOLD_SET_INVALID'] }),
  publishDraft: route({ method: 'POST', path: '/collections/:collectionId/profile/publish', tag: 'gate', summary: 'Publish the draft when it passes, or with a reason against the gate', auth: 'admin', params: collectionParams, body: publishDraftSchema, status: 200, reply: 'json', response: gateStatusSchema, errors: ['COLLECTION_NOT_FOUND', 'DRAFT_NOT_FOUND', 'GATE_NOT_PASSED'] }),
  discardDraft: route({ method: 'DELETE', path: '/collections/:collectionId/profile/draft', tag: 'gate', summary: 'Discard the draft', auth: 'admin', params: collectionParams, status: 200, reply: 'json', response: gateStatusSchema, errors: ['COLLECTION_NOT_FOUND'] }),
  rollBackProfile: route({ method: 'POST', path: '/collections/:collectionId/profile/roll-back', tag: 'gate', summary: 'Answer with an earlier version of the profile again, at once', auth: 'admin', params: collectionParams, body: rollBackSchema, status: 200, reply: 'json', response: gateStatusSchema, errors: ['COLLECTION_NOT_FOUND', 'PROFILE_VERSION_NOT_FOUND'] }),
  listProfiles: route({ method: 'GET', path: '/collections/:collectionId/profiles', tag: 'gate', summary: 'Versions of the profile and who published what, newest first', auth: 'admin', params: collectionParams, status: 200, reply: 'json', response: profileHistorySchema, errors: ['COLLECTION_NOT_FOUND'] }),
} as const;
