import { z } from 'zod';
import { answerConflictSchema } from './answer-conflict.ts';

/**
 * `asking`: questions are answered; `clarifying`: one of the options is to be chosen; `confirming`: a person is offered;
 * `handed-over`: a person answers, until the conversation is resumed.
 */
export const dialogueStates = ['asking', 'clarifying', 'confirming', 'handed-over'] as const;
export type DialogueState = (typeof dialogueStates)[number];

/** One part of a question with several, with its own answer or refusal. */
export const answerPartSchema = z.object({
  question: z.string(),
  outcome: z.enum(['answered', 'refused']),
  text: z.string(),
  confidence: z.number().min(0).max(1),
  /** Numbers of the answer's citations that belong to this part. */
  markers: z.array(z.number().int().positive()),
  /** Present where documents disagree on this part. */
  conflict: answerConflictSchema.optional(),
  /** The collection's intent that this part was taken for. */
  intent: z.string().optional(),
});
export type AnswerPart = z.infer<typeof answerPartSchema>;

/** How a question was understood, and where its conversation stands after it. */
export const dialogueSchema = z
  .object({
    state: z.enum(dialogueStates),
    /** What the message was taken for, when it was no question: `greeting`, `thanks`, `person`, or an intent's name. */
    intent: z.string().optional(),
    /** What can be chosen; each is sent back as it is. */
    options: z.array(z.string()).optional(),
    /** The question as it was searched, where that differs from what was asked. */
    searched: z.string().optional(),
    /** Words of the turns before that were searched with it, most important first. */
    carried: z.array(z.string()).optional(),
    /** Spellings that were searched as well. */
    corrections: z.array(z.object({ written: z.string(), searched: z.string() })).optional(),
    parts: z.array(answerPartSchema).optional(),
  })
  .meta({ id: 'Dialogue' });
export type Dialogue = z.infer<typeof dialogueSchema>;

/** What a conversation remembers beside its turns; it survives restarts. */
export const dialogueMemorySchema = z
  .object({
    state: z.enum(dialogueStates),
    /** Refusals in a row. */
    refusals: z.number().int().min(0),
    slots: z.object({
      /** Title of the document that was cited last. */
      topic: z.string().optional(),
      /** The question that a choice is to complete. */
      pending: z.string().optional(),
      options: z.array(z.string()).optional(),
    }),
    /** What was settled so far, oldest first: each question with the documents that answered it. */
    summary: z.array(z.object({ question: z.string(), outcome: z.string(), topics: z.array(z.string()) })),
  })
  .meta({ id: 'DialogueMemory' });
export type DialogueMemory = z.infer<typeof dialogueMemorySchema>;

export const conversationSchema = z
  .object({
    id: z.uuid(),
    collectionId: z.uuid(),
    memory: dialogueMemorySchema,
    turns: z.array(z.object({ role: z.enum(['user', 'assistant']), text: z.string() })),
  })
  .meta({ id: 'Conversation' });
export type ConversationView = z.infer<typeof conversationSchema>;

export const conversationParams = z.object({ conversationId: z.uuid() });
export const changeConversationSchema = z
  .object({ state: z.enum(['asking', 'handed-over']) })
  .meta({ id: 'ChangeConversation' });
