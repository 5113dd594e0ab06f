import { z } from 'zod';
import { metricsSchema } from './evaluations.ts';
import { reportAlertSchema, reportFormats, reportLanguages, reportRunSchema } from './reports.ts';

/** When: five cron fields or a shorthand such as `@daily`, read in a time zone of the IANA list. */
export const timingSchema = z
  .object({ cron: z.string().trim().min(1).max(100), timeZone: z.string().trim().min(1).max(60) })
  .meta({ id: 'ScheduleTiming' });
export type ScheduleTiming = z.infer<typeof timingSchema>;

/** The worst value of a metric that is still accepted: a floor, or a ceiling where lower is better. */
export const floorsSchema = z.partialRecord(metricsSchema.keyof(), z.number().min(0).max(10_000_000));
export type Floors = z.infer<typeof floorsSchema>;

export const scheduleInputSchema = timingSchema
  .extend({
    name: z
      .string()
      .trim()
      .min(1)
      .max(100)
      .regex(/^\P{Cc}+$/u),
    collectionId: z.uuid(),
    goldSet: z.string().regex(/^[\w-]+$/),
    limit: z.number().int().positive().nullable().default(null),
    language: z.enum(reportLanguages),
    /** Files that go with the message, where the channel takes files. */
    formats: z.array(z.enum(reportFormats)).min(1),
    channelIds: z.array(z.uuid()).max(20).default([]),
    floors: floorsSchema.default({}),
    enabled: z.boolean().default(true),
  })
  .meta({ id: 'ReportScheduleInput' });
export type ScheduleInput = z.infer<typeof scheduleInputSchema>;

export const scheduleSchema = scheduleInputSchema
  .extend({
    id: z.uuid(),
    nextDueAt: z.iso.datetime().nullable(),
    lastRun: reportRunSchema.nullable(),
    /** Alerts that have not recovered. */
    alerts: z.array(reportAlertSchema),
    createdAt: z.iso.datetime(),
  })
  .meta({ id: 'ReportSchedule' });
export type ReportSchedule = z.infer<typeof scheduleSchema>;

export const scheduleListSchema = z.object({ items: z.array(scheduleSchema) }).meta({ id: 'ReportScheduleList' });
export const scheduleParams = z.object({ scheduleId: z.uuid() });

/** The next firings, soonest first. */
export const timingPreviewSchema = z.object({ next: z.array(z.iso.datetime()) }).meta({ id: 'ScheduleTimingPreview' });
