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
    precisionAt5: text('Precision at 5', 'Right documents among the first five, divided by five.'),
    precisionAt10: text('Precision at 10', 'Right documents among the first ten, divided by ten.'),
    mrr: text('MRR', '1 when the right document is first, 1/2 when second, 1/3 when third, 0 beyond ten.'),
    mapAt10: text('MAP@10', 'Precision at the place of each right document among the first ten, averaged.'),
    ndcgAt10: text('nDCG@10', 'How well the right documents are placed near the top, 1 being the best order.'),
    accuracy: text('Accuracy', 'Correct answers among answerable questions. A refusal counts as wrong.'),
    exactMatch: text('Exact match', 'The answer is the reference, apart from case, spaces and punctuation.'),
    tokenF1: text('Token F1', 'Overlap of words (Chinese: characters) with the reference, 0 to 1.'),
    rougeL: text('ROUGE-L', 'Longest run of words in common order with the reference (Chinese: characters), 0 to 1.'),
    bertScorePrecision: text('BERTScore precision', 'How much of the answer the reference supports in meaning.'),
    bertScoreRecall: text('BERTScore recall', 'How much of the reference the answer covers in meaning.'),
    bertScoreF1: text(
      'BERTScore F1 (raw)',
      'Closeness in meaning to the reference. Unrelated texts do not score 0; see below.',
    ),
    bertScoreF1Rescaled: text('BERTScore F1 (rescaled)', 'The same with unrelated texts at 0.'),
    answerRelevance: text(
      'Answer relevance',
      'Closeness in meaning of question and answer: does it speak of what was asked. It says nothing of right or wrong.',
    ),
    citationHit: text('Right citation', 'Of the answers given, the share that cites a right document.'),
    citationPrecision: text('Citation precision', 'Of the documents an answer cites, the share that is right.'),
    citationRecall: text('Citation recall', 'Of the right documents of a question, the share that the answer cites.'),
    groundedness: text('Groundedness', 'Of the sentences of an answer, the share that its citation supports.'),
    judgedFaithfulness: text(
      'Faithfulness (judged)',
      'Of the statements of an answer, the share that its citations support, as a language model judges.',
    ),
    judgedRelevance: text(
      'Relevance (judged)',
      'How well the answer speaks to the question, as a language model judges, 0 to 1.',
    ),
    codeExactMatch: text(
      'Code: exact match',
      'Of the answers that are code, the share that is a reference, spacing aside.',
    ),
    codePassAt1: text('Code: pass@1', 'Of the answers that are code, the share that passes its tests.'),
    intentAccuracy: text('Intent accuracy', 'Share of questions whose intent was named rightly.'),
    refusalPrecision: text(
      'Refusals that were right',
      'Of the refused questions, the share that the documents really do not answer.',
    ),
    refusalRecall: text(
      'Unanswerable questions refused',
      'Of the questions without an answer in the documents, the share that was refused.',
    ),
    refusalF1: text(
      'Refusal F1',
      'Balance of refusing only what the documents do not answer and refusing all of it, 0 to 1.',
    ),
    refusalBalancedAccuracy: text(
      'Refusal balanced accuracy',
      'Mean of unanswerable questions refused and answerable ones not refused; 50% is a coin.',
    ),
    falseRefusalRate: text('Wrongly refused', 'Of the answerable questions, the share that was refused.'),
    wrongAnswerRate: text('Wrong answers shown', 'Of the answers people saw, the share that was wrong.'),
    coverage: text('Answered at all', 'Of all questions, the share that got an answer.'),
    meanAnswerChars: text('Answer length', 'Mean number of characters of an answer.'),
    latencyMeanMs: text('Mean time', 'Mean time from question to answer, warm and alone.'),
    latencyP95Ms: text('Time at 95%', '95 of 100 questions were faster than this.'),
    costMean: text('Mean cost', 'What an answer costs by the price table; 0 without a language model.'),
  },
  zh: {
    recallAt1: text('首位命中率', '正确文档排在第一位的问题所占比例。'),
    recallAt5: text('前 5 命中率', '前五个文档中有正确文档的问题所占比例。'),
    recallAt10: text('前 10 命中率', '前十个文档中有正确文档的问题所占比例。'),
    setRecallAt10: text('前 10 召回率', '一个问题的全部正确文档中，进入前十的比例。'),
    precisionAt5: text('前 5 精确率', '前五个文档中正确文档的个数除以五。'),
    precisionAt10: text('前 10 精确率', '前十个文档中正确文档的个数除以十。'),
    mrr: text('MRR', '正确文档排第一记 1，第二记 1/2，第三记 1/3，十名以外记 0。'),
    mapAt10: text('MAP@10', '前十名中每个正确文档所在位置的精确率的平均值。'),
    ndcgAt10: text('nDCG@10', '正确文档排得是否靠前，1 为最佳次序。'),
    accuracy: text('准确率', '可回答的问题中答对的比例。拒答算错。'),
    exactMatch: text('完全匹配', '除大小写、空格和标点外，答案与参考答案相同。'),
    tokenF1: text('词元 F1', '与参考答案的用字（英文按词）重合程度，0 到 1。'),
    rougeL: text('ROUGE-L', '与参考答案按次序相同的最长用字（英文按词），0 到 1。'),
    bertScorePrecision: text('BERTScore 精确率', '答案的内容有多少得到参考答案的支持。'),
    bertScoreRecall: text('BERTScore 召回率', '参考答案的内容有多少被答案覆盖。'),
    bertScoreF1: text('BERTScore F1（原始）', '与参考答案的语义接近程度。无关文本的得分并不是 0，见下文。'),
    bertScoreF1Rescaled: text('BERTScore F1（重标定）', '同上，以无关文本为 0。'),
    answerRelevance: text('答案相关度', '问题与答案的语义接近程度：是否答其所问。不说明对错。'),
    citationHit: text('引用正确率', '给出的答案中，引用了正确文档的比例。'),
    citationPrecision: text('引用精确率', '答案引用的文档中，正确文档的比例。'),
    citationRecall: text('引用召回率', '问题的正确文档中，被答案引用的比例。'),
    groundedness: text('有据率', '答案的句子中，得到其引用支持的比例。'),
    judgedFaithfulness: text('忠实度（模型评判）', '由语言模型评判：答案的陈述中，得到引用支持的比例。'),
    judgedRelevance: text('相关度（模型评判）', '由语言模型评判：答案是否切题，0 到 1。'),
    codeExactMatch: text('代码：完全匹配', '代码答案中，除空白外与参考答案相同的比例。'),
    codePassAt1: text('代码：pass@1', '代码答案中，通过其测试的比例。'),
    intentAccuracy: text('意图准确率', '意图判断正确的问题所占比例。'),
    refusalPrecision: text('拒答正确率', '被拒答的问题中，文档确实没有答案的比例。'),
    refusalRecall: text('应拒尽拒率', '文档没有答案的问题中，被拒答的比例。'),
    refusalF1: text('拒答 F1', '只拒该拒的与应拒尽拒之间的平衡，0 到 1。'),
    refusalBalancedAccuracy: text('拒答平衡准确率', '应拒被拒与应答未拒两个比例的平均值；50% 相当于掷硬币。'),
    falseRefusalRate: text('误拒率', '可回答的问题中被拒答的比例。'),
    wrongAnswerRate: text('错误答案率', '用户看到的答案中，错误的比例。'),
    coverage: text('回答率', '全部问题中得到答案的比例。'),
    meanAnswerChars: text('答案长度', '答案的平均字符数。'),
    latencyMeanMs: text('平均用时', '从提问到回答的平均时间（预热后，逐个提问）。'),
    latencyP95Ms: text('95% 用时', '每 100 个问题中有 95 个快于此值。'),
    costMean: text('平均费用', '按价格表计算的每次回答费用；不用语言模型时为 0。'),
  },
};
