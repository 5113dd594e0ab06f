/** Resolves when the process is asked to stop. The first signal asks to stop in order; a second one ends the process at once. */
export function stopSignal(): Promise<NodeJS.Signals> {
  return new Promise((resolve) => {
    let asked = false;
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      process.on(signal, () => {
        if (asked) endAtOnce();
        asked = true;
        resolve(signal);
      });
    }
  });
}

/** Ends without tidying up: `process.exit` stops worker threads, and a thread that is inside a model aborts the process then. */
export function endAtOnce(): void {
  process.kill(process.pid, 'SIGKILL');
}
