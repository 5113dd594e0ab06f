import { dismissReply } from '@mingda/platform';
import { child, textOfElement } from '../xml/xml-query.ts';
import { S3Fault } from './s3-fault.ts';
import type { S3Client } from './s3-client.ts';

export interface PartSizes {
  /** From this size on an object goes up in parts. */
  readonly thresholdBytes: number;
  /** At least 5 MiB, which is the protocol's smallest. */
  readonly partBytes: number;
}

const usual: PartSizes = { thresholdBytes: 32 * 1024 * 1024, partBytes: 16 * 1024 * 1024 };
/** Parts under way at once. */
const parallel = 3;

export interface NewObject {
  readonly key: string;
  readonly content: Uint8Array;
  readonly sizes?: PartSizes | undefined;
}

/**
 * Puts an object: in one request, or in parts when it is large, so that a fault costs one part and not all. The object
 * appears whole or not at all; parts of an upload that failed are removed.
 * @throws S3Fault
 */
export async function upload(client: S3Client, { key, content, sizes = usual }: NewObject): Promise<void> {
  if (content.byteLength < sizes.thresholdBytes) {
    await client.put(key, content);
    return;
  }
  const begun = await client.xml({ method: 'POST', key, query: { uploads: '' } });
  const uploadId = textOfElement(child(begun, 'UploadId'));
  if (uploadId === '') throw new S3Fault('refused', 'the store began an upload without a name for it');
  try {
    const etags = await putParts({ client, key, uploadId }, content, sizes.partBytes);
    const parts = etags.map(
      (etag, at) => `<Part><PartNumber>${at + 1}</PartNumber><ETag>${escape(etag)}</ETag></Part>`,
    );
    await client.xml({
      method: 'POST',
      key,
      query: { uploadId },
      body: Buffer.from(`<CompleteMultipartUpload>${parts.join('')}</CompleteMultipartUpload>`),
    });
  } catch (error) {
    await client.send({ method: 'DELETE', key, query: { uploadId } }).then(
      dismissReply,
      // The first fault is the one to tell.
      () => undefined,
    );
    throw error;
  }
}

interface Upload {
  readonly client: S3Client;
  readonly key: string;
  readonly uploadId: string;
}

async function putParts({ client, key, uploadId }: Upload, content: Uint8Array, partBytes: number): Promise<string[]> {
  const count = Math.ceil(content.byteLength / partBytes);
  const etags = Array.from<string>({ length: count });
  let next = 0;
  const worker = async (): Promise<void> => {
    while (next < count) {
      const at = next++;
      const body = content.subarray(at * partBytes, (at + 1) * partBytes);
      const reply = await client.send({
        method: 'PUT',
        key,
        query: { partNumber: String(at + 1), uploadId },
        body,
      });
      dismissReply(reply);
      etags[at] = reply.headers.etag ?? '';
    }
  };
  // All of them end before the upload is given up: a part that arrives later would stay in the store.
  const ended = await Promise.allSettled(Array.from({ length: Math.min(parallel, count) }, worker));
  for (const it of ended) if (it.status === 'rejected') throw it.reason;
  return etags;
}

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}
