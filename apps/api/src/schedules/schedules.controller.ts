import { Controller, StreamableFile } from '@nestjs/common';
import { routes, type Principal, type ReportDelivery, type ReportRun, type ReportSchedule } from '@mingda/contracts';
import { MakeReport, ManageSchedules } from '@mingda/reporting';
import { create as contentDisposition } from 'content-disposition';
import { Operation, type InputOf, type ReplyOf } from '../http/operation.decorator.ts';
import { Caller, Input } from '../http/request.decorators.ts';

@Controller()
export class SchedulesController {
  constructor(
    private readonly schedules: ManageSchedules,
    private readonly makeReport: MakeReport,
  ) {}

  @Operation(routes.listSchedules)
  async list(@Caller() { scope }: Principal): Promise<ReplyOf<typeof routes.listSchedules>> {
    return { items: await this.schedules.list(scope) };
  }

  @Operation(routes.createSchedule)
  create(
    @Caller() { scope }: Principal,
    @Input() { body }: InputOf<typeof routes.createSchedule>,
  ): Promise<ReportSchedule> {
    return this.schedules.create(scope, body);
  }

  @Operation(routes.previewSchedule)
  preview(
    @Caller() _: Principal,
    @Input() { body }: InputOf<typeof routes.previewSchedule>,
  ): ReplyOf<typeof routes.previewSchedule> {
    return this.schedules.preview(body);
  }

  @Operation(routes.updateSchedule)
  update(
    @Caller() { scope }: Principal,
    @Input() { params, body }: InputOf<typeof routes.updateSchedule>,
  ): Promise<ReportSchedule> {
    return this.schedules.update(scope, params.scheduleId, body);
  }

  @Operation(routes.deleteSchedule)
  delete(@Caller() { scope }: Principal, @Input() { params }: InputOf<typeof routes.deleteSchedule>): Promise<void> {
    return this.schedules.delete(scope, params.scheduleId);
  }

  @Operation(routes.runSchedule)
  run(@Caller() { scope }: Principal, @Input() { params }: InputOf<typeof routes.runSchedule>): Promise<ReportRun> {
    return this.schedules.runNow(scope, params.scheduleId);
  }

  @Operation(routes.listReportRuns)
  async runs(
    @Caller() { scope }: Principal,
    @Input() { params }: InputOf<typeof routes.listReportRuns>,
  ): Promise<ReplyOf<typeof routes.listReportRuns>> {
    return { items: await this.schedules.runs(scope, params.scheduleId) };
  }

  @Operation(routes.retryDelivery)
  retry(
    @Caller() { scope }: Principal,
    @Input() { params }: InputOf<typeof routes.retryDelivery>,
  ): Promise<ReportDelivery> {
    return this.schedules.retryDelivery(scope, params.deliveryId);
  }

  /** Always an attachment: a report quotes documents and questions. */
  @Operation(routes.downloadReport)
  async download(
    @Caller() { scope }: Principal,
    @Input() { params, query }: InputOf<typeof routes.downloadReport>,
  ): Promise<StreamableFile> {
    const { fileName, mediaType, content } = await this.makeReport.file(scope, { ...params, ...query });
    return new StreamableFile(content, {
      type: mediaType,
      length: content.length,
      disposition: contentDisposition(fileName, { type: 'attachment' }),
    });
  }
}
