import { useEffect, useRef } from 'react';
import type { Segment } from './highlight-range.ts';

interface MarkedTextProps {
  readonly segments: readonly Segment[];
  /** Brings the mark into view when it appears. */
  readonly scroll?: boolean;
}

export function MarkedText({ segments, scroll = false }: MarkedTextProps) {
  const mark = useRef<HTMLElement>(null);
  const marked = segments.find((it) => it.marked)?.text;
  useEffect(() => {
    if (scroll && marked !== undefined) mark.current?.scrollIntoView({ block: 'center' });
  }, [scroll, marked]);
  return segments.map((segment, index) =>
    segment.marked ? (
      <mark key={index} ref={mark}>
        {segment.text}
      </mark>
    ) : (
      <span key={index}>{segment.text}</span>
    ),
  );
}
