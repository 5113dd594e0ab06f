import { collectionParams } from './collections.ts';
import {
  claimedReviewSchema,
  claimReviewSchema,
  collectionQuery,
  disagreementListSchema,
  filledReviewsSchema,
  giveRatingSchema,
  instructionQuery,
  releaseReviewSchema,
  reviewListQuery,
  reviewListSchema,
  reviewParams,
  reviewRuleSchema,
  reviewSummarySchema,
  reviewTaskSchema,
  satisfactionQuery,
  satisfactionSchema,
} from './reviews.ts';
import { route } from './route.ts';

export const reviewRoutes = {
  getReviewRule: route({ method: 'GET', path: '/collections/:collectionId/review-rule', tag: 'reviews', summary: 'Which answers are put before people', auth: 'admin', params: collectionParams, status: 200, reply: 'json', response: reviewRuleSchema, errors: ['COLLECTION_NOT_FOUND'] }),
  setReviewRule: route({ method: 'PUT', path: '/collections/:collectionId/review-rule', tag: 'reviews', summary: 'Change which answers are put before people', auth: 'admin', params: collectionParams, body: reviewRuleSchema, status: 200, reply: 'json', response: reviewRuleSchema, errors: ['COLLECTION_NOT_FOUND'] }),
  fillReviews: route({ method: 'POST', path: '/collections/:collectionId/reviews/fill', tag: 'reviews', summary: 'Draw answers by the rule now', auth: 'admin', params: collectionParams, status: 200, reply: 'json', response: filledReviewsSchema, errors: ['COLLECTION_NOT_FOUND'] }),
  listReviews: route({ method: 'GET', path: '/reviews', tag: 'reviews', summary: 'List review tasks with their ratings', auth: 'admin', query: reviewListQuery, status: 200, reply: 'json', response: reviewListSchema, errors: [] }),
  claimReview: route({ method: 'POST', path: '/reviews/claim', tag: 'reviews', summary: 'Take the next task', auth: 'admin', body: claimReviewSchema, status: 200, reply: 'json', response: claimedReviewSchema, errors: [] }),
  releaseReview: route({ method: 'POST', path: '/reviews/:taskId/release', tag: 'reviews', summary: 'Give a task back unrated', auth: 'admin', params: reviewParams, body: releaseReviewSchema, status: 204, reply: 'empty', errors: ['REVIEW_NOT_FOUND'] }),
  rateReview: route({ method: 'PUT', path: '/reviews/:taskId/rating', tag: 'reviews', summary: 'Rate an answer; a rater\'s second rating replaces the first', auth: 'admin', params: reviewParams, body: giveRatingSchema, status: 200, reply: 'json', response: reviewTaskSchema, errors: ['REVIEW_NOT_FOUND', 'REVIEW_TAKEN'] }),
  getReviewSummary: route({ method: 'GET', path: '/reviews/summary', tag: 'reviews', summary: 'Counts and agreement of raters', auth: 'admin', query: collectionQuery, status: 200, reply: 'json', response: reviewSummarySchema, errors: [] }),
  listDisagreements: route({ method: 'GET', path: '/reviews/disagreements', tag: 'reviews', summary: 'Evaluated answers on which metric and people differ', auth: 'admin', query: collectionQuery, status: 200, reply: 'json', response: disagreementListSchema, errors: [] }),
  exportRatings: route({ method: 'GET', path: '/reviews/export', tag: 'reviews', summary: 'Rated answers with references as JSONL: lang, answer, references, good', auth: 'admin', query: collectionQuery, status: 200, reply: 'bytes', errors: [] }),
  getSatisfaction: route({ method: 'GET', path: '/satisfaction', tag: 'reviews', summary: 'What people thought of the answers, over time', auth: 'admin', query: satisfactionQuery, status: 200, reply: 'json', response: satisfactionSchema, errors: [] }),
  exportInstructions: route({ method: 'GET', path: '/export/instructions', tag: 'reviews', summary: 'Accepted answers as JSONL for instruction tuning; they may hold personal data', auth: 'admin', query: instructionQuery, status: 200, reply: 'bytes', errors: [] }),
} as const;
