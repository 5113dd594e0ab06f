import { z } from 'zod';

export const apiKeySchema = z
  .object({
    id: z.uuid(),
    name: z.string(),
    /** First characters of the secret, for recognition; the secret itself is shown once and stored hashed. */
    prefix: z.string(),
    kind: z.enum(['admin', 'integration']),
    collectionIds: z.array(z.uuid()).nullable(),
    createdAt: z.iso.datetime(),
    lastUsedAt: z.iso.datetime().nullable(),
  })
  .meta({ id: 'ApiKey' });
export type ApiKey = z.infer<typeof apiKeySchema>;

export const createApiKeySchema = z
  .object({
    name: z.string().trim().min(1).max(100),
    /** Collections the integration may ask; every collection of the tenant when absent. */
    collectionIds: z.array(z.uuid()).min(1).optional(),
  })
  .meta({ id: 'CreateApiKey' });

export const createdApiKeySchema = apiKeySchema.extend({ secret: z.string() }).meta({ id: 'CreatedApiKey' });
export const apiKeyListSchema = z.object({ items: z.array(apiKeySchema) }).meta({ id: 'ApiKeyList' });
export const apiKeyParams = z.object({ keyId: z.uuid() });

export const sessionSchema = z
  .object({ kind: z.enum(['admin', 'integration']), name: z.string(), version: z.string() })
  .meta({ id: 'Session' });
