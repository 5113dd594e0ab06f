export { ManageChannels } from './channels/manage-channels.ts';
export { MakeReport } from './files/make-report.ts';
export type { ReportFile } from './files/report-file.ts';
export { reportWork } from './report-work.ts';
export { createReporting, type Reporting, type ReportingDependencies } from './reporting.ts';
export type { AdvanceReport } from './runs/advance-report.ts';
export type { DeliverReport } from './runs/deliver-report.ts';
export type { FireSchedule } from './runs/fire-schedule.ts';
export { ManageSchedules } from './runs/manage-schedules.ts';
