import { cell, code, codeCell } from '../report/sanitise.ts';
import { entryPath, type KnowledgeEntry } from './entry.ts';

/** The table of all past incidents, newest first. Files that could not be read are named below it, never dropped. */
export function renderTable(entries: readonly KnowledgeEntry[], malformed: readonly string[] = []): string {
  const rows = [...entries]
    .sort((a, b) => Date.parse(b.lastSeenAt) - Date.parse(a.lastSeenAt) || (a.id < b.id ? -1 : 1))
    .map(row);
  const lines = [
    '# Past incidents',
    '',
    'One line per incident, newest first. Written from `incidents/*.md`; change those, not this table.',
    '',
    '| Last seen | Incident | Service | Severity | Failure mode | Culprit | Fix | Seen | MTTR |',
    '|---|---|---|---|---|---|---|---|---|',
    ...rows,
  ];
  if (malformed.length > 0) {
    lines.push(
      '',
      `Not in the table, since the front matter cannot be read: ${malformed.map((path) => code(path)).join(', ')}.`,
    );
  }
  return `${lines.join('\n')}\n`;
}

function row(entry: KnowledgeEntry): string {
  const cells = [
    entry.lastSeenAt.slice(0, 10),
    `[${cell(entry.title, 100)}](${entryPath(entry.id)})`,
    codeCell(entry.service),
    entry.severity,
    codeCell(entry.failureMode),
    culprit(entry),
    entry.outcome === 'healed' ? entry.remediationType : `${entry.remediationType} (proposed)`,
    entry.occurrences.length === 1 ? 'once' : `${entry.occurrences.length} times`,
    entry.mttrMinutes === undefined ? 'not measured' : `${entry.mttrMinutes} min`,
  ];
  return `| ${cells.join(' | ')} |`;
}

/** The number only: `#12` would tie an unrelated issue of the repository that holds the knowledge base to this file. */
function culprit({ culprit }: KnowledgeEntry): string {
  if (!culprit) return 'none';
  return culprit.number === undefined ? cell(culprit.title, 60) : `PR ${culprit.number}`;
}
