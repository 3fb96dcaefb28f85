import type { FixStatus, OpenIncident, StatusReport } from './incident-status.ts';
import { logLine } from './text.ts';

const headings = ['SEV', 'AGE', 'SERVICE', 'ISSUE', 'FIX', 'PROOF', 'CHECKS', 'WHAT BROKE'] as const;
const gutter = 2;
/** The last column is never narrower than this, however narrow the terminal. */
const leastWhat = 24;
/** A service's name longer than this is cut. */
const mostService = 28;

/**
 * Open incidents as a terminal shows them: one row each, where to look below it, and a sentence that sums it up. Free of
 * control characters.
 *
 * @param columns Width of the terminal in characters; without it nothing is cut.
 */
export function statusText({ where, incidents, gaps }: StatusReport, columns = Number.POSITIVE_INFINITY): string {
  const missing = gaps
    .map(({ what, why, remedy }) => `\nNot seen: ${logLine(what)}: ${logLine(why)} ${logLine(remedy)}\n`)
    .join('');
  if (incidents.length === 0) return `Nothing is open in ${logLine(where)}. Have a quiet shift.\n${missing}`;
  const rows = [headings, ...incidents.map(cellsOf)];
  const widths = headings.map((_, at) => Math.max(...rows.map((row) => row[at]!.length)));
  const before = widths.slice(0, -1).reduce((sum, width) => sum + width + gutter, 0);
  const room = Math.max(leastWhat, columns - before);
  const table = rows.map((row) =>
    row
      .map((cell, at) => (at === row.length - 1 ? fitted(cell, room) : cell.padEnd(widths[at]! + gutter)))
      .join('')
      .trimEnd(),
  );
  const pages = incidents.flatMap(({ location, fix, run }) => [location, fix?.location, run]);
  const links = [...new Set(pages)].filter((page) => page !== undefined).map((page) => `  ${logLine(page)}`);
  return `${[...table, '', ...links, '', sentence(incidents)].join('\n')}\n${missing}`;
}

function cellsOf(incident: OpenIncident): string[] {
  const { severity = '?', ageMinutes, service, issue, fix, answered } = incident;
  return [
    severity,
    ageMinutes === undefined ? '?' : shortAge(ageMinutes),
    fitted(logLine(service) || '?', mostService),
    issue === undefined ? '-' : `#${issue}`,
    fix ? `${fix.number ? `#${fix.number} ` : ''}${fix.state}` : answered ? 'none' : 'not yet',
    fix ? `${fix.proof}${fix.changed ? ', then changed' : ''}` : '-',
    fix && fix.state !== 'planned' ? fix.checks : '-',
    what(incident),
  ];
}

function what({ title, firings, resolvedAt }: OpenIncident): string {
  const again = firings > 1 ? ` (fired ${firings} times)` : '';
  return `${resolvedAt ? 'over: ' : ''}${logLine(title)}${again}`;
}

/** Minutes in the least room: `47m`, `6h05`, `3d`. */
function shortAge(minutes: number): string {
  if (minutes < 120) return `${minutes}m`;
  if (minutes < 2880) return `${Math.floor(minutes / 60)}h${String(minutes % 60).padStart(2, '0')}`;
  return `${Math.floor(minutes / 1440)}d`;
}

function sentence(incidents: readonly OpenIncident[]): string {
  const count = (noun: string, number: number) => `${number} ${noun}${number === 1 ? '' : 's'}`;
  const fixes = incidents.flatMap(({ fix }) => (fix ? [fix] : []));
  const wait = (fix: FixStatus) => fix.state === 'draft' || fix.state === 'open';
  const parts = [
    `${count('incident', incidents.length)} ${incidents.length === 1 ? 'is' : 'are'} open`,
    ...named(fixes.filter(wait).length, (number) => `${count('fix', number).replace('fixs', 'fixes')} to review`),
    ...named(fixes.filter(({ checks }) => checks === 'failed').length, (number) => `${number} with failed checks`),
    ...named(incidents.filter(({ resolvedAt }) => resolvedAt).length, (number) => `${number} to close`),
  ];
  return `${parts.join(', ')}.`;
}

function named(number: number, text: (number: number) => string): string[] {
  return number === 0 ? [] : [text(number)];
}

function fitted(text: string, room: number): string {
  return text.length <= room ? text : `${text.slice(0, room - 1).trimEnd()}…`;
}
