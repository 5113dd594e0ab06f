import type { Language } from '@mingda/language';

export interface Attachment {
  readonly fileName: string;
  readonly mediaType: string;
  readonly content: Uint8Array;
}

/** What is told, before a channel gives it a form. All texts are plain: each channel escapes for itself. */
export interface Message {
  /** Stays the same when it is sent again, so that a receiver can drop the second. */
  readonly id: string;
  readonly kind: 'report' | 'alert' | 'test';
  readonly language: Language;
  readonly title: string;
  /** Short facts under the title. */
  readonly facts: readonly string[];
  readonly sentences: readonly string[];
  /** Page of the portal; absent when its public address is not configured. */
  readonly link: { readonly url: string; readonly label: string } | undefined;
  readonly attachments: readonly Attachment[];
  /** For programs: what the generic webhook adds. */
  readonly data: Readonly<Record<string, unknown>>;
}
