import { profileSchema, type Profile } from '@mingda/contracts';

/** A profile saved by an older release lacks the settings that came later: they take their defaults when it is read. */
export function storedProfile(saved: unknown): Profile {
  return profileSchema.parse(saved);
}
