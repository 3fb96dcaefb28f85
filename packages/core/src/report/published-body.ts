import { createHash } from 'node:crypto';
import { BODY_LIMIT } from './body-limit.ts';

/** A body that we published: marker, hidden status, what is told of it, and below a fixed line the text. */
export interface PublishedBody {
  /** What every occurrence of one incident shares, see `markerKey`. */
  readonly markerKey: string;
  readonly incidentId: string;
  /** Untrusted: people can edit it. */
  readonly status: unknown;
  readonly text: string;
}

const head = /^(<!-- (sre-aiops:key=[0-9a-f]{32}) incident=([A-Za-z0-9._-]+) -->)\n*/;
const statusLine = /^<!-- sre-aiops:status (\{.*\}) -->$/m;
const textLine = '<!-- sre-aiops:text -->';

/**
 * Takes a published body apart; `undefined` when it does not begin with our marker, so that text which only quotes one
 * is nothing of ours.
 */
export function splitBody(body: string): PublishedBody | undefined {
  const clean = body.replaceAll('\r\n', '\n');
  const [, , markerKey = '', incidentId = ''] = head.exec(clean) ?? [];
  const split = clean.indexOf(`\n${textLine}\n`);
  if (!markerKey || split < 0) return undefined;
  const status = json(statusLine.exec(clean.slice(0, split))?.[1]);
  return { markerKey, incidentId, status, text: clean.slice(split + textLine.length + 2).replace(/^\n/, '') };
}

/** The marker line and the text of a body as `issueText` and `pullRequestText` write it. */
export function splitDraft(body: string): { readonly marker: string; readonly text: string } {
  return { marker: head.exec(body)?.[1] ?? '', text: body.replace(head, '') };
}

/** Puts a body together. `told` is Markdown of ours, one paragraph; empty for none. */
export function joinBody(marker: string, status: object, told: string, text: string): string {
  const lines = [marker, `<!-- sre-aiops:status ${safeJson(status)} -->`, ...(told ? ['', told, ''] : []), textLine];
  return [...lines, '', text].join('\n').slice(0, BODY_LIMIT);
}

/** Hash of a text, ticked boxes aside. */
export function textHash(text: string): string {
  return createHash('sha256').update(unticked(text).trim()).digest('hex').slice(0, 16);
}

/** A text with no box ticked. */
export function unticked(text: string): string {
  return text.replaceAll(/^(\s*- \[)[xX](\] )/gm, '$1 $2');
}

/** A newer body in which the boxes are ticked that people ticked in an older text, where their line is still there. */
export function tickedAs(older: string, newer: string): string {
  const lines = older.split('\n').filter((line) => /^\s*- \[[xX]\] /.test(line));
  const ticked = new Set(lines.map(unticked));
  return newer
    .split('\n')
    .map((line) => (ticked.has(line) ? line.replace('- [ ] ', '- [x] ') : line))
    .join('\n');
}

/** The marker line of a body that was taken apart. */
export function markerOf({ markerKey, incidentId }: PublishedBody): string {
  return `<!-- ${markerKey} incident=${incidentId} -->`;
}

/** JSON that cannot end the comment it stands in; the same content always reads the same. */
function safeJson(value: object): string {
  const sorted = Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
  return JSON.stringify(sorted).replaceAll('--', '-\\u002d').replaceAll('>', '\\u003e');
}

function json(text = ''): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
