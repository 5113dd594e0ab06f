const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** A run of the server or the data folder is named by its id, anything else names a file. */
export function isRunId(named: string): boolean {
  return uuid.test(named);
}
