import { goldSetNameSchema } from '@mingda/contracts';
import { describe, expect, it } from 'vitest';
import { goldSetNameOf } from './gold-set-name.ts';

describe('the name of a gold set', () => {
  it('is its title where that is a name nearly, and otherwise marked by the whole title', () => {
    expect(goldSetNameOf('HR Questions 2025')).toBe('hr-questions-2025');
    expect(goldSetNameOf('人事问题')).toMatch(/^set-[0-9a-f]{6}$/);
    expect(goldSetNameOf('人事问题')).not.toBe(goldSetNameOf('财务问题'));
    expect(goldSetNameOf('ＨＲ 年假')).toMatch(/^hr-[0-9a-f]{6}$/);
  });

  it('is always one', () => {
    for (const title of ['…', ' - ', 'é', 'x'.repeat(200), '年'.repeat(200), 'a/../b', '__']) {
      expect(goldSetNameSchema.safeParse(goldSetNameOf(title)).success).toBe(true);
    }
  });
});
