import type { GenerationMessage } from './text-generator.ts';

/** Blank lines part the turns; a model that was shown some turns ends its own with one. */
export const transcriptStop = '\n\n';

const han = /\p{Script=Han}/u;

/**
 * Messages as one text, for models that were trained on plain text and know no roles: the instruction, then turn after
 * turn, the last one left open for the model to complete.
 */
export function transcriptPrompt(messages: readonly GenerationMessage[]): string {
  const label = messages.some(({ role, content }) => role === 'user' && han.test(content)) ? '回答：' : 'Answer: ';
  let text = '';
  let open = false;
  for (const { role, content } of messages) {
    const clean = content.trim().replaceAll(/\n{2,}/g, '\n');
    if (role === 'assistant') {
      text += `${open ? '' : label}${clean}${transcriptStop}`;
      open = false;
    } else {
      text += open ? `\n${clean}` : clean;
      if (role === 'user') text += `\n${label}`;
      else text += transcriptStop;
      open = role === 'user';
    }
  }
  // A blank at the end would be half of the model's own first token.
  return (open ? text : `${text}${label}`).trimEnd();
}
