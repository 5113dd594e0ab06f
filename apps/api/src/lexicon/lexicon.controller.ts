import { Controller, Inject, Req, StreamableFile } from '@nestjs/common';
import { routes, type LexiconImport, type LexiconState, type LexiconSynonym, type Principal } from '@mingda/contracts';
import { LexiconEntryRepository } from '@mingda/database';
import { ManageLexicon } from '@mingda/improvement';
import type { Config } from '@mingda/platform';
import type { FastifyRequest } from 'fastify';
import { DocumentLookup } from '../documents/document-lookup.ts';
import { uploadedFiles } from '../documents/uploaded-files.ts';
import { CONFIG } from '../engine.providers.ts';
import { Operation, type InputOf, type ReplyOf } from '../http/operation.decorator.ts';
import { Caller, Input } from '../http/request.decorators.ts';

@Controller()
export class LexiconController {
  constructor(
    private readonly entries: LexiconEntryRepository,
    private readonly manageLexicon: ManageLexicon,
    private readonly lookup: DocumentLookup,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  @Operation(routes.getLexicon)
  state(@Caller() { scope }: Principal, @Input() { params }: InputOf<typeof routes.getLexicon>): Promise<LexiconState> {
    return this.entries.state(scope, params.collectionId);
  }

  @Operation(routes.listWords)
  async words(
    @Caller() { scope }: Principal,
    @Input() { params, query }: InputOf<typeof routes.listWords>,
  ): Promise<ReplyOf<typeof routes.listWords>> {
    await this.lookup.collection(scope, params.collectionId);
    return this.entries.words(scope, params.collectionId, query);
  }

  @Operation(routes.addWords)
  addWords(
    @Caller() { scope, name }: Principal,
    @Input() { params, body }: InputOf<typeof routes.addWords>,
  ): Promise<ReplyOf<typeof routes.addWords>> {
    return this.manageLexicon.addWords(scope, { ...params, words: body.words, by: name });
  }

  @Operation(routes.deleteWord)
  deleteWord(@Caller() { scope }: Principal, @Input() { params }: InputOf<typeof routes.deleteWord>): Promise<void> {
    return this.manageLexicon.deleteWord(scope, params.collectionId, params.wordId);
  }

  @Operation(routes.listSynonyms)
  async synonyms(
    @Caller() { scope }: Principal,
    @Input() { params, query }: InputOf<typeof routes.listSynonyms>,
  ): Promise<ReplyOf<typeof routes.listSynonyms>> {
    await this.lookup.collection(scope, params.collectionId);
    return this.entries.synonyms(scope, params.collectionId, query);
  }

  @Operation(routes.addSynonym)
  addSynonym(
    @Caller() { scope, name }: Principal,
    @Input() { params, body }: InputOf<typeof routes.addSynonym>,
  ): Promise<LexiconSynonym> {
    return this.manageLexicon.addSynonym(scope, { ...params, content: body, by: name });
  }

  @Operation(routes.changeSynonym)
  changeSynonym(
    @Caller() { scope, name }: Principal,
    @Input() { params, body }: InputOf<typeof routes.changeSynonym>,
  ): Promise<LexiconSynonym> {
    const { collectionId, synonymId: id } = params;
    return this.manageLexicon.changeSynonym(scope, { collectionId, id, content: body, by: name });
  }

  @Operation(routes.deleteSynonym)
  deleteSynonym(
    @Caller() { scope }: Principal,
    @Input() { params }: InputOf<typeof routes.deleteSynonym>,
  ): Promise<void> {
    return this.entries.deleteSynonym(scope, params.collectionId, params.synonymId);
  }

  @Operation(routes.importLexicon)
  async import(
    @Caller() { scope, name }: Principal,
    @Input() { params }: InputOf<typeof routes.importLexicon>,
    @Req() request: FastifyRequest,
  ): Promise<LexiconImport> {
    await this.lookup.collection(scope, params.collectionId);
    const total: LexiconImport = { words: 0, synonyms: 0, unchanged: 0, rejected: [] };
    for await (const { content } of uploadedFiles(request, this.config.limits.fileBytes)) {
      const done = await this.manageLexicon.import(scope, { ...params, content, by: name });
      total.words += done.words;
      total.synonyms += done.synonyms;
      total.unchanged += done.unchanged;
      total.rejected.push(...done.rejected);
    }
    return total;
  }

  @Operation(routes.exportLexicon)
  async export(
    @Caller() { scope }: Principal,
    @Input() { params }: InputOf<typeof routes.exportLexicon>,
  ): Promise<StreamableFile> {
    await this.lookup.collection(scope, params.collectionId);
    const file = await this.manageLexicon.export(scope, params.collectionId);
    return new StreamableFile(file, {
      type: 'text/csv; charset=utf-8',
      disposition: 'attachment; filename="lexicon.csv"',
    });
  }
}
