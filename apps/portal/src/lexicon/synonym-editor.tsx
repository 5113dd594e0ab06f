import type { LexiconSynonym } from '@mingda/contracts';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { App, Form, Input, Modal, Radio } from 'antd';
import { addSynonym, changeSynonym } from '../api/client.generated.ts';
import { useLanguage } from '../i18n/language-provider.tsx';
import { Failure } from '../states/failure.tsx';
import { lexiconKey } from './lexicon-queries.ts';
import { linesOf } from './lines-of.ts';

interface SynonymEditorProps {
  readonly collectionId: string;
  /** Null for new ones. */
  readonly synonym: LexiconSynonym | null;
  readonly onClose: () => void;
}

interface Fields {
  readonly words?: string;
  readonly direction: 'both' | 'one';
  readonly means?: string;
}

export function SynonymEditor({ collectionId, synonym, onClose }: SynonymEditorProps) {
  const { t } = useLanguage();
  const { message } = App.useApp();
  const client = useQueryClient();
  const [form] = Form.useForm<Fields>();
  const direction = Form.useWatch('direction', form) ?? (synonym !== null && synonym.means.length > 0 ? 'one' : 'both');
  const save = useMutation({
    mutationFn: ({ words, direction: chosen, means }: Fields) => {
      const content = { words: linesOf(words), means: chosen === 'one' ? linesOf(means) : [] };
      return synonym === null
        ? addSynonym({ collectionId }, content)
        : changeSynonym({ collectionId, synonymId: synonym.id }, content);
    },
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: lexiconKey(collectionId) });
      void message.success(t.lexicon.saved);
      onClose();
    },
  });
  const atLeast = (count: number, text: string) => ({
    validator: (_: unknown, value: string | undefined) =>
      linesOf(value).length >= count ? Promise.resolve() : Promise.reject(new Error(text)),
  });
  return (
    <Modal
      open
      title={synonym === null ? t.lexicon.addSynonym : t.lexicon.editSynonym}
      okText={t.lexicon.save}
      cancelText={t.common.cancel}
      confirmLoading={save.isPending}
      onOk={() => form.submit()}
      onCancel={onClose}
    >
      <Form
        form={form}
        name="synonyms"
        layout="vertical"
        initialValues={{
          words: synonym?.words.join('\n') ?? '',
          direction: synonym !== null && synonym.means.length > 0 ? 'one' : 'both',
          means: synonym?.means.join('\n') ?? '',
        }}
        onFinish={(fields: Fields) => save.mutate(fields)}
      >
        <Form.Item
          name="words"
          label={t.lexicon.synonymWords}
          rules={[atLeast(direction === 'one' ? 1 : 2, t.lexicon.wordsRequired)]}
        >
          <Input.TextArea rows={3} />
        </Form.Item>
        <Form.Item name="direction" label={t.lexicon.direction}>
          <Radio.Group
            options={[
              { value: 'both', label: t.lexicon.bothWays },
              { value: 'one', label: t.lexicon.oneWay },
            ]}
          />
        </Form.Item>
        {direction === 'one' && (
          <Form.Item name="means" label={t.lexicon.means} rules={[atLeast(1, t.lexicon.meansRequired)]}>
            <Input.TextArea rows={3} />
          </Form.Item>
        )}
      </Form>
      {save.isError && <Failure error={save.error} />}
    </Modal>
  );
}
