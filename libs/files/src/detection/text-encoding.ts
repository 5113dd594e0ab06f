import { detect } from 'chardet';
import { guessEastAsian } from './east-asian-encoding.ts';

const sampleBytes = 64 * 1024;

/**
 * Whether bytes can be text: no NUL (save in UTF-16) and hardly any control characters. Random bytes hold about 10 %
 * of them, text none.
 */
export function looksLikeText(bytes: Buffer): boolean {
  const sample = bytes.subarray(0, sampleBytes);
  if (utf16Flavour(sample) !== undefined) return true;
  let controls = 0;
  for (const byte of sample) {
    if (byte === 0) return false;
    const isControl = byte < 0x20 && byte !== 0x09 && byte !== 0x0a && byte !== 0x0d && byte !== 0x0c && byte !== 0x1b;
    if (isControl || byte === 0x7f) controls += 1;
  }
  return controls <= sample.length * 0.005;
}

/**
 * Text of unmarked bytes: byte order mark, UTF-16 without one, strict UTF-8, then East Asian encodings by how likely
 * the characters are, then a statistical guess among single-byte ones.
 * @param declared encodings that the content names for itself, tried before guessing
 */
export function readText(bytes: Buffer, declared: readonly string[] = []): string {
  const flavour = utf16Flavour(bytes.subarray(0, sampleBytes));
  if (flavour !== undefined) return decode(bytes, flavour) ?? '';
  const utf8 = decodeUtf8(bytes);
  if (utf8 !== undefined && !isEscaped(bytes)) return utf8;
  for (const label of declared) {
    const text = decode(bytes, label);
    if (text !== undefined) return text;
  }
  const sample = bytes.subarray(0, sampleBytes);
  const label = isEscaped(bytes) ? 'iso-2022-jp' : (guessEastAsian(sample) ?? guessSingleByte(sample));
  return decode(bytes, label) ?? new TextDecoder(label).decode(bytes);
}

/** ISO-2022-JP is pure ASCII with escape sequences, so that it passes as UTF-8. */
function isEscaped(bytes: Buffer): boolean {
  return bytes.includes('\x1b$B') || bytes.includes('\x1b$@');
}

function decodeUtf8(bytes: Buffer): string | undefined {
  const whole = decode(bytes, 'utf-8');
  if (whole !== undefined) return whole;
  // The caller may hold the head of a longer text, cut inside a character.
  for (let cut = 1; cut <= 3 && bytes.length > 64; cut += 1) {
    const last = bytes[bytes.length - cut] ?? 0;
    if (last >= 0xc0) return decode(bytes.subarray(0, bytes.length - cut), 'utf-8');
  }
  return undefined;
}

function decode(bytes: Buffer, label: string): string | undefined {
  try {
    return new TextDecoder(label, { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

function guessSingleByte(sample: Buffer): string {
  const guess = detect(sample)?.toLowerCase() ?? 'windows-1252';
  const known = /^(?:windows-125\d|iso-8859-\d+|koi8-r)$/.test(guess);
  return known ? guess : 'windows-1252';
}

/** UTF-16 by its mark, or by where the NULs of Latin letters, digits and line ends fall. */
function utf16Flavour(sample: Buffer): 'utf-16le' | 'utf-16be' | undefined {
  if (sample[0] === 0xff && sample[1] === 0xfe) return 'utf-16le';
  if (sample[0] === 0xfe && sample[1] === 0xff) return 'utf-16be';
  const pairs = Math.floor(sample.length / 2);
  let low = 0;
  let high = 0;
  for (let i = 0; i < pairs; i += 1) {
    if (sample[2 * i] === 0) high += 1;
    if (sample[2 * i + 1] === 0) low += 1;
  }
  // Chinese UTF-16 has few NULs, but all of them on one side, from its line ends and digits.
  const enough = Math.max(1, pairs * 0.02);
  if (low >= enough && high === 0) return plausible(sample, 'utf-16le');
  if (high >= enough && low === 0) return plausible(sample, 'utf-16be');
  return undefined;
}

function plausible<Label extends string>(sample: Buffer, label: Label): Label | undefined {
  const even = sample.subarray(0, sample.length - (sample.length % 2));
  const text = decode(even, label);
  if (text === undefined) return undefined;
  const odd = text.match(
    /[^\n\r\t\x20-\x7e\u00a0-\u024f\u0370-\u052f\u2000-\u206f\u3000-\u30ff\u4e00-\u9fff\uac00-\ud7a3\uff00-\uffef]/g,
  );
  return (odd?.length ?? 0) <= text.length * 0.1 ? label : undefined;
}
