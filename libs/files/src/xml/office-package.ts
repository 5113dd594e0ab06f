import { posix } from 'node:path';
import { MingdaError } from '@mingda/platform';
import { ZipArchive } from '../archive/zip-archive.ts';
import type { ExpansionBudget } from '../archive/expansion-budget.ts';
import { child, childrenOf, textOfElement } from './xml-query.ts';
import { readXml, type XmlElement } from './xml-reader.ts';

export interface Relation {
  readonly id: string;
  /** Last word of the type's address: `slide`, `footnotes`, `hyperlink`. */
  readonly type: string;
  /** Part name, resolved. */
  readonly target: string;
}

/** Titles that programs write by themselves. */
const madeUpTitle =
  /^(?:(?:microsoft )?(?:word|excel|powerpoint)\b.*|(?:power)?\s*point presentation|presentation\d*|document\d*|workbook|untitled|幻灯片\s*\d*|演示文稿\d*|文档\d*|无标题|.*\.(?:docx?|pptx?|xlsx?))$/i;

/** An Office Open XML file: its parts and the relations between them (ECMA-376 part 2). External targets are left out. */
export class OfficePackage {
  readonly #zip: ZipArchive;

  private constructor(zip: ZipArchive) {
    this.#zip = zip;
  }

  static async open(bytes: Buffer, budget: ExpansionBudget): Promise<OfficePackage> {
    return new OfficePackage(await ZipArchive.open(bytes, budget));
  }

  has(part: string): boolean {
    return this.#zip.has(part);
  }

  holdsPictures(): boolean {
    return this.#zip.names().some((name) => /\/media\/[^/]+$/.test(name));
  }

  read(part: string): AsyncIterable<Buffer> {
    return this.#zip.read(part);
  }

  async xml(part: string): Promise<XmlElement> {
    return readXml(this.#zip.read(part));
  }

  async optionalXml(part: string | undefined): Promise<XmlElement | undefined> {
    return part !== undefined && this.#zip.has(part) ? this.xml(part) : undefined;
  }

  async relations(part: string): Promise<Relation[]> {
    const folder = posix.dirname(part);
    const rels = posix.join(folder === '.' ? '' : folder, '_rels', `${posix.basename(part)}.rels`);
    const root = await this.optionalXml(rels);
    return childrenOf(root, 'Relationship')
      .filter((it) => it.attributes['TargetMode'] !== 'External')
      .map(({ attributes }) => {
        const target = attributes['Target'] ?? '';
        const resolved = target.startsWith('/') ? target.slice(1) : posix.normalize(posix.join(folder, target));
        return { id: attributes['Id'] ?? '', type: posix.basename(attributes['Type'] ?? ''), target: resolved };
      });
  }

  /** @throws MingdaError `FILE_CORRUPT` */
  async mainPart(): Promise<string> {
    const relations = await this.relations('');
    const main = relations.find((it) => it.type === 'officeDocument')?.target;
    if (main === undefined || !this.#zip.has(main))
      throw new MingdaError('FILE_CORRUPT', { detail: 'Its main part is missing.' });
    return main;
  }

  async title(): Promise<string | undefined> {
    const core = await this.optionalXml('docProps/core.xml');
    const title = textOfElement(child(core, 'title')).trim();
    return title === '' || madeUpTitle.test(title) ? undefined : title;
  }
}
