import type { Answer } from '@mingda/contracts';
import { setTimeout as delay } from 'node:timers/promises';
import type { DemoOptions } from './demo-options.ts';
import { recall, remember } from './demo-memory.ts';
import { scoreGoldSet } from './gold-set-score.ts';
import { Measurement } from './measurement.ts';
import { mingda, startServer, type StartedServer } from './mingda-command.ts';
import { showAnswer, showScore, showStart } from './show.ts';

const collection = 'sample';
const documents = 'eval/sample/documents';
/** The first that is answered is shown; a refusal of one is no reason to show none. */
const questions = ['当年未休完的年假结转后最晚什么时候休完？', '没休完的年假最晚可以留到什么时候？', '陪产假有几天？'];
/** Asked before measuring, so that the steady figure holds the models of both languages. */
const otherQuestion = 'How many days a week may office staff in Munich work from home?';
const steadyAfterMs = 60_000;

interface ImportDocument {
  readonly collection: { readonly id: string };
  readonly counts: { readonly imported: number; readonly unchanged: number; readonly failed: number };
}

/** From nothing to the first cited answer; a second run finds everything there and is ready in seconds. */
export class Demo {
  readonly #options: DemoOptions;
  readonly #measurement = new Measurement();

  constructor(options: DemoOptions) {
    this.#options = options;
  }

  /** @returns the exit code: the server's own when it is left running until Ctrl-C */
  async run(): Promise<number> {
    // A folder that was started before has its models; the server itself would fetch a missing one.
    if (recall(this.#options.dataDir).token === undefined) {
      await mingda(['models', 'pull']);
      this.#measurement.mark('models');
    }
    const server = await startServer(this.#options);
    this.#measurement.follow(server.pid);
    this.#measurement.mark('start');
    try {
      await this.#show(server);
      if (this.#options.exit) return 0;
      process.stderr.write('Ctrl-C ends it / 按 Ctrl-C 退出\n');
      return await server.ended;
    } finally {
      this.#measurement.stop();
      await server.stop();
    }
  }

  async #show(server: StartedServer): Promise<void> {
    const { dataDir } = this.#options;
    const before = recall(dataDir);
    const token = server.adminToken ?? before.token ?? process.env['MINGDA_TOKEN'];
    if (token === undefined) {
      showStart({ url: server.url, token: null, seconds: this.#measurement.seconds });
      process.stderr.write(
        `${dataDir} was not made by this demo: set MINGDA_TOKEN to its administrator token, or give --data\n`,
      );
      return;
    }
    remember(dataDir, { ...before, token });
    const env = { MINGDA_TOKEN: token };
    const imported = await mingda<ImportDocument>(
      ['import', documents, '--collection', collection, '--url', server.url],
      env,
    );
    this.#measurement.mark('import');
    if (before.evaluated !== true || this.#options.evaluate) {
      const evaluation = await scoreGoldSet({ url: server.url, token, collectionId: imported.collection.id });
      showScore(evaluation);
      remember(dataDir, { token, evaluated: true });
      this.#measurement.mark('evaluate');
    }
    const ask = (text: string): Promise<Answer> =>
      mingda<Answer>(['ask', text, '--collection', collection, '--url', server.url], env);
    showAnswer(await firstAnswered(questions, ask));
    this.#measurement.mark('ask');
    showStart({ url: server.url, token, seconds: this.#measurement.seconds });
    if (!this.#options.measure) return;
    await ask(otherQuestion);
    await this.#measure();
  }

  async #measure(): Promise<void> {
    process.stderr.write('Waiting a minute for the steady figure …\n');
    await delay(steadyAfterMs);
    this.#measurement.print(this.#options.dataDir);
  }
}

async function firstAnswered(texts: readonly string[], ask: (text: string) => Promise<Answer>): Promise<Answer> {
  const [text, ...rest] = texts;
  if (text === undefined) throw new Error('there is no question to ask');
  const answer = await ask(text);
  return answer.outcome === 'answered' || rest.length === 0 ? answer : firstAnswered(rest, ask);
}
