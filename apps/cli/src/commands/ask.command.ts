import type { Answer, Citation } from '@mingda/contracts';
import { Command } from 'commander';
import { runCommand, withKnowledgeBase, withServerOptions, type CommonOptions } from '../command-context.ts';
import { findCollection } from '../importing/import-documents.ts';

interface AskOptions extends CommonOptions {
  readonly collection: string;
}

export function askCommand(): Command {
  return withServerOptions(new Command('ask'))
    .description('Ask a question and see the passages behind the answer')
    .argument('<question>', 'the question')
    .requiredOption('--collection <name>', 'collection to ask')
    .action((question: string, options: AskOptions) =>
      runCommand(options, async (context) => {
        const answer = await withKnowledgeBase(context, options, async (base) => {
          const collection = await findCollection(base, options.collection);
          return base.ask({ collectionId: collection.id, question });
        });
        context.terminal.result(answer, describeAnswer(answer));
      }),
    );
}

function describeAnswer(answer: Answer): string {
  const state = `(${answer.outcome}, confidence ${answer.confidence.toFixed(2)}, ${Math.round(answer.timings.totalMs)} ms)`;
  return [answer.text, state, ...answer.citations.map(describeCitation)].join('\n');
}

function describeCitation(it: Citation): string {
  const pages = it.pageTo !== null && it.pageTo !== it.pageFrom ? `${it.pageFrom}-${it.pageTo}` : String(it.pageFrom);
  const page = it.pageFrom === null ? '' : `, p. ${pages}`;
  return `[${it.marker}] ${it.title} (${it.sourceKey}, v${it.versionNumber}${page}, ${it.charStart}-${it.charEnd})\n    “${it.quote}”`;
}
