import { z } from 'zod';
import { metricsSchema } from './evaluations.ts';

export const reportFormats = ['pdf', 'html', 'xlsx', 'md', 'json'] as const;
export type ReportFileFormat = (typeof reportFormats)[number];

export const reportLanguages = ['zh', 'en'] as const;

const failureSchema = z.object({
  code: z.string(),
  en: z.string(),
  zh: z.string(),
  subject: z.string().optional(),
});

const metricName = metricsSchema.keyof();

export const reportDeliverySchema = z
  .object({
    id: z.uuid(),
    channelId: z.uuid(),
    channelName: z.string(),
    kind: z.enum(['report', 'alert']),
    state: z.enum(['waiting', 'sent', 'failed']),
    tries: z.number().int(),
    /** Of the last try that failed; kept while it waits for the next. */
    failure: failureSchema.nullable(),
    nextTryAt: z.iso.datetime().nullable(),
    sentAt: z.iso.datetime().nullable(),
  })
  .meta({ id: 'ReportDelivery' });
export type ReportDelivery = z.infer<typeof reportDeliverySchema>;

/** One sentence in both languages. */
export const noticeSchema = z.object({ zh: z.string(), en: z.string() });
export type Notice = z.infer<typeof noticeSchema>;

export const reportRunSchema = z
  .object({
    id: z.uuid(),
    scheduleId: z.uuid(),
    collectionId: z.uuid(),
    dueAt: z.iso.datetime(),
    /** Due times before this one that this run makes up for. */
    missed: z.number().int(),
    state: z.enum(['waiting', 'starting', 'running', 'finished', 'failed']),
    evaluationId: z.uuid().nullable(),
    /** What changed since the last run, most important first. */
    headline: z.array(noticeSchema).nullable(),
    failure: failureSchema.nullable(),
    createdAt: z.iso.datetime(),
    finishedAt: z.iso.datetime().nullable(),
    deliveries: z.array(reportDeliverySchema),
  })
  .meta({ id: 'ReportRun' });
export type ReportRun = z.infer<typeof reportRunSchema>;

export const reportRunListSchema = z.object({ items: z.array(reportRunSchema) }).meta({ id: 'ReportRunList' });

export const reportAlertSchema = z
  .object({
    id: z.uuid(),
    metric: metricName,
    /** A floor set by hand, or the usual band of the metric's own history. */
    source: z.enum(['floor', 'band']),
    value: z.number(),
    threshold: z.number(),
    openedAt: z.iso.datetime(),
  })
  .meta({ id: 'ReportAlert' });
export type ReportAlert = z.infer<typeof reportAlertSchema>;

export const deliveryParams = z.object({ deliveryId: z.uuid() });
export const reportFileParams = z.object({ evaluationId: z.uuid(), format: z.enum(reportFormats) });
export const reportFileQuery = z.object({ language: z.enum(reportLanguages).default('en') });
