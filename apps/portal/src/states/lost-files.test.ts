import { expect, test } from 'vitest';
import { LostFiles } from './lost-files.ts';

/** A tab whose marks outlive the loading of its page. */
function openTab(mayReload = true) {
  const marks = new Map<string, string>();
  let reloads = 0;
  const load = (): LostFiles =>
    new LostFiles({
      marks: {
        getItem: (key) => marks.get(key) ?? null,
        setItem: (key, value) => void marks.set(key, value),
        removeItem: (key) => void marks.delete(key),
      },
      mayReload: async () => mayReload,
      reload: () => (reloads += 1),
    });
  return { load, reloads: () => reloads };
}

test('a lost file reloads its tab once, however many are lost, and not again after that', async () => {
  const tab = openTab();
  const before = tab.load();
  await Promise.all([before.add(new Error('a')), before.add(new Error('b'))]);
  expect(before.isReloading()).toBe(true);
  const after = tab.load();
  const error = new Error('a');
  await after.add(error);
  expect(tab.reloads()).toBe(1);
  expect(after.isReloading()).toBe(false);
  expect(after.has(error)).toBe(true);
  expect(after.has(new Error('another'))).toBe(false);
});

test('after a person reloaded the tab, the next release reloads it by itself again', async () => {
  const tab = openTab();
  await tab.load().add(new Error('a'));
  tab.load().reload();
  await tab.load().add(new Error('b'));
  expect(tab.reloads()).toBe(3);
});

test('a tab that may not be reloaded stays as it is', async () => {
  const tab = openTab(false);
  const files = tab.load();
  const shown: boolean[] = [];
  files.subscribe(() => shown.push(files.isReloading()));
  await files.add(new Error('a'));
  expect(shown).toEqual([true, false]);
  expect(tab.reloads()).toBe(0);
});
