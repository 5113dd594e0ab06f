import type { Message } from './message.ts';

/** For readers of plain mail. */
export function emailText({ title, facts, sentences, link }: Message): string {
  return [
    title,
    ...(facts.length > 0 ? [facts.join(' · ')] : []),
    sentences.map((sentence) => `- ${sentence}`).join('\n'),
    ...(link === undefined ? [] : [`${link.label}: ${link.url}`]),
    '',
  ].join('\n\n');
}

/** Styles in the tags and nothing fetched: that is what mail programs leave alone. */
export function emailHtml({ title, facts, sentences, link, language, kind }: Message): string {
  const colour = kind === 'alert' ? '#b3261e' : '#1f2933';
  return [
    '<!doctype html>',
    `<html lang="${language === 'zh' ? 'zh-CN' : 'en'}"><head><meta charset="utf-8"><title>${escape(title)}</title></head>`,
    "<body style=\"margin:0;padding:24px;color:#1f2933;font:15px/1.6 -apple-system,'Segoe UI','PingFang SC','Microsoft YaHei',sans-serif\">",
    `<h1 style="margin:0 0 4px;font-size:20px;color:${colour}">${escape(title)}</h1>`,
    `<p style="margin:0 0 16px;color:#616e7c;font-size:13px">${escape(facts.join(' · '))}</p>`,
    `<ul style="padding-left:20px">${sentences.map((it) => `<li style="margin-bottom:6px">${escape(it)}</li>`).join('')}</ul>`,
    ...(link === undefined ? [] : [`<p><a href="${escape(link.url)}">${escape(link.label)}</a></p>`]),
    '</body></html>',
  ].join('\n');
}

function escape(text: string): string {
  const entities: Readonly<Record<string, string>> = {
    '&': '&amp;',
    '<': '&lt;',
    '>': '&gt;',
    '"': '&quot;',
    "'": '&#39;',
  };
  return text.replace(/[&<>"']/g, (sign) => entities[sign]);
}
