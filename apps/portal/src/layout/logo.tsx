/** The mark: a speech bubble with a tick, for an answer that has been checked. */
export function Logo({ size = 28 }: { readonly size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 32 32" aria-hidden="true">
      <rect width="32" height="32" rx="9" fill="var(--brand)" />
      <path
        d="M8 10.5A2.5 2.5 0 0 1 10.5 8h11a2.5 2.5 0 0 1 2.5 2.5v7a2.5 2.5 0 0 1-2.5 2.5H16l-4.6 4v-4h-.9A2.5 2.5 0 0 1 8 17.500Z"
        fill="#fff"
      />
      <path
        d="m12.300 14.200 2.600 2.600 5-5.300"
        fill="none"
        stroke="var(--brand)"
        strokeWidth="2.200"
        strokeLinecap="round"
        strokeLinejoin="round"
      />
    </svg>
  );
}
