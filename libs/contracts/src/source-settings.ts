import { z } from 'zod';

export const sourceKinds = ['folder', 'git', 'web', 's3', 'imap', 'push'] as const;
export type SourceKind = (typeof sourceKinds)[number];
/** Kinds that are read by Mingda; what is pushed comes by itself. */
export type PulledKind = Exclude<SourceKind, 'push'>;

const line = (most: number) =>
  z
    .string()
    .trim()
    .min(1)
    .max(most)
    .regex(/^\P{Cc}+$/u);
const path = z
  .string()
  .trim()
  .max(1000)
  .regex(/^\P{Cc}*$/u);
/** Settings are shown; what is secret has a field of its own. */
const webUrl = z
  .url({ protocol: /^https?$/ })
  .max(2000)
  .regex(/^https?:\/\/[^/?#@]+(?:[/?#]|$)/i, 'without user and password');

export const folderSettingsSchema = z.object({
  /** Absolute; inside one of the folders that the operator allows. */
  path: line(1000),
  /** Read again shortly after a file changes, where the file system tells. */
  watch: z.boolean().default(true),
});

export const gitSettingsSchema = z.object({
  url: line(2000).regex(
    /^\/|^https?:\/\/[^/?#@]+(?:[/?#]|$)/,
    'http:// or https:// without user and password, or a folder',
  ),
  /** Branch or tag; the repository's default branch when absent. */
  branch: line(200).optional(),
  /** Only what lies below this folder of the repository. */
  subPath: path.default(''),
  /** Only files of these types, without the dot. */
  extensions: z
    .array(z.string().regex(/^[a-z0-9]{1,10}$/))
    .min(1)
    .max(30)
    .default(['md', 'markdown', 'mdx', 'txt', 'html']),
  /** The token of the secrets belongs to this user; many hosts take any name. */
  user: line(200).optional(),
});

export const webSettingsSchema = z.object({
  startUrls: z.array(webUrl).max(100).default([]),
  sitemaps: z.array(webUrl).max(20).default([]),
  /** Links followed from a start address; 0 reads the given pages alone. */
  maxDepth: z.number().int().min(0).max(10).default(2),
  maxPages: z.number().int().min(1).max(50_000).default(500),
  /** Between two requests to one host; a longer wait that robots.txt asks for wins. */
  delayMs: z.number().int().min(0).max(60_000).default(500),
});

export const s3SettingsSchema = z.object({
  /** Of a compatible store; Amazon's own when absent. */
  endpoint: webUrl.optional(),
  region: line(100).default('us-east-1'),
  bucket: line(255),
  prefix: path.default(''),
  pathStyle: z.boolean().default(false),
  accessKeyId: line(200),
});

export const imapSettingsSchema = z.object({
  host: line(253),
  port: z.number().int().min(1).max(65_535).default(993),
  security: z.enum(['tls', 'starttls', 'none']).default('tls'),
  user: line(254),
  folders: z.array(line(500)).min(1).max(50).default(['INBOX']),
  /** Mail before this day is left out. */
  since: z.iso.date().optional(),
});

export const pushSettingsSchema = z.object({
  /** Integration keys that may push and delete here; administrators always may. */
  keyIds: z.array(z.uuid()).max(50).default([]),
});

/** What each kind keeps encrypted. A value left out on a change stays as it is. */
const secret = z.string().min(1).max(8000).optional();
export const gitSecretsSchema = z.object({ token: secret });
export const s3SecretsSchema = z.object({ secretAccessKey: secret, sessionToken: secret });
export const imapSecretsSchema = z.object({ password: secret, accessToken: secret });
const noSecrets = z.object({});

/** Kind, settings and secrets belong together. */
export const sourceConnectionSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('folder'), settings: folderSettingsSchema, secrets: noSecrets.default({}) }),
  z.object({ kind: z.literal('git'), settings: gitSettingsSchema, secrets: gitSecretsSchema.default({}) }),
  z.object({ kind: z.literal('web'), settings: webSettingsSchema, secrets: noSecrets.default({}) }),
  z.object({ kind: z.literal('s3'), settings: s3SettingsSchema, secrets: s3SecretsSchema.default({}) }),
  z.object({ kind: z.literal('imap'), settings: imapSettingsSchema, secrets: imapSecretsSchema.default({}) }),
  z.object({ kind: z.literal('push'), settings: pushSettingsSchema, secrets: noSecrets.default({}) }),
]);
export type SourceConnection = z.infer<typeof sourceConnectionSchema>;
export type SourceSettings<K extends SourceKind> = Extract<SourceConnection, { kind: K }>['settings'];
export type SourceSecrets<K extends SourceKind> = Extract<SourceConnection, { kind: K }>['secrets'];
