import { errorCatalogue, errorCodes, problemSchema } from '@mingda/contracts';
import { MingdaError } from '@mingda/platform';
import { BadRequestException, NotFoundException } from '@nestjs/common';
import { describe, expect, it } from 'vitest';
import { InvalidInputError } from './invalid-input.error.ts';
import { toProblem, translateError } from './problem.ts';

describe('problems', () => {
  it.each(errorCodes)('carry status and both titles of %s', (code) => {
    const problem = toProblem(new MingdaError(code), 'r1');
    expect(problemSchema.parse(problem)).toEqual(problem);
    expect(problem).toMatchObject({
      code,
      status: errorCatalogue[code].status,
      requestId: 'r1',
      type: `urn:mingda:error:${code}`,
    });
    expect(problem.titleZh).not.toBe(problem.title);
  });

  it('say what is wrong with the request, and keep to themselves what is wrong with us', () => {
    const theirs = toProblem(new MingdaError('FILE_TOO_LARGE', { subject: 'a.pdf', detail: 'more than 5 bytes' }), 'r');
    expect(theirs.detail).toBe('a.pdf: more than 5 bytes');
    const ours = toProblem(new MingdaError('DATABASE_UNAVAILABLE', { detail: 'postgres://user:secret@db' }), 'r');
    expect(JSON.stringify(ours)).not.toContain('secret');
  });

  it('hide unknown errors', () => {
    const problem = toProblem(translateError(new Error('select * from secret')), 'r');
    expect(problem).toMatchObject({ code: 'INTERNAL', status: 500 });
    expect(JSON.stringify(problem)).not.toContain('secret');
  });

  it('list the wrong fields', () => {
    const issues = [{ path: 'body.question', message: 'too long' }];
    expect(toProblem(new InvalidInputError(issues), 'r')).toMatchObject({ code: 'INVALID_INPUT', issues });
  });

  it.each([
    [new NotFoundException('Cannot GET /x'), 'NOT_FOUND'],
    [new BadRequestException(), 'INVALID_INPUT'],
    [Object.assign(new Error('bad JSON'), { code: 'FST_ERR_CTP_INVALID_JSON_BODY', statusCode: 400 }), 'INVALID_INPUT'],
    [Object.assign(new Error('media'), { code: 'FST_ERR_CTP_INVALID_MEDIA_TYPE', statusCode: 415 }), 'INVALID_INPUT'],
    [Object.assign(new Error('odd'), { statusCode: 503 }), 'INTERNAL'],
  ])('translate errors of the server framework: %s', (error, code) => {
    expect(translateError(error).code).toBe(code);
  });
});
