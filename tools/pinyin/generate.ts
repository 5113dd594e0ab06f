/**
 * Writes the syllables of the common characters (first level of GB 2312, 3,755 of them) with their usual readings to
 * `libs/dialogue/src/spelling/syllables.json`, by the dictionary of pinyin-pro.
 */
import { writeFile } from 'node:fs/promises';
import { pinyin } from 'pinyin-pro';

const target = new URL('../../libs/dialogue/src/spelling/syllables.json', import.meta.url);
const decoder = new TextDecoder('gb2312');
const bySyllable = new Map<string, string>();
for (let row = 0xb0; row <= 0xd7; row += 1) {
  for (let cell = 0xa1; cell <= 0xfe; cell += 1) {
    const character = decoder.decode(Uint8Array.of(row, cell));
    if (!/^\p{Script=Han}$/u.test(character)) continue;
    const readings = pinyin(character, { toneType: 'none', type: 'array', multiple: true, v: true });
    for (const syllable of new Set(readings.slice(0, 2))) {
      bySyllable.set(syllable, (bySyllable.get(syllable) ?? '') + character);
    }
  }
}
const sorted = Object.fromEntries([...bySyllable].toSorted(([left], [right]) => (left < right ? -1 : 1)));
await writeFile(target, `${JSON.stringify(sorted, undefined, 2)}\n`);
process.stdout.write(`${bySyllable.size} syllables\n`);
