const key = 'mingda.token';
const listeners = new Set<() => void>();

/** The token this browser signed in with. Kept in local storage, so that it is pasted once per browser. */
export const tokenStore = {
  get: (): string | null => localStorage.getItem(key),
  set: (token: string): void => {
    localStorage.setItem(key, token);
    notify();
  },
  clear: (): void => {
    localStorage.removeItem(key);
    notify();
  },
  subscribe: (listener: () => void): (() => void) => {
    listeners.add(listener);
    window.addEventListener('storage', listener);
    return () => {
      listeners.delete(listener);
      window.removeEventListener('storage', listener);
    };
  },
};

function notify(): void {
  for (const listener of listeners) listener();
}
