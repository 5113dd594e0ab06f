export { OcrReader, type OcrReaderOptions } from './ocr-reader.ts';
