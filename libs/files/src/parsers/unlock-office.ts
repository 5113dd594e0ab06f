import { MingdaError } from '@mingda/platform';
import { oleKind } from '../detection/binary-kinds.ts';

/**
 * An Office file without its password (MS-OFFCRYPTO); any other file as it is.
 * @throws MingdaError `FILE_PASSWORD_WRONG`
 */
export async function unlockOffice(bytes: Buffer, password: string): Promise<Buffer> {
  if (oleKind(bytes)?.encrypted !== true) return bytes;
  // Loaded when it is needed: hardly a file is protected.
  const { default: office } = await import('officecrypto-tool');
  try {
    return await office.decrypt(bytes, { password });
  } catch (error) {
    throw new MingdaError('FILE_PASSWORD_WRONG', { cause: error });
  }
}
