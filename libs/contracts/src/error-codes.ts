/**
 * The one catalogue of errors. A code is stable: clients may switch on it. `status` is what the HTTP door answers,
 * `retryable` tells the worker whether trying again can help.
 */
export interface ErrorEntry {
  readonly status: number;
  readonly retryable: boolean;
  readonly en: string;
  readonly zh: string;
}

type Row = readonly [status: number, retryable: boolean, en: string, zh: string];

const entry = (...[status, retryable, en, zh]: Row): ErrorEntry => ({ status, retryable, en, zh });

export const errorCatalogue = {
  INVALID_INPUT: entry(400, false, 'The request is not valid.', '请求内容不合法。'),
  UNAUTHENTICATED: entry(401, false, 'A valid token or API key is required.', '需要有效的令牌或 API 密钥。'),
  FORBIDDEN: entry(403, false, 'This token may not do that.', '此令牌无权执行该操作。'),
  NOT_FOUND: entry(404, false, 'There is nothing at this address.', '没有找到所请求的内容。'),
  COLLECTION_NOT_FOUND: entry(404, false, 'There is no such collection.', '没有这个知识库。'),
  COLLECTION_EXISTS: entry(409, false, 'A collection of this name exists already.', '同名知识库已存在。'),
  DOCUMENT_NOT_FOUND: entry(404, false, 'There is no such document.', '没有这个文档。'),
  CONVERSATION_NOT_FOUND: entry(404, false, 'There is no such conversation.', '没有这个会话。'),
  ANSWER_NOT_FOUND: entry(404, false, 'There is no such answer.', '没有这条回答。'),
  EVALUATION_NOT_FOUND: entry(404, false, 'There is no such evaluation.', '没有这次评测。'),
  EVALUATIONS_NOT_COMPARABLE: entry(
    409,
    false,
    'The two evaluations have no question in common.',
    '两次评测没有相同的问题。',
  ),
  PROFILE_VERSION_NOT_FOUND: entry(
    404,
    false,
    'The collection has no profile of this version.',
    '知识库没有这个版本的配置。',
  ),
  DRAFT_NOT_FOUND: entry(409, false, 'There is no such draft any more.', '这份草稿已不存在。'),
  DRAFT_NOT_INDEXED: entry(
    409,
    false,
    'The draft cuts documents in another way and they are not indexed for it yet; measure it first.',
    '草稿的切分方式不同，文档尚未按其建立索引；请先评测草稿。',
  ),
  GATE_NOT_SET: entry(409, false, 'The collection has no quality gate.', '该知识库没有设置质量门禁。'),
  GATE_NOT_PASSED: entry(409, false, 'The draft has not passed the quality gate.', '草稿未通过质量门禁。'),
  GOLD_SET_INVALID: entry(400, false, 'The gold set cannot be read.', '无法读取评测集。'),
  GOLD_SET_NOT_FOUND: entry(404, false, 'There is no stored gold set of this name.', '没有这个名称的评测集。'),
  GOLD_SET_EXISTS: entry(409, false, 'A gold set of this name exists already.', '同名评测集已存在。'),
  GOLD_SET_UNLINKED: entry(409, false, 'The gold set is linked to no collection.', '该评测集没有关联知识库。'),
  GOLD_ITEM_NOT_FOUND: entry(404, false, 'There is no such item in the gold set.', '评测集中没有这道题。'),
  GOLD_ITEM_CHANGED: entry(
    409,
    false,
    'Somebody has changed this item meanwhile; load it again.',
    '这道题已被他人修改，请重新载入。',
  ),
  GOLD_VERSION_NOT_FOUND: entry(404, false, 'The gold set has no such version.', '评测集没有这个版本。'),
  GOLD_IMPORT_INVALID: entry(422, false, 'The file is no gold set that can be imported.', '该文件不是可导入的评测集。'),
  CHAT_MODEL_MISSING: entry(409, false, 'No language model is configured.', '没有配置语言模型。'),
  FAQ_NOT_FOUND: entry(404, false, 'There is no such approved answer.', '没有这条标准答案。'),
  FAQ_EXISTS: entry(409, false, 'Another approved answer has the same question.', '已有相同问题的标准答案。'),
  FAQ_CHANGED: entry(
    409,
    false,
    'Somebody has changed this entry meanwhile; load it again.',
    '这条标准答案已被他人修改，请重新载入。',
  ),
  FAQ_IMPORT_INVALID: entry(422, false, 'The file cannot be imported.', '无法导入该文件。'),
  GAP_NOT_FOUND: entry(404, false, 'There is no such gap.', '没有这个知识缺口。'),
  GAP_MEASURING: entry(409, true, 'The gap is being measured; wait for its result.', '该缺口正在复测，请等待结果。'),
  REVIEW_NOT_FOUND: entry(404, false, 'There is no such review task.', '没有这个评审任务。'),
  REVIEW_TAKEN: entry(409, false, 'Enough people have rated this answer.', '已有足够的人评审这条回答。'),
  SCHEDULE_NOT_FOUND: entry(404, false, 'There is no such schedule.', '没有这个计划。'),
  SCHEDULE_EXISTS: entry(409, false, 'A schedule of this name exists already.', '同名计划已存在。'),
  SCHEDULE_INVALID: entry(400, false, 'The time of the schedule cannot be read.', '无法识别计划的时间。'),
  CHANNEL_NOT_FOUND: entry(404, false, 'There is no such channel.', '没有这个发送渠道。'),
  CHANNEL_EXISTS: entry(409, false, 'A channel of this name exists already.', '同名发送渠道已存在。'),
  DELIVERY_REFUSED: entry(422, false, 'The receiver refuses the message.', '接收方拒绝了消息。'),
  DELIVERY_UNAVAILABLE: entry(424, true, 'The receiver cannot be reached or is busy.', '接收方无法连接或正忙。'),
  TARGET_FORBIDDEN: entry(422, false, 'The address leads into a private network.', '该地址指向内部网络。'),
  SECRET_UNREADABLE: entry(
    500,
    false,
    'A stored secret cannot be read with the configured key.',
    '用当前密钥无法读取已保存的密文。',
  ),
  CODE_SANDBOX_UNAVAILABLE: entry(
    503,
    false,
    'Code of answers cannot be run in isolation here, so it is not run.',
    '此环境无法隔离运行答案中的代码，因此没有运行。',
  ),
  TOO_MANY_REQUESTS: entry(429, true, 'The queue is full; try again shortly.', '排队已满，请稍后重试。'),
  INTERNAL: entry(500, true, 'Something went wrong on our side.', '服务内部出错。'),
  DATABASE_UNAVAILABLE: entry(503, true, 'The database cannot be reached.', '无法连接数据库。'),
  DATA_DIRECTORY_LOCKED: entry(
    503,
    false,
    'Another Mingda process uses this data folder.',
    '另一个明答进程正在使用该数据目录。',
  ),
  CONFIG_INVALID: entry(500, false, 'The configuration is not valid.', '配置不合法。'),
  FILE_EMPTY: entry(422, false, 'The file is empty.', '文件为空。'),
  FILE_TOO_LARGE: entry(413, false, 'The file is larger than allowed.', '文件超过允许的大小。'),
  FILE_TYPE_UNSUPPORTED: entry(415, false, 'This file type is not supported.', '不支持该文件类型。'),
  FILE_CORRUPT: entry(422, false, 'The file is damaged and cannot be read.', '文件已损坏，无法读取。'),
  FILE_ENCRYPTED: entry(422, false, 'The file is protected by a password.', '文件受密码保护。'),
  FILE_NO_TEXT: entry(
    422,
    false,
    'No text was found in the file (is it a scan?).',
    '文件中没有可读的文字（可能是扫描件）。',
  ),
  FILE_LIMIT_PAGES: entry(422, false, 'The file has more pages than allowed.', '文件页数超过上限。'),
  FILE_LIMIT_EXPANSION: entry(422, false, 'The file unpacks to more than allowed.', '文件解压后超过上限。'),
  PARSE_TIMEOUT: entry(422, false, 'Reading the file took longer than allowed.', '读取文件超时。'),
  PARSER_CRASHED: entry(
    422,
    false,
    'The parser of this file type stopped unexpectedly.',
    '该文件类型的解析程序意外终止。',
  ),
  BLOB_MISSING: entry(500, false, 'The stored original is missing.', '存储的原始文件丢失。'),
  MODEL_UNKNOWN: entry(400, false, 'The registry has no model of this name.', '模型登记表中没有这个模型。'),
  MODEL_UNAVAILABLE: entry(
    503,
    true,
    'The model weights cannot be had from any source.',
    '无法从任何来源取得模型权重。',
  ),
  MODEL_CHECKSUM_MISMATCH: entry(
    503,
    false,
    'The model weights differ from the registered checksum.',
    '模型权重与登记的校验和不一致。',
  ),
  MODEL_BACKEND_UNAVAILABLE: entry(
    503,
    false,
    'The configured inference backend is not available.',
    '配置的推理后端不可用。',
  ),
  MODEL_BACKEND_MISSING: entry(
    503,
    false,
    'An optional package that this model needs is not installed.',
    '未安装该模型所需的可选组件。',
  ),
  MODEL_BAD_OUTPUT: entry(502, true, 'The model returned something that cannot be used.', '模型返回了无法使用的内容。'),
  INFERENCE_QUEUE_FULL: entry(429, true, 'The inference queue is full.', '推理队列已满。'),
  INFERENCE_TIMEOUT: entry(504, true, 'The model did not answer in time.', '模型未在规定时间内响应。'),
  INFERENCE_CANCELLED: entry(499, false, 'The caller went away.', '调用方已取消。'),
  INFERENCE_WORKER_CRASHED: entry(
    503,
    true,
    'An inference worker stopped while it held this request.',
    '推理工作线程在处理时终止。',
  ),
  INFERENCE_SHUTTING_DOWN: entry(503, true, 'The inference service is shutting down.', '推理服务正在关闭。'),
  TEXT_TOO_LONG: entry(413, false, 'The text is longer than the model can take.', '文本超过模型可处理的长度。'),
  INFERENCE_UNAVAILABLE: entry(503, true, 'The inference service cannot be reached.', '无法连接推理服务。'),
  GENERATION_NOT_CONFIGURED: entry(
    501,
    false,
    'No model that writes text is configured here.',
    '此服务没有配置文本生成模型。',
  ),
  JOB_LOST: entry(500, true, 'The job was interrupted and is tried again.', '任务被中断，将自动重试。'),
} as const satisfies Record<string, ErrorEntry>;

export type ErrorCode = keyof typeof errorCatalogue;

export const errorCodes = Object.keys(errorCatalogue) as ErrorCode[];
