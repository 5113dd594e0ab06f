import '@fastify/multipart';
import { goldImportFormats } from '@mingda/contracts';
import type { GoldImport } from '@mingda/evaluation';
import { MingdaError } from '@mingda/platform';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { InvalidInputError } from '../http/invalid-input.error.ts';

const fieldsSchema = z.object({
  format: z.enum(goldImportFormats).optional(),
  separator: z.string().min(1).max(3).optional(),
  state: z.enum(['candidate', 'accepted']).optional(),
});

/**
 * The one file of a multipart request, with the fields before it.
 * @throws MingdaError `FILE_TOO_LARGE`; InvalidInputError when there is no file or a field is wrong
 */
export async function uploadedGoldFile(request: FastifyRequest, maxBytes: number): Promise<GoldImport> {
  if (!request.isMultipart()) {
    throw new InvalidInputError([{ path: 'body', message: 'must be multipart/form-data with a part named `file`' }]);
  }
  const given: Record<string, string> = {};
  for await (const part of request.parts({ limits: { fileSize: maxBytes, files: 1, fields: 10, fieldSize: 100 } })) {
    if (part.type === 'field') {
      given[part.fieldname] = String(part.value);
      continue;
    }
    const tooLarge = new MingdaError('FILE_TOO_LARGE', {
      subject: part.filename,
      detail: `more than ${maxBytes} bytes`,
    });
    // Ends at the bound itself: the parser would swallow the rest of the part first, and a part may never end.
    part.file.once('limit', () => part.file.destroy(tooLarge));
    const pieces: Buffer[] = [];
    for await (const piece of part.file) pieces.push(piece as Buffer);
    if (part.file.truncated) throw tooLarge;
    return { ...checked(given), content: Buffer.concat(pieces) };
  }
  throw new InvalidInputError([{ path: 'body.file', message: 'a file is required' }]);
}

function checked(given: unknown): z.output<typeof fieldsSchema> {
  const parsed = fieldsSchema.safeParse(given);
  if (parsed.success) return parsed.data;
  throw new InvalidInputError(
    parsed.error.issues.map((issue) => ({ path: `body.${issue.path.join('.')}`, message: issue.message })),
  );
}
