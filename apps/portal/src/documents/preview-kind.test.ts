import { describe, expect, it } from 'vitest';
import { previewOf } from './preview-kind.ts';

describe('previewOf', () => {
  it('shows what a browser shows without running anything', () => {
    expect(previewOf('application/pdf')).toEqual({ shows: 'pdf', type: 'application/pdf' });
    expect(previewOf('image/png')?.shows).toBe('picture');
    expect(previewOf('text/markdown; charset=utf-8')).toEqual({ shows: 'text', type: 'text/plain' });
  });

  it('never shows pages, vector pictures or programs as themselves', () => {
    for (const type of [
      'text/html',
      'application/xhtml+xml',
      'image/svg+xml',
      'text/xml',
      'application/javascript',
      '',
    ]) {
      expect(previewOf(type)).toBeNull();
    }
  });
});
