import { filterOperators } from '@mingda/contracts';
import { describe, expect, it } from 'vitest';
import { conditionOf, filterFields, operatorsOf } from './filter-fields.ts';

const labels = {
  source: 'Source',
  fileType: 'File type',
  language: 'Language',
  tag: 'Tag',
  documentDate: 'Date',
  modified: 'Modified',
  created: 'Added',
};

describe('the filter bar', () => {
  it('offers what the server knows', () => {
    expect(operatorsOf).toEqual(filterOperators);
    const fields = filterFields(labels, [{ name: 'amount', type: 'number', label: '' }]);
    expect(fields.at(-1)).toEqual({ field: 'fields.amount', kind: 'number', label: 'amount' });
  });

  it('makes typed values of what is written, and nothing of half a value', () => {
    const amount = { field: 'fields.amount', kind: 'number', label: '' } as const;
    const tag = { field: 'tag', kind: 'set', label: '' } as const;
    expect(conditionOf(amount, 'gt', ['12.5'])).toEqual({ field: 'fields.amount', operator: 'gt', value: 12.5 });
    expect(conditionOf(amount, 'gt', ['twelve'])).toBeNull();
    expect(conditionOf(amount, 'between', ['1', ''])).toBeNull();
    expect(conditionOf(tag, 'in', ['a, b，c'])).toEqual({ field: 'tag', operator: 'in', value: ['a', 'b', 'c'] });
    expect(conditionOf(tag, 'in', [' '])).toBeNull();
    expect(conditionOf(tag, 'exists', [])).toEqual({ field: 'tag', operator: 'exists', value: true });
    const internal = { field: 'fields.internal', kind: 'boolean', label: '' } as const;
    expect(conditionOf(internal, 'eq', ['false'])).toEqual({ field: 'fields.internal', operator: 'eq', value: false });
  });
});
