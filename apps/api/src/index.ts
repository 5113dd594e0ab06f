export { adminTokenNotice } from './admin-token-notice.ts';
export { ApiModule } from './api.module.ts';
export { apiPrefix } from './http/operation.decorator.ts';
export { openApiDocument, type OpenApiDocument } from './openapi/open-api-document.ts';
export { startApi, type RunningApi } from './start-api.ts';
export { version } from './version.ts';
