import type { MetricName } from '@mingda/contracts';
import type { Language } from '@mingda/language';

interface MetricText {
  readonly name: string;
  readonly meaning: string;
}

const text = (name: string, meaning: string): MetricText => ({ name, meaning });

/** What each metric is called and says, for a reader who does not know the term. */
export const metricTexts: { readonly [L in Language]: { readonly [N in MetricName]: MetricText } } = {
  en: {
    recallAt1: text('Right document first', 'Share of questions whose right document was ranked first.'),
    recallAt5: text('Right document in the first 5', 'Share of questions with a right document among the first five.'),
    recallAt10: text('Right document in the first 10', 'Share of questions with a right document among the first ten.'),
    setRecallAt10: text(
      'All right documents in the first 10',
      'Of all right documents of a question, the share among the first ten.',
    ),
    mrr: text('MRR', '1 when the right document is first, 1/2 when second, 1/3 when third, 0 beyond ten.'),
    ndcgAt10: text('nDCG@10', 'How well the right documents are placed near the top, 1 being the best order.'),
    accuracy: text('Accuracy', 'Correct answers among answerable questions. A refusal counts as wrong.'),
    exactMatch: text('Exact match', 'The answer is the reference, apart from case, spaces and punctuation.'),
    tokenF1: text('Token F1', 'Overlap of words (Chinese: characters) with the reference, 0 to 1.'),
    bertScorePrecision: text('BERTScore precision', 'How much of the answer the reference supports in meaning.'),
    bertScoreRecall: text('BERTScore recall', 'How much of the reference the answer covers in meaning.'),
    bertScoreF1: text(
      'BERTScore F1 (raw)',
      'Closeness in meaning to the reference. Unrelated texts do not score 0; see below.',
    ),
    bertScoreF1Rescaled: text('BERTScore F1 (rescaled)', 'The same with unrelated texts at 0.'),
    citationHit: text('Right citation', 'Of the answers given, the share that cites a right document.'),
    refusalPrecision: text(
      'Refusals that were right',
      'Of the refused questions, the share that the documents really do not answer.',
    ),
    refusalRecall: text(
      'Unanswerable questions refused',
      'Of the questions without an answer in the documents, the share that was refused.',
    ),
    falseRefusalRate: text('Wrongly refused', 'Of the answerable questions, the share that was refused.'),
    wrongAnswerRate: text('Wrong answers shown', 'Of the answers people saw, the share that was wrong.'),
    coverage: text('Answered at all', 'Of all questions, the share that got an answer.'),
    meanAnswerChars: text('Answer length', 'Mean number of characters of an answer.'),
    latencyMeanMs: text('Mean time', 'Mean time from question to answer, warm and alone.'),
    latencyP95Ms: text('Time at 95%', '95 of 100 questions were faster than this.'),
  },
  zh: {
    recallAt1: text('首位命中率', '正确文档排在第一位的问题所占比例。'),
    recallAt5: text('前 5 命中率', '前五个文档中有正确文档的问题所占比例。'),
    recallAt10: text('前 10 命中率', '前十个文档中有正确文档的问题所占比例。'),
    setRecallAt10: text('前 10 召回率', '一个问题的全部正确文档中，进入前十的比例。'),
    mrr: text('MRR', '正确文档排第一记 1，第二记 1/2，第三记 1/3，十名以外记 0。'),
    ndcgAt10: text('nDCG@10', '正确文档排得是否靠前，1 为最佳次序。'),
    accuracy: text('准确率', '可回答的问题中答对的比例。拒答算错。'),
    exactMatch: text('完全匹配', '除大小写、空格和标点外，答案与参考答案相同。'),
    tokenF1: text('词元 F1', '与参考答案的用字（英文按词）重合程度，0 到 1。'),
    bertScorePrecision: text('BERTScore 精确率', '答案的内容有多少得到参考答案的支持。'),
    bertScoreRecall: text('BERTScore 召回率', '参考答案的内容有多少被答案覆盖。'),
    bertScoreF1: text('BERTScore F1（原始）', '与参考答案的语义接近程度。无关文本的得分并不是 0，见下文。'),
    bertScoreF1Rescaled: text('BERTScore F1（重标定）', '同上，以无关文本为 0。'),
    citationHit: text('引用正确率', '给出的答案中，引用了正确文档的比例。'),
    refusalPrecision: text('拒答正确率', '被拒答的问题中，文档确实没有答案的比例。'),
    refusalRecall: text('应拒尽拒率', '文档没有答案的问题中，被拒答的比例。'),
    falseRefusalRate: text('误拒率', '可回答的问题中被拒答的比例。'),
    wrongAnswerRate: text('错误答案率', '用户看到的答案中，错误的比例。'),
    coverage: text('回答率', '全部问题中得到答案的比例。'),
    meanAnswerChars: text('答案长度', '答案的平均字符数。'),
    latencyMeanMs: text('平均用时', '从提问到回答的平均时间（预热后，逐个提问）。'),
    latencyP95Ms: text('95% 用时', '每 100 个问题中有 95 个快于此值。'),
  },
};
