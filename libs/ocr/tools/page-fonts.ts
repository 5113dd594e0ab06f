import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { GlobalFonts } from '@napi-rs/canvas';

const require = createRequire(import.meta.url);
const chinese = join(dirname(require.resolve('@embedpdf/fonts-sc')), '..', 'fonts');
const latin = join(dirname(require.resolve('pdfjs-dist/package.json')), 'standard_fonts');

GlobalFonts.registerFromPath(join(chinese, 'NotoSansHans-Regular.otf'), 'Page zh');
GlobalFonts.registerFromPath(join(chinese, 'NotoSansHans-Bold.otf'), 'Page zh');
GlobalFonts.registerFromPath(join(chinese, 'NotoSansHans-Light.otf'), 'Page zh light');
GlobalFonts.registerFromPath(join(latin, 'LiberationSans-Regular.ttf'), 'Page en');
GlobalFonts.registerFromPath(join(latin, 'LiberationSans-Bold.ttf'), 'Page en');

/** The first ones come with a package; the others are used where the machine has them. */
const wished = {
  zh: ['Page zh', 'Page zh light', 'Noto Serif CJK JP'],
  en: ['Page en', 'Liberation Serif', 'DejaVu Sans', 'Liberation Mono', 'DejaVu Serif'],
} as const;

/** Families to set pages in. */
export function pageFonts(lang: 'zh' | 'en'): string[] {
  return wished[lang].filter((it) => GlobalFonts.has(it));
}
