import { Converter } from 'opencc-js/t2cn';

let table: Map<string, string> | undefined;

/** Characters of the common Han block whose simplified form differs, from OpenCC's dictionaries. */
function simplifiedOf(): Map<string, string> {
  if (table !== undefined) return table;
  const convert = Converter({ from: 't', to: 'cn' });
  table = new Map();
  for (let code = 0x4e00; code <= 0x9fff; code += 1) {
    const character = String.fromCharCode(code);
    const simplified = convert(character);
    if (simplified !== character && simplified.length === 1) table.set(character, simplified);
  }
  return table;
}

const hanCharacter = /[\u4e00-\u9fff]/;

/**
 * Traditional characters as simplified ones, one for one, so that character offsets stay true. Phrase rules of OpenCC
 * are left out on purpose: questions and passages pass through the same table, which is all that matching needs.
 */
export function toSimplified(text: string): string {
  if (!hanCharacter.test(text)) return text;
  const map = simplifiedOf();
  let changed: string[] | undefined;
  for (let i = 0; i < text.length; i += 1) {
    const simplified = map.get(text.charAt(i));
    if (simplified === undefined) continue;
    changed ??= [...Array(text.length).keys()].map((at) => text.charAt(at));
    changed[i] = simplified;
  }
  return changed === undefined ? text : changed.join('');
}
