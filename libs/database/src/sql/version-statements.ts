/** The statements of the ingestion job, which has no caller: it names one version and gets that version's scope. */
export const loadVersionSql = `
select v.id as "versionId", v.document_id as "documentId", v.collection_id as "collectionId", v.tenant_id as "tenantId",
  d.source_key as "sourceKey", v.title, v.file_name as "fileName", v.media_type as "mediaType", v.blob_key as "blobKey",
  v.content_hash as "contentHash", v.state, c.profile,
  home.id as "lexiconOf", home.lexicon_revision as "lexiconRevision", home.words_revision as "wordsRevision"
from document_version v
join document d on d.id = v.document_id
join collection c on c.id = v.collection_id
join collection home on home.id = coalesce(c.shadow_of, c.id)
where v.id = $1`;

/** A worker that was thought dead may still report; what has ended stays as it ended. */
export const setStageSql = `
update document_version set state = $2, progress = $3, failure = null, retry = null
where id = $1 and state not in ('ready', 'ready-with-warnings', 'failed', 'cancelled', 'superseded')`;
