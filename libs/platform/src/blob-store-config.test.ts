import { expect, test } from 'vitest';
import { loadConfig } from './config.ts';

const keys = { MINGDA_BLOBS_ACCESS_KEY_ID: 'a', MINGDA_BLOBS_SECRET_ACCESS_KEY: 's' };

test('originals lie in the data folder unless a bucket is named', () => {
  expect(loadConfig({}).blobs.s3).toBeUndefined();
  expect(loadConfig({ ...keys, MINGDA_BLOBS_URL: '' }).blobs.s3).toBeUndefined();
});

test.each([
  ['s3://documents', 'documents', ''],
  ['s3://my.documents/', 'my.documents', ''],
  ['s3://documents/mingda/a b', 'documents', 'mingda/a b'],
])('reads %s', (url, bucket, prefix) => {
  const settings = {
    MINGDA_BLOBS_URL: url,
    MINGDA_BLOBS_ENDPOINT: 'http://store:9000',
    MINGDA_BLOBS_PATH_STYLE: 'true',
  };
  expect(loadConfig({ ...keys, ...settings }).blobs.s3).toEqual({
    bucket,
    prefix,
    endpoint: 'http://store:9000',
    region: 'us-east-1',
    pathStyle: true,
    accessKeyId: 'a',
    secretAccessKey: 's',
  });
});

test.each([
  [{ MINGDA_BLOBS_URL: 's3://documents' }, 'MINGDA_BLOBS_ACCESS_KEY_ID'],
  [{ ...keys, MINGDA_BLOBS_URL: 'https://documents' }, 's3://bucket'],
  [{ ...keys, MINGDA_BLOBS_URL: 's3://' }, 's3://bucket'],
  [{ ...keys, MINGDA_BLOBS_URL: 's3://b/x?y' }, 's3://bucket'],
  [{ MINGDA_BLOBS_ENDPOINT: 'ftp://x' }, 'MINGDA_BLOBS_ENDPOINT'],
])('refuses %j and says why', (settings, said) => {
  expect(() => loadConfig(settings)).toThrow(expect.objectContaining({ code: 'CONFIG_INVALID' }));
  expect(() => loadConfig(settings)).toThrow(said);
});

test('private hosts of sources are a list', () => {
  const { sources } = loadConfig({ MINGDA_SOURCE_PRIVATE_HOSTS: ' wiki.example.com, *.corp ,,10.1.0.0/16' });
  expect(sources.privateHosts).toEqual(['wiki.example.com', '*.corp', '10.1.0.0/16']);
});
