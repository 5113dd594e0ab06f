import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The models that read questions without an instruction from now on; their vectors of passages stay as they are. */
const models = `(values ('bge-small-zh-v1.5-int8'), ('bge-small-zh-v1.5-fp32')) as model (key)`;
/** What the key of a model ends with for vectors of questions that were read with the instruction. */
const instructed = ' with instruction';

/** Moves the vectors of approved answers or gaps from one kind of reading to the other. */
const move = (table: string, from: string, to: string): string => `
  update ${table} q set model_id = now.id
  from ${models}
  join embedding_model was on was.key = model.key || '${from}'
  join embedding_model now on now.key = model.key || '${to}'
  where q.model_id = was.id;
`;

/**
 * Stored vectors of questions that were read with the instruction count as another model's: nothing is compared with them, and
 * the worker makes them anew at its start. Recognisers of intents are trained again in the same way.
 */
export class QuestionVectors implements MigrationInterface {
  readonly name = '0013-question-vectors-1764306000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      insert into embedding_model (key, dims)
      select m.key || '${instructed}', m.dims from embedding_model m join ${models} on model.key = m.key
      where exists (select from faq_phrasing p where p.model_id = m.id) or exists (select from gap g where g.model_id = m.id);
      ${move('faq_phrasing', '', instructed)}
      ${move('gap', '', instructed)}
      delete from intent_model where model_key in (select key from ${models});
    `);
  }

  /** What was made anew meanwhile stays as it is. */
  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ${move('faq_phrasing', instructed, '')}
      ${move('gap', instructed, '')}
      delete from embedding_model where key in (select key || '${instructed}' from ${models});
    `);
  }
}
