# One image for every service; the command chooses which. See docker-compose.yml.
FROM node:24-slim AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
COPY apps/api/package.json apps/api/
COPY apps/cli/package.json apps/cli/
COPY apps/eval/package.json apps/eval/
COPY apps/inference/package.json apps/inference/
COPY apps/portal/package.json apps/portal/
COPY apps/worker/package.json apps/worker/
COPY libs/access/package.json libs/access/
COPY libs/langchain/package.json libs/langchain/
COPY libs/answering/package.json libs/answering/
COPY libs/contracts/package.json libs/contracts/
COPY libs/database/package.json libs/database/
COPY libs/dialogue/package.json libs/dialogue/
COPY libs/domain/package.json libs/domain/
COPY libs/engine/package.json libs/engine/
COPY libs/evaluation/package.json libs/evaluation/
COPY libs/files/package.json libs/files/
COPY libs/improvement/package.json libs/improvement/
COPY libs/inference/package.json libs/inference/
COPY libs/ingestion/package.json libs/ingestion/
COPY libs/language/package.json libs/language/
COPY libs/models/package.json libs/models/
COPY libs/ocr/package.json libs/ocr/
COPY libs/platform/package.json libs/platform/
COPY libs/queue/package.json libs/queue/
COPY libs/reporting/package.json libs/reporting/
COPY libs/retrieval/package.json libs/retrieval/
COPY libs/secrets/package.json libs/secrets/
COPY libs/sources/package.json libs/sources/
COPY libs/testing/package.json libs/testing/
COPY libs/timing/package.json libs/timing/
COPY migrations/package.json migrations/
RUN npm ci --ignore-scripts
COPY . .
RUN npm run build \
  && npm prune --omit=dev --ignore-scripts \
  && rm -rf node_modules/node-linux-* node_modules/.bin/node

FROM node:24-slim
ENV NODE_ENV=production \
    MINGDA_HOST=0.0.0.0 \
    MINGDA_DATA_DIR=/data \
    MINGDA_MODELS_DIR=/models
WORKDIR /app
COPY --from=build --chown=root:root /app /app
RUN mkdir -p /data /models && chown node:node /data /models && chmod 700 /data
USER node
VOLUME ["/data", "/models"]
EXPOSE 3000
# Standalone by default: embedded database, models in this process.
CMD ["node", "apps/cli/bin/mingda.js", "start"]
