import { describe, expect, it } from 'vitest';
import { freshMemory, nextStep, remember, type Happening } from './dialogue-state.ts';
import { messageKind } from './message-kind.ts';

const settled = (outcome: 'answered' | 'refused'): Happening => ({
  kind: 'answered',
  answer: { question: 'q', outcome, citations: [] },
});
const refused = settled('refused');
const step = (memory: typeof freshMemory, message: string) => nextStep(memory, message, messageKind(message));

describe('messages that are no questions', () => {
  it.each([
    ['你好', 'greeting'],
    ['Hello!', 'greeting'],
    ['您好，在吗？', 'greeting'],
    ['谢谢你！', 'thanks'],
    ['Thanks a lot 😀', 'thanks'],
    ['哈喽', 'greeting'],
    ['哈喽，谢谢', 'thanks'],
    ['转人工', 'person'],
    ['我要找人工客服', 'person'],
    ['Can I talk to a human please?', 'person'],
    ['I want to speak to an agent', 'person'],
    ['好的', 'yes'],
    ['不用了', 'no'],
  ])('%s is %s', (message, kind) => expect(messageKind(message)).toBe(kind));
  it.each([
    '你好，年假有几天？',
    'hello world 程序怎么写',
    '人工智能是什么',
    '人工客服的工作时间是几点',
    'Who is the human resources manager?',
    'agent commission rate',
    '谢谢信怎么写',
    '好的酒店有哪些',
    // With a phrase that reads in two ways each of these would be tried in 2 ** 28 ways.
    `${'哈喽'.repeat(28)}怎么写`,
    `${'请问亲'.repeat(18)}怎么写`,
    `${'谢谢啦'.repeat(18)}怎么写`,
    '',
    '？',
  ])('%s is a question', (message) => expect(messageKind(message)).toBeNull());
});

describe('the states of a conversation', () => {
  it('offers a person after two refusals in a row, and hands over on yes', () => {
    const once = remember(freshMemory, refused);
    expect(once).toMatchObject({ state: 'asking', refusals: 1 });
    const offered = remember(once, refused);
    expect(offered.state).toBe('confirming');
    expect(step(offered, '好的')).toEqual({ step: 'hand-over' });
    expect(step(offered, '转人工')).toEqual({ step: 'hand-over' });
    expect(step(offered, '不用了')).toEqual({ step: 'say', what: 'declined' });
    expect(step(offered, '年假有几天')).toEqual({ step: 'answer', question: '年假有几天' });
  });

  it('an answer between two refusals starts the count anew', () => {
    expect(remember(remember(remember(freshMemory, refused), settled('answered')), refused).state).toBe('asking');
  });

  it('completes a pending question with the choice, by its words or its number', () => {
    const asked = remember(freshMemory, { kind: 'asked-back', question: '电话', options: ['甲酒店', '乙酒店'] });
    expect(asked.state).toBe('clarifying');
    expect(step(asked, '乙酒店')).toEqual({ step: 'answer', question: '乙酒店 电话' });
    expect(step(asked, '1')).toEqual({ step: 'answer', question: '甲酒店 电话' });
    expect(step(asked, '第二个')).toEqual({ step: 'answer', question: '乙酒店 电话' });
    expect(step(asked, '年假有几天')).toEqual({ step: 'answer', question: '年假有几天' });
    expect(step(asked, '9')).toEqual({ step: 'answer', question: '9' });
  });

  it('waits once handed over, until it is resumed', () => {
    const handed = remember(freshMemory, { kind: 'handed-over' });
    expect(step(handed, '年假有几天')).toEqual({ step: 'wait' });
    expect(remember(handed, { kind: 'said' }).state).toBe('handed-over');
    expect(remember(handed, { kind: 'resumed' }).state).toBe('asking');
  });

  it('remembers the topic and a summary of bounded length', () => {
    const citations = [{ title: '年假制度', sourceKey: 'a' }] as never;
    const answered = { kind: 'answered', answer: { question: 'q', outcome: 'answered', citations } } as const;
    let memory = freshMemory;
    for (let turn = 0; turn < 30; turn += 1) memory = remember(memory, answered);
    expect(memory.slots.topic).toBe('年假制度');
    expect(memory.summary).toHaveLength(20);
  });
});
