/** Why a version or an evaluation failed, as stored and shown. */
export interface Failure {
  readonly code: string;
  readonly en: string;
  readonly zh: string;
  readonly subject?: string;
  /** What exactly, in English, where it tells nothing of our insides. */
  readonly detail?: string;
}
