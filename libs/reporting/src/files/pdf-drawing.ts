import type { Drawing } from '@mingda/evaluation';
import { printable, type PdfPage } from './pdf-page.ts';

/** Points that a chart takes at the full width of the page. */
export function chartHeight(page: PdfPage, { width, height }: Drawing): number {
  return (height * page.width) / width;
}

/** A chart at the full width of the page, kept in one piece. */
export function drawChart(page: PdfPage, { width, height, fontSize, shapes }: Drawing): void {
  const scale = page.width / width;
  page.ensure(height * scale);
  const top = page.y;
  const { doc } = page;
  doc.save();
  doc.translate(page.left, top).scale(scale);
  for (const shape of shapes) {
    if (shape.kind === 'rect') doc.rect(shape.x, shape.y, shape.width, shape.height).fill(shape.fill);
    else if (shape.kind === 'dot') doc.circle(shape.x, shape.y, shape.radius).fill(shape.fill);
    else if (shape.kind === 'line') {
      shape.points.forEach(([x, y], index) => (index === 0 ? doc.moveTo(x, y) : doc.lineTo(x, y)));
      doc.lineWidth(shape.width).strokeColor(shape.stroke);
      if (shape.dash === undefined) doc.undash();
      else doc.dash(shape.dash[0], { space: shape.dash[1] });
      doc.stroke();
    } else {
      const text = printable(shape.text);
      page.style({ size: fontSize, colour: shape.fill });
      const shift = { start: 0, middle: 0.5, end: 1 }[shape.anchor] * doc.widthOfString(text);
      doc.text(text, shape.x - shift, shape.y, { lineBreak: false, baseline: 'alphabetic' });
    }
  }
  doc.restore();
  doc.undash();
  page.y = top + height * scale + 4;
}
