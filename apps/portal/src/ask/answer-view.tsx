import type { Answer, Citation, PassageView } from '@mingda/contracts';
import { CustomerServiceOutlined, FileTextOutlined, QuestionCircleOutlined } from '@ant-design/icons';
import { Link } from 'react-router';
import { formatMs } from '../i18n/formats.ts';
import { useLanguage } from '../i18n/language-provider.tsx';
import { ApprovedBadge } from './approved-badge.tsx';
import styles from './ask.module.css';
import type { OpenCitation } from './citation-drawer.tsx';
import { citedPieces } from './cited-pieces.ts';
import { DialogueNotes } from './dialogue-notes.tsx';
import { ConfidenceMeter } from './confidence-meter.tsx';
import { Disagreement } from './disagreement.tsx';
import { LightMarkdown } from './light-markdown.tsx';
import { Rating } from './rating.tsx';

interface AnswerViewProps {
  readonly answer: Answer;
  readonly passages: readonly PassageView[];
  readonly onCitation: (citation: OpenCitation) => void;
}

export function AnswerView({ answer, passages, onCitation }: AnswerViewProps) {
  const { t } = useLanguage();
  const { totalMs, embedMs, searchMs, answerMs } = answer.timings;
  const open = (citation: Citation) =>
    onCitation({ citation, passage: passages.find((it) => it.chunkId === citation.chunkId) ?? null });
  return (
    <>
      {answer.approved !== undefined && <ApprovedBadge approved={answer.approved} />}
      <Said answer={answer} onOpen={open} />
      {answer.citations.length > 0 && (
        <section aria-label={t.ask.sources}>
          <h3 className={styles.sourcesTitle}>{t.ask.sources}</h3>
          <ol className={styles.sources}>
            {answer.citations.map((citation) => (
              <SourceChip key={citation.marker} citation={citation} onOpen={open} />
            ))}
          </ol>
        </section>
      )}
      {answer.dialogue !== undefined && <DialogueNotes dialogue={answer.dialogue} />}
      {answer.handOver && (
        <p className={styles.handOver}>
          <CustomerServiceOutlined aria-hidden="true" /> {t.ask.handOver}
        </p>
      )}
      <footer className={styles.foot}>
        <ConfidenceMeter confidence={answer.confidence} />
        <Rating answerId={answer.id} />
        <Link className={styles.hint} to={`/answers/${answer.id}`}>
          {t.explain.open}
        </Link>
        <span className={styles.hint}>
          {t.ask.timing(formatMs(totalMs), formatMs(embedMs), formatMs(searchMs), formatMs(answerMs))}
        </span>
      </footer>
    </>
  );
}

function Said(props: { readonly answer: Answer; readonly onOpen: (citation: Citation) => void }) {
  const { answer } = props;
  if (answer.outcome === 'refused') return <Refusal answer={answer} />;
  if (answer.conflict !== undefined) return <Disagreement {...props} conflict={answer.conflict} />;
  if (answer.approved !== undefined) return <LightMarkdown text={answer.text} lang={answer.lang} />;
  const parts = answer.dialogue?.parts ?? [];
  if (!parts.some(({ conflict }) => conflict !== undefined)) return <AnswerText {...props} />;
  return (
    <>
      {parts.map(({ question, text, markers, conflict }, at) =>
        conflict === undefined ? (
          <AnswerText
            key={question}
            {...props}
            answer={{
              ...answer,
              text: `${at + 1}. ${text}`,
              citations: answer.citations.filter(({ marker }) => markers.includes(marker)),
            }}
          />
        ) : (
          <Disagreement key={question} {...props} conflict={conflict} />
        ),
      )}
    </>
  );
}

function AnswerText({ answer, onOpen }: { readonly answer: Answer; readonly onOpen: (citation: Citation) => void }) {
  const { t } = useLanguage();
  const byMarker = new Map(answer.citations.map((it) => [it.marker, it]));
  return (
    <p className={styles.text} lang={answer.lang}>
      {citedPieces(answer.text, answer.citations).map((piece, index) => {
        if (piece.kind === 'text') return <span key={index}>{piece.text}</span>;
        const citation = byMarker.get(piece.marker);
        return (
          citation && (
            <button
              key={index}
              type="button"
              className={styles.marker}
              aria-label={t.ask.openSource(citation.marker, citation.title)}
              onClick={() => onOpen(citation)}
            >
              {citation.marker}
            </button>
          )
        );
      })}
    </p>
  );
}

function Refusal({ answer }: { readonly answer: Answer }) {
  const { t } = useLanguage();
  return (
    <div className={styles.refusal}>
      <QuestionCircleOutlined aria-hidden="true" />
      <div>
        <h3>{t.ask.refusedTitle}</h3>
        <p lang={answer.lang}>{answer.text}</p>
        <p className={styles.hint}>{t.ask.refusedText}</p>
      </div>
    </div>
  );
}

function SourceChip({
  citation,
  onOpen,
}: {
  readonly citation: Citation;
  readonly onOpen: (citation: Citation) => void;
}) {
  const { t } = useLanguage();
  return (
    <li>
      <button
        type="button"
        className={styles.source}
        aria-label={t.ask.openSource(citation.marker, citation.title)}
        onClick={() => onOpen(citation)}
      >
        <span className={styles.marker}>{citation.marker}</span>
        <span className={styles.sourceTitle}>{citation.title || citation.sourceKey}</span>
        {citation.pageFrom !== null && (
          <span className={styles.hint}>
            <FileTextOutlined aria-hidden="true" />{' '}
            {t.common.page(citation.pageFrom, citation.pageTo ?? citation.pageFrom)}
          </span>
        )}
      </button>
    </li>
  );
}
