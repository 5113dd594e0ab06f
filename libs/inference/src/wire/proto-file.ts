import { fileURLToPath } from 'node:url';

/** Folder to load the service's definition from, and the definition's path inside it. */
export const protoFolder = fileURLToPath(new URL('../../proto/', import.meta.url));
export const protoFile = 'mingda/inference/v1/inference.proto';

/** How messages look as objects on both sides: the codec relies on it. */
export const protoOptions = {
  includeDirs: [protoFolder],
  enums: String,
  defaults: true,
  arrays: true,
  keepCase: false,
};

/** Trailing metadata with the stable error code and the English detail, percent-encoded. */
export const codeMetadata = 'mingda-code';
export const detailMetadata = 'mingda-detail';
export const maxMessageBytes = 64 * 1024 * 1024;
