import { SecretRepository, type Database } from '@mingda/database';
import { DocumentPasswords } from '@mingda/ingestion';
import type { Config } from '@mingda/platform';
import { Secrets } from '@mingda/secrets';

/** Passwords of protected documents, encrypted with the key of all stored secrets. */
export function openPasswords(database: Database, config: Config): DocumentPasswords {
  const stored = new SecretRepository(database);
  const { secretKey: key, previousSecretKey: previousKey } = config.reporting;
  return new DocumentPasswords(new Secrets(stored, { key, previousKey, dataDir: config.dataDir }), stored);
}
