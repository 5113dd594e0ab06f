import { z } from 'zod';

/** `reply` answers with the intent's text, `hand-over` asks for a person, `approved` gives an approved answer. */
export const intentActions = ['reply', 'hand-over', 'approved'] as const;

const shortText = z.string().trim().min(1).max(500);

export const intentSchema = z
  .object({
    name: z.string().trim().min(1).max(80),
    action: z.enum(intentActions),
    /** What is said, in the language of the message; the other language's text where one is empty. */
    reply: z.object({ zh: z.string().trim().max(2000), en: z.string().trim().max(2000) }).prefault({ zh: '', en: '' }),
    /** The approved answer that is given. */
    faqEntryId: z.uuid().nullable().default(null),
    enabled: z.boolean().default(true),
    /** Ways to say it, in any language. */
    examples: z.array(shortText).min(1).max(200),
  })
  .meta({ id: 'Intent' });
export type Intent = z.output<typeof intentSchema>;

export const saveIntentsSchema = z
  .object({
    /** The version that was edited; 0 for the first. */
    version: z.number().int().min(0),
    intents: z.array(intentSchema).max(200),
  })
  .meta({ id: 'SaveIntents' });
export type SaveIntents = z.output<typeof saveIntentsSchema>;

/** What the recogniser says of its own examples, each left out in turn, for one language model. */
export const intentMeasureSchema = z.object({
  modelKey: z.string(),
  examples: z.number().int(),
  /** Share whose intent is found. */
  accuracy: z.number(),
  /** Share that is found and not taken for something else altogether. */
  accepted: z.number(),
  mistakes: z.array(z.object({ example: z.string(), intent: z.string(), taken: z.string().nullable() })),
});
export type IntentMeasure = z.infer<typeof intentMeasureSchema>;

export const intentSetSchema = z
  .object({
    version: z.number().int().min(0),
    intents: z.array(intentSchema),
    measured: z.array(intentMeasureSchema),
    changedBy: z.string().nullable(),
    changedAt: z.iso.datetime().nullable(),
  })
  .meta({ id: 'IntentSet' });
export type IntentSet = z.infer<typeof intentSetSchema>;

export const tryIntentSchema = z.object({ text: shortText }).meta({ id: 'TryIntent' });
export const triedIntentSchema = z
  .object({
    /** Null when the text is none of the intents. */
    intent: z.string().nullable(),
    /** The intent that comes nearest. */
    nearest: z.string().nullable(),
    score: z.number(),
    threshold: z.number(),
  })
  .meta({ id: 'TriedIntent' });
export type TriedIntent = z.infer<typeof triedIntentSchema>;
