import type { Engine } from '@mingda/engine';
import type { PrometheusText } from '@mingda/platform';

/** What the tenant of this installation has left to import; read from the rows when the page is asked for. */
export async function addImportMetrics(page: PrometheusText, { importing, tenantId }: Engine): Promise<void> {
  const { total } = await importing.board.overview({ tenantId });
  const { waiting, retrying, running, failed } = total;
  for (const [state, count] of Object.entries({ waiting, retrying, running, failed })) {
    page.gauge('mingda_import_documents', 'Documents by where their import stands.', [count, { state }]);
  }
  page.gauge('mingda_import_paused', '1 while every collection is paused.', total.paused ? 1 : 0);
  const pace = {
    documents: total.documentsPerMinute,
    pages: total.pagesPerMinute,
    chunks: total.chunksPerMinute,
  };
  for (const [what, value] of Object.entries(pace)) {
    if (value !== null)
      page.gauge('mingda_import_per_minute', 'Finished in the last minutes; absent until known.', [value, { what }]);
  }
  if (total.etaSeconds !== null)
    page.gauge('mingda_import_eta_seconds', 'Until nothing waits any more; absent while unknown.', total.etaSeconds);
}
