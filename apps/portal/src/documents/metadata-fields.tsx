import type { DocumentField, DocumentMetadata } from '@mingda/contracts';
import { useQuery } from '@tanstack/react-query';
import { Form, Input, InputNumber, Select } from 'antd';
import { useLanguage } from '../i18n/language-provider.tsx';
import { tagsQuery } from '../lexicon/lexicon-queries.ts';

/** What the form holds; empty texts stand for no value. */
export interface MetadataForm {
  readonly tags?: string[];
  readonly documentDate?: string;
  readonly fields?: Readonly<Record<string, string | number | null | undefined>>;
}

export function formOf({ tags, documentDate, fields }: DocumentMetadata): MetadataForm {
  const shown: Record<string, string | number> = {};
  for (const [name, value] of Object.entries(fields)) shown[name] = typeof value === 'boolean' ? String(value) : value;
  return { tags, documentDate: documentDate?.slice(0, 10) ?? '', fields: shown };
}

/** The values of the form by the types of the fields; those that were left empty are left out. */
export function fieldsOf({ fields = {} }: MetadataForm, defined: readonly DocumentField[]): DocumentMetadata['fields'] {
  const values: DocumentMetadata['fields'] = {};
  for (const { name, type } of defined) {
    const value = fields[name];
    if (value === undefined || value === null || value === '') continue;
    values[name] = type === 'boolean' ? value === 'true' : value;
  }
  return values;
}

interface MetadataFieldsProps {
  readonly collectionId: string;
  readonly fields: readonly DocumentField[];
  readonly tagsLabel: string;
}

/** Inputs for tags, the date and the fields of a collection. */
export function MetadataFields({ collectionId, fields, tagsLabel }: MetadataFieldsProps) {
  const { t } = useLanguage();
  const tags = useQuery(tagsQuery(collectionId)).data?.items ?? [];
  return (
    <>
      <Form.Item name="tags" label={tagsLabel}>
        <Select
          mode="tags"
          placeholder={t.metadata.tagsHint}
          tokenSeparators={[',', '，']}
          options={tags.map((it) => ({ value: it.tag, label: it.tag }))}
        />
      </Form.Item>
      <Form.Item name="documentDate" label={t.metadata.documentDate}>
        <Input type="date" />
      </Form.Item>
      {fields.map(({ name, type, label }) => (
        <Form.Item key={name} name={['fields', name]} label={label || name} getValueProps={shownDate(type)}>
          <FieldInput type={type} />
        </Form.Item>
      ))}
    </>
  );
}

/** A stored date is an instant; the input takes a day. */
function shownDate(type: DocumentField['type']): (value: unknown) => Record<string, unknown> {
  return (value) => ({ value: type === 'date' && typeof value === 'string' ? value.slice(0, 10) : value });
}

function FieldInput({ type, ...input }: { readonly type: DocumentField['type'] }) {
  const { t } = useLanguage();
  switch (type) {
    case 'number':
      return <InputNumber {...input} style={{ width: '100%' }} />;
    case 'date':
      return <Input {...input} type="date" />;
    case 'boolean':
      return (
        <Select
          {...input}
          allowClear
          options={[
            { value: 'true', label: t.filter.yes },
            { value: 'false', label: t.filter.no },
          ]}
        />
      );
    case 'text':
      return <Input {...input} maxLength={1000} />;
  }
}
