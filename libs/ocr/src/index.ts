export { OcrReader, type OcrReaderOptions } from './ocr-reader.ts';
export { TurnTakingReader } from './turn-taking-reader.ts';
