import { expect, test } from 'vitest';
import { encodePath, encodeQuery, signRequest } from './s3-signature.ts';

const credentials = {
  accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
  secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
};

/** The worked examples of the protocol's documentation. */
test.each([
  [
    'an object',
    { path: '/test.txt', query: {}, headers: { range: 'bytes=0-9' } },
    'f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41',
  ],
  [
    'a setting of the bucket',
    { path: '/', query: { lifecycle: '' }, headers: {} },
    'fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543',
  ],
  [
    'a listing',
    { path: '/', query: { prefix: 'J', 'max-keys': '2' }, headers: {} },
    '34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7',
  ],
])('signs the request for %s as documented', (_name, request, signature) => {
  const headers = signRequest(
    { method: 'GET', host: 'examplebucket.s3.amazonaws.com', payload: new Uint8Array(), ...request },
    credentials,
    { region: 'us-east-1', at: new Date('2013-05-24T00:00:00Z') },
  );
  expect(headers['authorization']).toMatch(new RegExp(`, Signature=${signature}$`));
});

test('encodes keys and queries in the one way that signatures know', () => {
  expect(encodePath("a b/c+d/(e)'/明.md")).toBe('a%20b/c%2Bd/%28e%29%27/%E6%98%8E.md');
  expect(encodeQuery({ prefix: 'a/b c', 'list-type': '2' })).toBe('list-type=2&prefix=a%2Fb%20c');
});
