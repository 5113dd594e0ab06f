const key = 'mingda.rater';

/** The name under which ratings from this browser are kept; empty before one was given. */
export const raterName = {
  get: (): string => localStorage.getItem(key) ?? '',
  set: (name: string): void => localStorage.setItem(key, name),
};
