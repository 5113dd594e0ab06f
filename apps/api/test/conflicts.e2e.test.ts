import { routes, type Collection } from '@mingda/contracts';
import { testDatabases } from '@mingda/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runApi, upload, type RunningTestApi } from './running-api.ts';

const handbook = (days: number): string =>
  `# 员工手册\n\n## 年假\n\n入职满一年的员工每年有 ${days} 天年假。年假须提前一周申请。`;

describe.each(testDatabases())('documents that contradict each other on the $kind database', (kind) => {
  let api: RunningTestApi;
  let collection: Collection;

  async function importAll(files: readonly { name: string; content: string }[]): Promise<string[]> {
    const params = { collectionId: collection.id };
    const { items } = await api.call(routes.uploadDocuments, { params, body: upload(...files) });
    const ids = items.map((it) => it.documentId);
    for (const documentId of ids) {
      const state = async (): Promise<string> =>
        (await api.call(routes.getDocument, { params: { ...params, documentId } })).latestVersion.state;
      while ((await state()) !== 'ready') await new Promise((resolve) => setTimeout(resolve, 100));
    }
    return ids;
  }

  const ask = (question: string) =>
    api.call(routes.ask, { params: { collectionId: collection.id }, body: { question } });

  beforeAll(async () => {
    api = await runApi(kind);
    collection = await api.call(routes.createCollection, { body: { name: 'kb' } });
    const ids = await importAll([
      { name: 'handbook-2023.md', content: handbook(12) },
      { name: 'handbook-2025.md', content: handbook(15) },
      { name: 'gw-1100.md', content: '# GW-1100\n\nGW-1100 的重量是 310 克。' },
      { name: 'gw-2200.md', content: '# GW-2200\n\nGW-2200 的重量是 420 克。' },
      { name: 'travel-a.md', content: '# 差旅\n\n差旅费须在返回后 10 天内报销。' },
      { name: 'travel-b.md', content: '# 差旅说明\n\n差旅费须在返回后十天内报销，逾期不予办理。' },
    ]);
    for (const [index, documentDate] of ['2023-01-01T00:00:00.000Z', '2025-06-01T00:00:00.000Z'].entries()) {
      const params = { collectionId: collection.id, documentId: ids[index] ?? '' };
      await api.call(routes.setMetadata, { params, body: { documentDate } });
    }
  });
  afterAll(() => api?.close());

  it('are shown side by side with their dates, the newest first', async () => {
    const answer = await ask('每年有几天年假？');
    expect(answer).toMatchObject({ outcome: 'answered', handOver: true });
    expect(answer.conflict?.statements).toEqual([
      { marker: 1, date: '2025-06-01T00:00:00.000Z' },
      { marker: 2, date: '2023-01-01T00:00:00.000Z' },
    ]);
    expect(answer.citations.map((it) => it.quote)).toEqual([
      expect.stringContaining('15 天'),
      expect.stringContaining('12 天'),
    ]);
    expect(answer.text).toMatch(/2025-06-01.*15 天[^]*2023-01-01.*12 天/u);
    expect(await api.call(routes.getAnswer, { params: { answerId: answer.id } })).toEqual(answer);
  });

  it.each([
    ['another product', 'GW-1100 的重量是多少？', '310 克'],
    ['the same in other words', '差旅费多少天内报销？', '报销'],
  ])('are not seen where there is only %s', async (_, question, expected) => {
    const answer = await ask(question);
    expect(answer.outcome).toBe('answered');
    expect(answer.text).toContain(expected);
    expect(answer.conflict).toBeUndefined();
  });
});
