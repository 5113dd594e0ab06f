import { deliveryParams, reportDeliverySchema, reportFileParams, reportFileQuery, reportRunListSchema, reportRunSchema } from './reports.ts';
import { channelInputSchema, channelListSchema, channelParams, channelSchema, channelTestSchema } from './reports-channels.ts';
import { route } from './route.ts';
import { scheduleInputSchema, scheduleListSchema, scheduleParams, scheduleSchema, timingPreviewSchema, timingSchema } from './schedules.ts';

/** Scheduled reports, the channels that they go out by, and what became of each. */
export const scheduleRoutes = {
  listSchedules: route({ method: 'GET', path: '/schedules', tag: 'reports', summary: 'List report schedules', auth: 'admin', status: 200, reply: 'json', response: scheduleListSchema, errors: [] }),
  createSchedule: route({ method: 'POST', path: '/schedules', tag: 'reports', summary: 'Create a report schedule', auth: 'admin', body: scheduleInputSchema, status: 201, reply: 'json', response: scheduleSchema, errors: ['SCHEDULE_INVALID', 'SCHEDULE_EXISTS', 'COLLECTION_NOT_FOUND', 'GOLD_SET_INVALID', 'CHANNEL_NOT_FOUND'] }),
  previewSchedule: route({ method: 'POST', path: '/schedules/preview', tag: 'reports', summary: 'The next three firings of a cron expression', auth: 'admin', body: timingSchema, status: 200, reply: 'json', response: timingPreviewSchema, errors: ['SCHEDULE_INVALID'] }),
  updateSchedule: route({ method: 'PUT', path: '/schedules/:scheduleId', tag: 'reports', summary: 'Change a report schedule', auth: 'admin', params: scheduleParams, body: scheduleInputSchema, status: 200, reply: 'json', response: scheduleSchema, errors: ['SCHEDULE_NOT_FOUND', 'SCHEDULE_INVALID', 'SCHEDULE_EXISTS', 'COLLECTION_NOT_FOUND', 'GOLD_SET_INVALID', 'CHANNEL_NOT_FOUND'] }),
  deleteSchedule: route({ method: 'DELETE', path: '/schedules/:scheduleId', tag: 'reports', summary: 'Delete a report schedule with its history', auth: 'admin', params: scheduleParams, status: 204, reply: 'empty', errors: ['SCHEDULE_NOT_FOUND'] }),
  runSchedule: route({ method: 'POST', path: '/schedules/:scheduleId/run', tag: 'reports', summary: 'Make the report now, as if it were due', auth: 'admin', params: scheduleParams, status: 202, reply: 'json', response: reportRunSchema, errors: ['SCHEDULE_NOT_FOUND'] }),
  listReportRuns: route({ method: 'GET', path: '/schedules/:scheduleId/runs', tag: 'reports', summary: 'The last 50 runs of a schedule, newest first', auth: 'admin', params: scheduleParams, status: 200, reply: 'json', response: reportRunListSchema, errors: ['SCHEDULE_NOT_FOUND'] }),
  downloadReport: route({ method: 'GET', path: '/evaluations/:evaluationId/report/:format', tag: 'reports', summary: 'The report of a finished evaluation as a file, with its trend', auth: 'admin', params: reportFileParams, query: reportFileQuery, status: 200, reply: 'bytes', errors: ['EVALUATION_NOT_FOUND'] }),
  retryDelivery: route({ method: 'POST', path: '/report-deliveries/:deliveryId/retry', tag: 'reports', summary: 'Send a failed delivery again', auth: 'admin', params: deliveryParams, status: 202, reply: 'json', response: reportDeliverySchema, errors: ['NOT_FOUND'] }),

  listChannels: route({ method: 'GET', path: '/report-channels', tag: 'reports', summary: 'List channels', auth: 'admin', status: 200, reply: 'json', response: channelListSchema, errors: [] }),
  createChannel: route({ method: 'POST', path: '/report-channels', tag: 'reports', summary: 'Create a channel; what is secret is stored encrypted', auth: 'admin', body: channelInputSchema, status: 201, reply: 'json', response: channelSchema, errors: ['CHANNEL_EXISTS', 'TARGET_FORBIDDEN'] }),
  updateChannel: route({ method: 'PUT', path: '/report-channels/:channelId', tag: 'reports', summary: 'Change a channel; secrets that are left out stay', auth: 'admin', params: channelParams, body: channelInputSchema, status: 200, reply: 'json', response: channelSchema, errors: ['CHANNEL_NOT_FOUND', 'CHANNEL_EXISTS', 'TARGET_FORBIDDEN', 'SECRET_UNREADABLE'] }),
  deleteChannel: route({ method: 'DELETE', path: '/report-channels/:channelId', tag: 'reports', summary: 'Delete a channel with its secrets', auth: 'admin', params: channelParams, status: 204, reply: 'empty', errors: ['CHANNEL_NOT_FOUND'] }),
  testChannel: route({ method: 'POST', path: '/report-channels/:channelId/test', tag: 'reports', summary: 'Send a test message now', auth: 'admin', params: channelParams, body: channelTestSchema, status: 204, reply: 'empty', errors: ['CHANNEL_NOT_FOUND', 'DELIVERY_REFUSED', 'DELIVERY_UNAVAILABLE', 'TARGET_FORBIDDEN', 'SECRET_UNREADABLE'] }),
} as const;
