import { openEmbeddedDatabase } from './embedded-database.ts';

const database = await openEmbeddedDatabase(process.argv[2]);
await database.close();
