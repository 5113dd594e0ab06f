import { PGlite } from '@electric-sql/pglite';
import { vector } from '@electric-sql/pglite-pgvector';

/**
 * The engine zeroes its buffers when it opens, so their size is resident from then on. 64 MB instead of its 128 MB saves
 * 75 MiB; smaller ones would send the scans of a few thousand passages to the files again and again.
 */
const serverSettings = ['-c', 'shared_buffers=64MB'];

/** Opens the PostgreSQL folder inside this thread, and makes it first when it is empty. A folder must always be opened the same way. */
export function openEmbeddedDatabase(folder: string): Promise<PGlite> {
  return PGlite.create({
    dataDir: folder,
    extensions: { vector },
    startParams: [...PGlite.defaultStartParams, ...serverSettings],
  });
}
