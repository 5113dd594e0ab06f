const many = (count: number, one: string, more: string): string =>
  `${count.toLocaleString('en')} ${count === 1 ? one : more}`;

const time = (seconds: number): string => {
  if (seconds < 60) return 'less than a minute';
  const minutes = Math.ceil(seconds / 60);
  if (minutes < 90) return many(minutes, 'minute', 'minutes');
  const hours = Math.round(minutes / 60);
  return hours < 48 ? `${hours} hours` : `${Math.round(hours / 24)} days`;
};

const rate = (value: number): string => (value >= 10 ? Math.round(value).toLocaleString('en') : value.toFixed(1));

export const imports = {
  nav: 'Imports',
  title: 'Imports',
  intro: 'What is being read now, how fast, and what failed for good.',
  strip: 'Import of this collection',
  running: 'Importing',
  paused: 'Paused',
  allPaused: 'All imports are paused',
  idle: 'Nothing to import',
  counts: (waiting: number, running: number) => `${waiting.toLocaleString('en')} waiting · ${running} running`,
  retrying: (count: number) => `${count.toLocaleString('en')} to be tried again`,
  failed: (count: number) => `${count.toLocaleString('en')} failed`,
  ready: (count: number) => `${count.toLocaleString('en')} ready`,
  pace: (documents: number, pages: number) =>
    `${rate(documents)} documents${pages > 0 ? `, ${rate(pages)} pages` : ''} a minute`,
  eta: (seconds: number) => (seconds < 60 ? `${time(seconds)} left` : `about ${time(seconds)} left`),
  etaUnknown: 'time left not known yet',
  pause: 'Pause',
  resume: 'Go on',
  pauseAll: 'Pause all',
  resumeAll: 'Go on with all',
  cancelAll: 'Cancel all',
  cancelAllTitle: (count: number) => `Cancel ${many(count, 'document', 'documents')}?`,
  cancelAllText: 'What waits or is being read is stopped. Each can be tried again later; what is ready stays.',
  cancelAllConfirm: 'Cancel imports',
  keep: 'Let them go on',
  cancel: 'Cancel import',
  cancelled: 'The import was cancelled.',
  cancelledText: 'Nothing of this version is searched. Try again to import it.',
  retryAt: (moment: string, cause: string, attempt: number, of: number) =>
    `Will be tried again at ${moment}: ${cause} Attempt ${attempt} of ${of}.`,
  current: 'Now',
  collection: 'Collection',
  allCollections: 'All collections',
  allCodes: 'All causes',
  failedTitle: 'Failed for good',
  causes: 'Cause',
  attempts: (count: number) => many(count, 'attempt', 'attempts'),
  interruptions: (count: number) => `interrupted ${many(count, 'time', 'times')}`,
  between: (first: string, last: string) => (first === last ? first : `${first} to ${last}`),
  emptyTitle: 'Nothing failed',
  emptyText: 'Documents that could not be imported appear here with their cause.',
  selectPage: 'Select this page',
  select: (title: string) => `Select ${title}`,
  selected: (count: number) => `${count} selected`,
  retry: 'Try again',
  retryAll: (count: number) => `Try all ${count.toLocaleString('en')} again`,
  retryTitle: (count: number) => `Try ${many(count, 'document', 'documents')} again?`,
  retryText: 'They are imported anew. Those that fail once more come back to this list.',
  dismiss: 'Dismiss',
  dismissAll: (count: number) => `Dismiss all ${count.toLocaleString('en')}`,
  dismissTitle: (count: number) => `Take ${many(count, 'document', 'documents')} off the list?`,
  dismissText: 'The documents stay failed, and can still be tried again from their collection.',
  retried: (count: number) => `${many(count, 'document waits', 'documents wait')} again`,
  dismissed: (count: number) => `${many(count, 'document', 'documents')} taken off the list`,
};
