/** SQLSTATE classes and codes of a server that ends or refuses a session, and what the socket says. */
const lostCodes = /^(?:08...|57P0[1-5]|53300|ECONNRESET|ECONNREFUSED|EPIPE|ETIMEDOUT)$/;
const lostMessages =
  /connection terminated|connection ended|timeout exceeded when trying to connect|client has encountered a connection error/i;

/** Whether the connection to the database broke or could not be had, so that the statement may succeed on another. */
export function isConnectionLoss(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const { code } = error as { readonly code?: unknown };
  return (typeof code === 'string' && lostCodes.test(code)) || lostMessages.test(error.message);
}
