import { queryOptions } from '@tanstack/react-query';
import { listApiKeys } from '../api/client.generated.ts';

export const apiKeysQuery = queryOptions({
  queryKey: ['api-keys'],
  queryFn: ({ signal }) => listApiKeys({ signal }),
});
