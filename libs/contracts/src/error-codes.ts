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
  GOLD_SET_INVALID: entry(400, false, 'The gold set cannot be read.', '无法读取评测集。'),
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
  JOB_LOST: entry(500, true, 'The job was interrupted and is tried again.', '任务被中断，将自动重试。'),
} as const satisfies Record<string, ErrorEntry>;

export type ErrorCode = keyof typeof errorCatalogue;

export const errorCodes = Object.keys(errorCatalogue) as ErrorCode[];
