import type { GapDetail, GapTask } from '@mingda/contracts';
import { FileAddOutlined } from '@ant-design/icons';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Button, Checkbox, Form, Input } from 'antd';
import { useState } from 'react';
import { changeGapTask, createGapTask } from '../api/client.generated.ts';
import { useLanguage } from '../i18n/language-provider.tsx';
import { useFailureMessage } from '../states/use-failure-message.ts';
import { gapsKey } from './gap-queries.ts';
import styles from './gaps.module.css';

interface Fields {
  readonly title: string;
  readonly description?: string;
  readonly owner?: string;
}

export function GapTasks({ detail: { gap, tasks } }: { readonly detail: GapDetail }) {
  const { t } = useLanguage();
  const client = useQueryClient();
  const onError = useFailureMessage();
  const [writing, setWriting] = useState(false);
  const onSettled = () => client.invalidateQueries({ queryKey: gapsKey });
  const create = useMutation({
    mutationFn: (fields: Fields) => createGapTask({ gapId: gap.id }, fields),
    onError,
    onSettled,
    onSuccess: () => setWriting(false),
  });
  const change = useMutation({
    mutationFn: ({ id, state }: Pick<GapTask, 'id' | 'state'>) =>
      changeGapTask({ gapId: gap.id, taskId: id }, { state }),
    onError,
    onSettled,
  });
  return (
    <section className={styles.card} aria-label={t.gaps.tasks}>
      <h2>{t.gaps.tasks}</h2>
      {tasks.length > 0 && (
        <ul className={styles.tasks}>
          {tasks.map((task) => (
            <li key={task.id}>
              <Checkbox
                checked={task.state === 'done'}
                onChange={(event) => change.mutate({ id: task.id, state: event.target.checked ? 'done' : 'open' })}
              >
                <strong>{task.title}</strong>
              </Checkbox>
              {task.description !== '' && <p className={styles.soft}>{task.description}</p>}
              <p className={styles.faint}>
                {[task.owner, task.state === 'done' ? t.gaps.taskDone : t.gaps.taskOpen]
                  .filter((it) => it !== '')
                  .join(' · ')}
              </p>
            </li>
          ))}
        </ul>
      )}
      {writing ? (
        <Form<Fields>
          layout="vertical"
          requiredMark={false}
          initialValues={{ title: gap.title.slice(0, 200), owner: gap.owner }}
          onFinish={(fields) => create.mutate(fields)}
        >
          <Form.Item name="title" label={t.gaps.taskTitle} rules={[{ required: true, whitespace: true, max: 200 }]}>
            <Input autoFocus />
          </Form.Item>
          <Form.Item name="description" label={t.gaps.taskDescription}>
            <Input.TextArea autoSize={{ minRows: 2, maxRows: 6 }} maxLength={5000} />
          </Form.Item>
          <Form.Item name="owner" label={t.gaps.owner}>
            <Input maxLength={100} />
          </Form.Item>
          <div className={styles.line}>
            <Button htmlType="submit" type="primary" loading={create.isPending}>
              {t.gaps.taskSave}
            </Button>
            <Button onClick={() => setWriting(false)}>{t.common.cancel}</Button>
          </div>
        </Form>
      ) : (
        <Button icon={<FileAddOutlined aria-hidden />} onClick={() => setWriting(true)}>
          {t.gaps.task}
        </Button>
      )}
    </section>
  );
}
