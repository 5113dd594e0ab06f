import type { Profile } from '@mingda/contracts';
import { Button, InputNumber, Select, Switch } from 'antd';
import { useId, useState, type ReactNode } from 'react';
import type { Dictionary } from '../i18n/dictionary.ts';
import { useLanguage } from '../i18n/language-provider.tsx';
import styles from './gate.module.css';

type FieldName = keyof Dictionary['gate']['fields'];
type SectionName = keyof Profile;

interface NumberField {
  readonly name: FieldName;
  readonly get: (profile: Profile) => number;
  readonly set: (profile: Profile, value: number) => Profile;
  readonly min: number;
  readonly max: number;
  readonly step?: number;
}

const within = <S extends SectionName>(
  section: S,
  key: keyof Profile[S] & FieldName,
  range: Pick<NumberField, 'min' | 'max' | 'step'>,
): NumberField => ({
  name: key,
  get: (profile) => profile[section][key] as number,
  set: (profile, value) => ({ ...profile, [section]: { ...profile[section], [key]: value } }),
  ...range,
});

const characters = (name: 'maxCharactersZh' | 'maxCharactersEn', language: 'zh' | 'en'): NumberField => ({
  name,
  get: (profile) => profile.answering.maxCharacters[language],
  set: (profile, value) => ({
    ...profile,
    answering: { ...profile.answering, maxCharacters: { ...profile.answering.maxCharacters, [language]: value } },
  }),
  min: 20,
  max: 4000,
});

const numbers: Readonly<Record<SectionName, readonly NumberField[]>> = {
  chunking: [
    within('chunking', 'maxTokens', { min: 40, max: 510 }),
    within('chunking', 'overlapSentences', { min: 0, max: 5 }),
    within('chunking', 'repeatedFrom', { min: 0, max: 10_000 }),
  ],
  retrieval: [
    within('retrieval', 'denseWeight', { min: 0, max: 1, step: 0.05 }),
    within('retrieval', 'sentenceWeight', { min: 0, max: 5, step: 0.1 }),
    within('retrieval', 'crossEncoderDepth', { min: 0, max: 100 }),
    within('retrieval', 'diversity', { min: 0, max: 1, step: 0.1 }),
    within('retrieval', 'candidates', { min: 10, max: 500 }),
    within('retrieval', 'passages', { min: 1, max: 50 }),
  ],
  answering: [
    within('answering', 'maxSentences', { min: 1, max: 10 }),
    characters('maxCharactersZh', 'zh'),
    characters('maxCharactersEn', 'en'),
    within('answering', 'threshold', { min: 0, max: 1, step: 0.05 }),
    within('answering', 'handOverBelow', { min: 0, max: 1, step: 0.05 }),
  ],
};

interface ProfileFormProps {
  /** What the form starts from: the draft, or what is published. */
  readonly initial: Profile;
  readonly submitLabel: string;
  readonly saving: boolean;
  readonly onSave: (profile: Profile) => void;
  readonly onPreview: (chunking: Profile['chunking']) => void;
}

/** Every setting with what it does; a changed one is marked until it is saved. */
export function ProfileForm({ initial, submitLabel, saving, onSave, onPreview }: ProfileFormProps) {
  const { t } = useLanguage();
  const [profile, setProfile] = useState(initial);
  const changed = JSON.stringify(profile) !== JSON.stringify(initial);
  const { chunking, retrieval, answering } = profile;
  const setRetrieval = (given: Partial<Profile['retrieval']>) =>
    setProfile({ ...profile, retrieval: { ...retrieval, ...given } });
  return (
    <section className={styles.panel} aria-label={t.gate.form}>
      <h2>{t.gate.form}</h2>
      <div className={styles.body}>
        {(['chunking', 'retrieval', 'answering'] as const).map((section) => (
          <div key={section} className={styles.section}>
            <h3>{t.gate.sections[section]}</h3>
            <div className={styles.fields}>
              {section === 'chunking' && (
                <Field name="tokenVectors" changed={chunking.tokenVectors !== initial.chunking.tokenVectors}>
                  {(id) => (
                    <Switch
                      id={id}
                      checked={chunking.tokenVectors}
                      onChange={(tokenVectors) => setProfile({ ...profile, chunking: { ...chunking, tokenVectors } })}
                    />
                  )}
                </Field>
              )}
              {section === 'retrieval' &&
                (['dense', 'lexical', 'ranker', 'collapseDuplicates'] as const).map((name) => (
                  <Field key={name} name={name} changed={retrieval[name] !== initial.retrieval[name]}>
                    {(id) => (
                      <Switch id={id} checked={retrieval[name]} onChange={(on) => setRetrieval({ [name]: on })} />
                    )}
                  </Field>
                ))}
              {section === 'answering' && (
                <Field name="answerer" changed={answering.answerer !== initial.answering.answerer}>
                  {(id) => (
                    <Select
                      id={id}
                      value={answering.answerer}
                      options={(['extractive', 'llm'] as const).map((value) => ({
                        value,
                        label: t.explain.answerers[value],
                      }))}
                      onChange={(answerer) => setProfile({ ...profile, answering: { ...answering, answerer } })}
                      popupMatchSelectWidth={false}
                    />
                  )}
                </Field>
              )}
              {numbers[section].map(({ name, get, set, ...range }) => (
                <Field key={name} name={name} changed={get(profile) !== get(initial)}>
                  {(id) => (
                    <InputNumber
                      id={id}
                      {...range}
                      value={get(profile)}
                      onChange={(value) => value !== null && setProfile(set(profile, value))}
                    />
                  )}
                </Field>
              ))}
            </div>
          </div>
        ))}
        <div className={styles.actions}>
          <Button type="primary" disabled={!changed} loading={saving} onClick={() => onSave(profile)}>
            {submitLabel}
          </Button>
          <Button disabled={!changed} onClick={() => setProfile(initial)}>
            {t.gate.reset}
          </Button>
          <Button onClick={() => onPreview(profile.chunking)}>{t.chunks.preview.open}</Button>
        </div>
      </div>
    </section>
  );
}

interface FieldProps {
  readonly name: FieldName;
  readonly changed: boolean;
  readonly children: (id: string) => ReactNode;
}

function Field({ name, changed, children }: FieldProps) {
  const { t } = useLanguage();
  const id = useId();
  const [label, explanation] = t.gate.fields[name];
  return (
    <div className={styles.field} data-changed={changed || undefined}>
      <label htmlFor={id}>{label}</label>
      {children(id)}
      <p className={styles.faint}>{explanation}</p>
    </div>
  );
}
