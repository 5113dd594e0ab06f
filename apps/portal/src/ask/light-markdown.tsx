import { Fragment, type ReactNode } from 'react';
import { lightBlocks, lightPieces } from './light-blocks.ts';
import styles from './ask.module.css';

/** An approved answer's light Markdown: paragraphs, lists, bold, code and links. Anything else, HTML too, is plain text. */
export function LightMarkdown({ text, lang }: { readonly text: string; readonly lang: string }) {
  return (
    <div className={styles.approvedText} lang={lang}>
      {lightBlocks(text).map((block, index) => {
        if (block.kind === 'paragraph') return <p key={index}>{inline(block.text)}</p>;
        const items = block.items.map((item, at) => <li key={at}>{inline(item)}</li>);
        return block.kind === 'ordered' ? <ol key={index}>{items}</ol> : <ul key={index}>{items}</ul>;
      })}
    </div>
  );
}

function inline(text: string): ReactNode {
  return lightPieces(text).map((piece, index) => {
    if (piece.kind === 'bold') return <strong key={index}>{piece.text}</strong>;
    if (piece.kind === 'code') return <code key={index}>{piece.text}</code>;
    if (piece.kind === 'link') {
      return (
        <a key={index} href={piece.href} target="_blank" rel="noreferrer noopener">
          {piece.text}
        </a>
      );
    }
    return <Fragment key={index}>{piece.text}</Fragment>;
  });
}
