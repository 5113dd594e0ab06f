import type { ReadReply, ReadRequest } from './messages.ts';
import { PictureReader } from './picture-reader.ts';
import { PictureSources } from './sources.ts';

/** The program of the reading process: files come one after the other, a picture that fails does not cost the others. */
const threads = Number(process.argv[2] ?? '1');
let reader: Promise<PictureReader> | undefined;

function reply(message: ReadReply): void {
  process.send?.(message);
}

async function read(request: ReadRequest): Promise<void> {
  const { id, wanted } = request;
  const sources = new PictureSources(request);
  for (const one of wanted) {
    try {
      reader ??= PictureReader.open(threads);
      const picture = await (await reader).read(await sources.open(one));
      reply({ id, key: one.key, picture });
    } catch (error) {
      reply({ id, key: one.key, failure: error instanceof Error ? error.message : String(error) });
    }
  }
  await sources.close().catch(() => undefined);
  reply({ id, done: true });
}

let last = Promise.resolve();
process.on('message', (request: ReadRequest) => {
  last = last.then(() => read(request));
});
process.on('disconnect', () => process.exit());
