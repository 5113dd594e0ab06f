import { useState, useSyncExternalStore, type ReactNode } from 'react';
import { tokenStore } from '../api/token-store.ts';
import { SignInPage } from './sign-in.page.tsx';

/**
 * Shows the sign-in page while this browser has no token. The page writes the token before the server has confirmed
 * it, so the gate opens on `confirmed`, or at once for a token kept from an earlier visit.
 */
export function SessionGate({ children }: { readonly children: ReactNode }) {
  const token = useSyncExternalStore(tokenStore.subscribe, tokenStore.get);
  const [confirmed, setConfirmed] = useState(token !== null);
  if (token === null && confirmed) setConfirmed(false);
  return token !== null && confirmed ? children : <SignInPage onSignedIn={() => setConfirmed(true)} />;
}
