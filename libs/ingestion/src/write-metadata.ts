import type { AccessScope, ChangeMetadata, DocumentField, DocumentMetadata } from '@mingda/contracts';
import type { DocumentMetadataRepository } from '@mingda/database';
import { momentOf } from '@mingda/domain';
import { MingdaError } from '@mingda/platform';

type FieldValue = DocumentMetadata['fields'][string];

const jsTypes = { text: 'string', number: 'number', date: 'string', boolean: 'boolean' } as const;

/** Writes tags, dates and custom fields of documents, once they fit the definitions of the collection. */
export class WriteMetadata {
  readonly #metadata: DocumentMetadataRepository;

  constructor(metadata: DocumentMetadataRepository) {
    this.#metadata = metadata;
  }

  /**
   * Dates as they are stored: instants in UTC.
   * @throws MingdaError `FIELD_VALUE_INVALID` that names the field
   */
  async check(scope: AccessScope, collectionId: string, metadata: DocumentMetadata): Promise<DocumentMetadata> {
    const defined = await this.#metadata.fields(scope, collectionId);
    const fields = Object.entries(metadata.fields).map(
      ([name, value]) => [name, stored(name, value, defined)] as const,
    );
    return {
      tags: metadata.tags,
      fields: Object.fromEntries(fields),
      documentDate: instantOf('documentDate', metadata.documentDate),
      modifiedAt: instantOf('modifiedAt', metadata.modifiedAt),
    };
  }

  /** @throws MingdaError `DOCUMENT_NOT_FOUND`, `FIELD_VALUE_INVALID` */
  async set(
    scope: AccessScope,
    place: { readonly collectionId: string; readonly documentId: string },
    metadata: DocumentMetadata,
  ): Promise<DocumentMetadata> {
    const checked = await this.check(scope, place.collectionId, metadata);
    const found = await this.#metadata.set(scope, { documentId: place.documentId, metadata: checked });
    if (!found) throw new MingdaError('DOCUMENT_NOT_FOUND', { subject: place.documentId });
    return checked;
  }

  /** @returns how many of the documents there are. @throws MingdaError `FIELD_VALUE_INVALID` */
  async change(scope: AccessScope, collectionId: string, change: ChangeMetadata): Promise<number> {
    const defined = await this.#metadata.fields(scope, collectionId);
    const fields = Object.entries(change.fields).map(
      ([name, value]) => [name, value === null ? null : stored(name, value, defined)] as const,
    );
    const { documentDate } = change;
    return this.#metadata.change(scope, collectionId, {
      ...change,
      fields: Object.fromEntries(fields),
      ...(documentDate === undefined ? {} : { documentDate: instantOf('documentDate', documentDate) }),
    });
  }
}

function stored(name: string, value: FieldValue, defined: readonly DocumentField[]): FieldValue {
  const field = defined.find((it) => it.name === name);
  if (field === undefined) {
    const names = defined.map((it) => it.name).join(', ') || 'none';
    throw new MingdaError('FIELD_VALUE_INVALID', { subject: name, detail: `the collection defines: ${names}` });
  }
  const fits = typeof value === jsTypes[field.type] && !(typeof value === 'string' && value.includes('\0'));
  if (!fits) throw misfit(field, value);
  if (field.type !== 'date') return value;
  const moment = momentOf(String(value));
  if (moment === null) throw misfit(field, value);
  return moment.from;
}

function misfit({ name, type }: DocumentField, value: FieldValue): MingdaError {
  return new MingdaError('FIELD_VALUE_INVALID', {
    subject: name,
    detail: `${JSON.stringify(value)} is no ${type}${type === 'date' ? ' like 2026-03-01' : ''}`,
  });
}

function instantOf(name: string, value: string | null): string | null {
  if (value === null) return null;
  const moment = momentOf(value);
  if (moment === null) throw new MingdaError('FIELD_VALUE_INVALID', { subject: name, detail: `${value} is no date` });
  return moment.from;
}
