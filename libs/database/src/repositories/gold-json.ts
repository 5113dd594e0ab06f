/** JSON for a `jsonb` parameter: half a surrogate pair, which PostgreSQL refuses, becomes the replacement character. */
export function toJson(value: unknown): string {
  return JSON.stringify(value, (_, it: unknown) => (typeof it === 'string' ? it.toWellFormed() : it));
}
