import { escapeHtml } from './escape.ts';

/** One mark on a drawing; lengths are in its own units, y grows downwards. */
export type Shape =
  | {
      readonly kind: 'rect';
      readonly x: number;
      readonly y: number;
      readonly width: number;
      readonly height: number;
      readonly fill: string;
    }
  | {
      readonly kind: 'line';
      readonly points: readonly (readonly [x: number, y: number])[];
      readonly stroke: string;
      readonly width: number;
      readonly dash?: readonly [on: number, off: number];
    }
  | { readonly kind: 'dot'; readonly x: number; readonly y: number; readonly radius: number; readonly fill: string }
  | {
      readonly kind: 'text';
      readonly x: number;
      /** Of the base line. */
      readonly y: number;
      readonly text: string;
      readonly fill: string;
      readonly anchor: 'start' | 'middle' | 'end';
    };

/** A chart, independent of where it is drawn. */
export interface Drawing {
  readonly title: string;
  readonly width: number;
  readonly height: number;
  readonly fontSize: number;
  readonly shapes: readonly Shape[];
}

/** Self-contained SVG, named by its title for those who cannot see it. */
export function toSvg({ title, width, height, fontSize, shapes }: Drawing): string {
  const label = escapeHtml(title);
  return `<svg role="img" aria-label="${label}" viewBox="0 0 ${width} ${round(height)}" xmlns="http://www.w3.org/2000/svg" font-size="${fontSize}"><title>${label}</title>${shapes.map(shapeSvg).join('')}</svg>`;
}

function shapeSvg(shape: Shape): string {
  switch (shape.kind) {
    case 'rect':
      return `<rect x="${round(shape.x)}" y="${round(shape.y)}" width="${round(shape.width)}" height="${round(shape.height)}" fill="${shape.fill}"/>`;
    case 'line': {
      const points = shape.points.map(([x, y]) => `${round(x)},${round(y)}`).join(' ');
      const dash = shape.dash === undefined ? '' : ` stroke-dasharray="${shape.dash.join(' ')}"`;
      return `<polyline points="${points}" fill="none" stroke="${shape.stroke}" stroke-width="${shape.width}"${dash}/>`;
    }
    case 'dot':
      return `<circle cx="${round(shape.x)}" cy="${round(shape.y)}" r="${shape.radius}" fill="${shape.fill}"/>`;
    case 'text': {
      const anchor = shape.anchor === 'start' ? '' : ` text-anchor="${shape.anchor}"`;
      return `<text x="${round(shape.x)}" y="${round(shape.y)}" fill="${shape.fill}"${anchor}>${escapeHtml(shape.text)}</text>`;
    }
  }
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
