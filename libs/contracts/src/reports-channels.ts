import { z } from 'zod';

export const channelKinds = ['email', 'webhook', 'wecom', 'dingtalk', 'feishu', 'slack'] as const;
export type ChannelKind = (typeof channelKinds)[number];

const name = z
  .string()
  .trim()
  .min(1)
  .max(100)
  .regex(/^\P{Cc}+$/u);
const address = z.email().max(254);
/** Absent on a change: the stored one is kept. */
const hookUrl = z
  .url({ protocol: /^https?$/ })
  .max(2000)
  .optional();
const signingKey = z.string().min(8).max(200).optional();

const emailSettingsSchema = z.object({
  host: z
    .string()
    .trim()
    .regex(/^[\w.:-]+$/)
    .max(253),
  port: z.number().int().min(1).max(65_535),
  /** `tls` from the first byte (port 465), `starttls` before anything is said (587), `none` for a relay that trusts us. */
  security: z.enum(['tls', 'starttls', 'none']),
  /** Accepts a certificate that no known authority has signed. */
  allowSelfSigned: z.boolean().default(false),
  user: z.string().max(254).optional(),
  from: address,
  to: z.array(address).min(1).max(50),
});
export type EmailSettings = z.infer<typeof emailSettingsSchema>;

const hook = <const K extends ChannelKind>(kind: K) =>
  z.object({ kind: z.literal(kind), name, url: hookUrl, signingKey });

/** Addresses, passwords and signing keys go in and never come out. */
export const channelInputSchema = z
  .discriminatedUnion('kind', [
    z.object({
      kind: z.literal('email'),
      name,
      settings: emailSettingsSchema,
      password: z.string().min(1).max(500).optional(),
    }),
    hook('webhook'),
    hook('wecom'),
    hook('dingtalk'),
    hook('feishu'),
    hook('slack'),
  ])
  .meta({ id: 'ReportChannelInput' });
export type ChannelInput = z.infer<typeof channelInputSchema>;

export const channelSchema = z
  .object({
    id: z.uuid(),
    name: z.string(),
    kind: z.enum(channelKinds),
    /** Present for e-mail. */
    email: emailSettingsSchema.nullable(),
    /** Where it goes, without what must stay secret: a host name. */
    target: z.string(),
    /** Whether a password or a signing key is stored. */
    protected: z.boolean(),
    createdAt: z.iso.datetime(),
  })
  .meta({ id: 'ReportChannel' });
export type ReportChannel = z.infer<typeof channelSchema>;

export const channelListSchema = z.object({ items: z.array(channelSchema) }).meta({ id: 'ReportChannelList' });
export const channelParams = z.object({ channelId: z.uuid() });
export const channelTestSchema = z.object({ language: z.enum(['zh', 'en']) }).meta({ id: 'ReportChannelTest' });
