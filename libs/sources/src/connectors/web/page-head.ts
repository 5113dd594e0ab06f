import { Tokenizer, TokenizerMode, type Token } from 'parse5';

/** What a page says about itself and where it leads. */
export interface PageHead {
  /** Addresses as they stand there, in order. */
  readonly links: readonly string[];
  readonly base: string | undefined;
  readonly canonical: string | undefined;
  readonly noindex: boolean;
  readonly nofollow: boolean;
}

const mostLinks = 20_000;
/** Characters of directives that are looked at. */
const mostDirectives = 4000;

/** Elements whose content is text; the tree builder, which is not used, would tell the tokenizer so. */
const textual = new Map<string, Tokenizer['state']>([
  ['title', TokenizerMode.RCDATA],
  ['textarea', TokenizerMode.RCDATA],
  ['style', TokenizerMode.RAWTEXT],
  ['xmp', TokenizerMode.RAWTEXT],
  ['iframe', TokenizerMode.RAWTEXT],
  ['noembed', TokenizerMode.RAWTEXT],
  ['noframes', TokenizerMode.RAWTEXT],
  ['script', TokenizerMode.SCRIPT_DATA],
  ['plaintext', TokenizerMode.PLAINTEXT],
]);

/** Reads tags one after the other. No tree is built: what hostile nesting costs then grows with its length alone. */
export function readPageHead(html: string): PageHead {
  const links: string[] = [];
  let base: string | undefined;
  let canonical: string | undefined;
  let directives = '';
  const nothing = (): void => undefined;
  const tokenizer = new Tokenizer(
    {},
    {
      onStartTag(tag) {
        tokenizer.state = textual.get(tag.tagName) ?? tokenizer.state;
        const href = valueOf(tag, 'href');
        const target = targetOf(tag);
        const relations = (valueOf(tag, 'rel') ?? '').toLowerCase().split(/\s+/);
        if (target !== undefined) {
          if (!relations.includes('nofollow') && links.length < mostLinks) links.push(target);
        } else if (tag.tagName === 'base') {
          base ??= href;
        } else if (tag.tagName === 'link' && relations.includes('canonical')) {
          canonical ??= href;
        } else if (tag.tagName === 'meta' && /^(?:robots|mingda)$/i.test(valueOf(tag, 'name') ?? '')) {
          directives += ` ${valueOf(tag, 'content') ?? ''}`;
        }
      },
      onEndTag: nothing,
      onComment: nothing,
      onDoctype: nothing,
      onEof: nothing,
      onCharacter: nothing,
      onNullCharacter: nothing,
      onWhitespaceCharacter: nothing,
    },
  );
  tokenizer.write(html, true);
  return { links, base, canonical, ...robotsDirectives(directives) };
}

/** Of a meta element or of the header `x-robots-tag`, where a directive may be meant for another robot. */
export function robotsDirectives(text: string): { readonly noindex: boolean; readonly nofollow: boolean } {
  const ours = text
    .slice(0, mostDirectives)
    .toLowerCase()
    .replaceAll(
      /\b(?!mingda\b|unavailable_after\b|max-)[a-z][\w-]*\s*:\s*(?:no\w+|none|all)(?:\s*,\s*(?:no\w+|none))*/g,
      '',
    );
  const words = new Set(ours.split(/[\s,:]+/));
  return { noindex: words.has('noindex') || words.has('none'), nofollow: words.has('nofollow') || words.has('none') };
}

/** The page that an element leads to or shows. */
function targetOf(tag: Token.TagToken): string | undefined {
  switch (tag.tagName) {
    case 'a':
    case 'area': {
      return valueOf(tag, 'href');
    }
    case 'frame':
    case 'iframe': {
      return valueOf(tag, 'src');
    }
    case 'meta': {
      if (valueOf(tag, 'http-equiv')?.toLowerCase() !== 'refresh') return undefined;
      return /^[\s\d.]*[;,]\s*url\s*=\s*['"]?([^'"]+)/i.exec(valueOf(tag, 'content') ?? '')?.[1]?.trim();
    }
    default: {
      return undefined;
    }
  }
}

function valueOf(tag: Token.TagToken, name: string): string | undefined {
  return tag.attrs.find((it) => it.name === name)?.value;
}
