import { Controller, type StreamableFile } from '@nestjs/common';
import { requireAdmin } from '@mingda/access';
import { Converse } from '@mingda/answering';
import { routes, type Answer, type AskEvent, type Principal, type SearchResult } from '@mingda/contracts';
import { Retrieve } from '@mingda/retrieval';
import { EventStreams } from '../http/event-streams.ts';
import { Operation, type InputOf } from '../http/operation.decorator.ts';
import { toProblem, translateError } from '../http/problem.ts';
import { Caller, Disconnect, Input } from '../http/request.decorators.ts';

@Controller()
export class QuestionsController {
  constructor(
    private readonly retrieve: Retrieve,
    private readonly converse: Converse,
    private readonly streams: EventStreams,
  ) {}

  @Operation(routes.search)
  async search(
    @Caller() caller: Principal,
    @Input() { params, body }: InputOf<typeof routes.search>,
  ): Promise<SearchResult> {
    allowVersion(caller, body);
    const { passages, expanded, timings } = await this.retrieve.execute(caller.scope, { ...params, ...body });
    return {
      passages: [...passages],
      expansions: [...expanded.expansions],
      timings: { ...timings, totalMs: timings.embedMs + timings.searchMs, answerMs: 0 },
    };
  }

  @Operation(routes.ask)
  ask(
    @Caller() caller: Principal,
    @Input() { params, body }: InputOf<typeof routes.ask>,
    @Disconnect() gone: AbortSignal,
  ): Promise<Answer> {
    allowVersion(caller, body);
    return this.converse.execute(caller.scope, { ...params, ...body }, { signal: gone });
  }

  @Operation(routes.askStream)
  askStream(
    @Caller() caller: Principal,
    @Input() { params, body }: InputOf<typeof routes.askStream>,
    @Disconnect() gone: AbortSignal,
  ): Promise<StreamableFile> {
    allowVersion(caller, body);
    return this.streams.start(gone, async (sink, signal) => {
      let begun = false;
      const send = (event: AskEvent): void => {
        begun = true;
        void sink.send(event.type, event).catch(() => undefined);
      };
      try {
        await this.converse.execute(caller.scope, { ...params, ...body }, { onEvent: send, signal });
      } catch (error) {
        // Before the first event the failure still becomes a status; afterwards it can only be an event.
        if (!begun) throw error;
        const { code, title, titleZh } = toProblem(translateError(error), '');
        send({ type: 'error', code, title, titleZh });
      }
    });
  }
}

/** Drafts are for those who work on them. @throws MingdaError `FORBIDDEN` */
function allowVersion(caller: Principal, { profileVersion }: { readonly profileVersion?: number | undefined }): void {
  if (profileVersion !== undefined) requireAdmin(caller);
}
