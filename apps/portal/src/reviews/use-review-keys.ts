import { reviewLabels } from './labels.ts';
import { useEffect, useRef } from 'react';
import type { ReviewQueue } from './use-review-queue.ts';

const grounded = [null, true, false] as const;
const tones = [null, 'good', 'acceptable', 'poor'] as const;

const after = <T>(values: readonly T[], value: T): T => values[(values.indexOf(value) + 1) % values.length] ?? value;

/** Digits, letters and Enter drive the page, except while somebody types or a dialog is open. */
export function useReviewKeys(queue: ReviewQueue): void {
  const latest = useRef(queue);
  useEffect(() => {
    latest.current = queue;
  });
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      const { entry, change, save, next, back } = latest.current;
      if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
      if (event.key === 'k') return back();
      if (entry === undefined) return;
      const label = reviewLabels[Number(event.key) - 1];
      if (label !== undefined) change({ label });
      else if (event.key === 'g') change({ grounded: after(grounded, entry.draft.grounded) });
      else if (event.key === 't') change({ tone: after(tones, entry.draft.tone) });
      else if (event.key === 'j') next();
      else if (event.key === 'Enter' && !isButton(event.target)) save();
      else return;
      event.preventDefault();
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, []);
}

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof Element &&
    target.closest('input, textarea, select, [contenteditable], [role="combobox"], [role="dialog"]') !== null
  );
}

/** Enter presses a focused button or link itself; a label that was just clicked may be saved at once. */
function isButton(target: EventTarget | null): boolean {
  return (
    target instanceof Element &&
    target.closest('a, button, summary') !== null &&
    target.closest('[data-label]') === null
  );
}
