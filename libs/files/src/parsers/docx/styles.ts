import { child, childrenOf, numberOf } from '../../xml/xml-query.ts';
import type { XmlElement } from '../../xml/xml-reader.ts';

export interface ParagraphStyle {
  /** Heading level from 1, where the style is a heading. */
  readonly level: number | undefined;
  readonly isTitle: boolean;
  /** A line of a generated table of contents or figures. */
  readonly isContents: boolean;
  readonly numId: string | undefined;
  readonly listLevel: number | undefined;
}

const plain: ParagraphStyle = {
  level: undefined,
  isTitle: false,
  isContents: false,
  numId: undefined,
  listLevel: undefined,
};

/** What a paragraph inherits from its style and the styles that one is based on. */
export class Styles {
  readonly #elements: ReadonlyMap<string, XmlElement>;
  readonly #resolved = new Map<string, ParagraphStyle>();

  constructor(styles: XmlElement | undefined) {
    this.#elements = new Map(childrenOf(styles, 'style').map((it) => [it.attributes['styleId'] ?? '', it]));
  }

  of(styleId: string | undefined): ParagraphStyle {
    return styleId === undefined ? plain : this.#resolve(styleId, 0);
  }

  #resolve(styleId: string, depth: number): ParagraphStyle {
    const known = this.#resolved.get(styleId);
    if (known !== undefined) return known;
    const element = this.#elements.get(styleId);
    const basedOn = child(element, 'basedOn')?.attributes['val'];
    const base = basedOn === undefined || depth > 20 ? plain : this.#resolve(basedOn, depth + 1);
    // Documents made by programs name a style without defining it.
    const name = (child(element, 'name')?.attributes['val'] ?? styleId).toLowerCase().replace(/\s+/g, ' ').trim();
    const properties = child(element, 'pPr');
    const outline = numberOf(child(properties, 'outlineLvl')?.attributes['val']);
    const named = /^(?:heading|标题|überschrift|titre) ?([1-9])$/.exec(name)?.[1];
    const style: ParagraphStyle = {
      level:
        named !== undefined
          ? Number(named)
          : outline !== undefined && outline < 9
            ? outline + 1
            : outline === 9
              ? undefined
              : base.level,
      isTitle: name === 'title' || name === '标题',
      isContents: /^(?:toc ?\d|目录 ?\d|table of figures)$/.test(name),
      numId: child(properties, 'numPr', 'numId')?.attributes['val'] ?? base.numId,
      listLevel: numberOf(child(properties, 'numPr', 'ilvl')?.attributes['val']) ?? base.listLevel,
    };
    this.#resolved.set(styleId, style);
    return style;
  }
}
