import type { Dictionary } from '../dictionary.ts';

const number = (count: number): string => count.toLocaleString('zh');

const time = (seconds: number): string => {
  if (seconds < 60) return '不到 1 分钟';
  const minutes = Math.ceil(seconds / 60);
  if (minutes < 90) return `${minutes} 分钟`;
  const hours = Math.round(minutes / 60);
  return hours < 48 ? `${hours} 小时` : `${Math.round(hours / 24)} 天`;
};

const rate = (value: number): string => (value >= 10 ? number(Math.round(value)) : value.toFixed(1));

export const imports: Dictionary['imports'] = {
  nav: '导入',
  title: '导入',
  intro: '正在读取的内容、速度，以及最终失败的文档。',
  strip: '本知识库的导入',
  running: '正在导入',
  paused: '已暂停',
  allPaused: '所有导入均已暂停',
  idle: '没有待导入的文档',
  counts: (waiting, running) => `${number(waiting)} 份等待 · ${running} 份处理中`,
  retrying: (count) => `${number(count)} 份将重试`,
  failed: (count) => `${number(count)} 份失败`,
  ready: (count) => `${number(count)} 份可用`,
  pace: (documents, pages) => `每分钟 ${rate(documents)} 份文档${pages > 0 ? `、${rate(pages)} 页` : ''}`,
  eta: (seconds) => `预计还需${time(seconds)}`,
  etaUnknown: '剩余时间暂无法估计',
  pause: '暂停',
  resume: '继续',
  pauseAll: '全部暂停',
  resumeAll: '全部继续',
  cancelAll: '全部取消',
  cancelAllTitle: (count) => `取消 ${number(count)} 份文档的导入？`,
  cancelAllText: '等待中和正在读取的文档都会停止，之后可逐份重试；已可用的内容不受影响。',
  cancelAllConfirm: '取消导入',
  keep: '继续导入',
  cancel: '取消导入',
  cancelled: '导入已取消。',
  cancelledText: '此版本的内容不会被检索。如需导入，请重试。',
  retryAt: (moment, cause, attempt, of) => `将于 ${moment} 重试：${cause}第 ${attempt} 次，共 ${of} 次。`,
  current: '当前',
  collection: '知识库',
  allCollections: '全部知识库',
  allCodes: '全部原因',
  failedTitle: '最终失败',
  causes: '原因',
  attempts: (count) => `尝试 ${number(count)} 次`,
  interruptions: (count) => `中断 ${number(count)} 次`,
  between: (first, last) => (first === last ? first : `${first} 至 ${last}`),
  emptyTitle: '没有失败的文档',
  emptyText: '无法导入的文档会连同原因列在这里。',
  selectPage: '选择本页',
  select: (title) => `选择 ${title}`,
  selected: (count) => `已选 ${count} 份`,
  retry: '重试',
  retryAll: (count) => `全部重试（${number(count)}）`,
  retryTitle: (count) => `重试 ${number(count)} 份文档？`,
  retryText: '这些文档将重新导入；再次失败的会回到此列表。',
  dismiss: '忽略',
  dismissAll: (count) => `全部忽略（${number(count)}）`,
  dismissTitle: (count) => `从列表中移除 ${number(count)} 份文档？`,
  dismissText: '这些文档仍为失败状态，可在其知识库中重试。',
  retried: (count) => `${number(count)} 份文档已重新排队`,
  dismissed: (count) => `已从列表移除 ${number(count)} 份文档`,
};
