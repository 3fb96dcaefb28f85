import type { Incident, LogPattern, Signal } from '../incident/index.ts';
import type { Fullness } from './issue.ts';
import { at, quantity } from './quantity.ts';
import { cell, code, codeCell, fence, htmlCode } from './sanitise.ts';
import { withoutNumber } from './timeline.ts';

/** Every piece of evidence by its id, so that each citation of the text can be looked up in it. */
export function evidenceSection(incident: Incident, much: Fullness): string {
  return [
    alertTable(incident),
    signalTable(incident.signals),
    logPart(incident, much),
    changePart(incident, much),
    filePart(incident),
  ]
    .filter((part) => part !== '')
    .join('\n\n');
}

function alertTable({ alert }: Incident): string {
  const fields: [string, string | undefined][] = [
    ['A.source', alert.source],
    ['A.rule', alert.rule],
    ['A.title', alert.title],
    ['A.description', alert.description],
    ['A.severity', alert.severity],
    ['A.status', alert.status],
    ['A.service', alert.service],
    ['A.environment', alert.environment],
    ['A.resource', alert.resource],
    ['A.firedAt', alert.firedAt],
    ['A.resolvedAt', alert.resolvedAt],
    ...Object.entries(alert.labels)
      .slice(0, 30)
      .map(([name, value]): [string, string] => [`A.labels.${name}`, value]),
  ];
  const rows = fields.flatMap(([id, value]) => (value ? [`| ${idCell(id)} | ${codeCell(value)} |`] : []));
  return ['**Alert**', '', '| Id | Value |', '|---|---|', ...rows].join('\n');
}

/** Label names are the source's; one that is no plain id is quoted. */
function idCell(id: string): string {
  return /^A\.[A-Za-z][\w.-]*$/.test(id) ? id : codeCell(id);
}

function signalTable(signals: readonly Signal[]): string {
  if (signals.length === 0) return '';
  const told = (value: number | undefined, unit: string) => (value === undefined ? '' : cell(quantity(value, unit)));
  const rows = signals.map(
    ({ id, name, value, unit, threshold, baseline }) =>
      `| ${id} | ${codeCell(name)} | ${told(value, unit)} | ${told(threshold, unit)} | ${told(baseline, unit)} |`,
  );
  return [
    '**Metrics**',
    '',
    '| Id | Metric | At the alert | Threshold | Usual |',
    '|---|---|---|---|---|',
    ...rows,
  ].join('\n');
}

function logPart({ log }: Incident, much: Fullness): string {
  if (log.patterns.length === 0) return '';
  const shown = log.patterns.slice(0, much.patterns).map((pattern) => patternDetails(pattern, much.example));
  const more = log.patterns.slice(much.patterns).map(({ id, template }) => `- ${id} ${code(template, 160)}`);
  const redacted = Object.entries(log.redactions).map(([kind, count]) => `${count} × ${code(kind)}`);
  return [
    `**Log**: ${log.lines} lines, ${log.distinct} distinct patterns${redacted.length > 0 ? `; redacted ${redacted.join(', ')}` : ''}`,
    ...shown,
    ...(more.length > 0 ? [more.join('\n')] : []),
  ].join('\n\n');
}

function patternDetails(pattern: LogPattern, example: number): string {
  const when = pattern.firstAt && pattern.lastAt ? `, ${at(pattern.firstAt)} to ${at(pattern.lastAt)}` : '';
  const head = `<b>${pattern.id}</b> ${pattern.level}, ${pattern.count}×, ${pattern.novelty}, line ${pattern.firstLine}${when}: ${htmlCode(pattern.template)}`;
  if (example === 0) return `<details><summary>${head}</summary></details>`;
  return `<details><summary>${head}</summary>\n\n${fence(pattern.example, { max: example })}\n\n</details>`;
}

function changePart({ suspects }: Incident, much: Fullness): string {
  if (suspects.length === 0) return '';
  const shown = suspects.map((suspect) => {
    const name = suspect.number === undefined ? '' : `PR ${suspect.number}, `;
    const files = suspect.files
      .slice(0, much.files)
      .map((file) => `- ${code(file.path)} +${file.additions} −${file.deletions}`);
    const rest = suspect.files.length - files.length;
    if (rest > 0) files.push(`- and ${rest} more`);
    const head = `<b>${suspect.id}</b> ${name}${htmlCode(suspect.sha.slice(0, 12))}, ${at(suspect.mergedAt)}: ${htmlCode(withoutNumber(suspect.title))}`;
    return `<details><summary>${head}</summary>\n\n${files.join('\n') || 'No files are known.'}\n\n</details>`;
  });
  return ['**Changes**', ...shown].join('\n\n');
}

function filePart({ files }: Incident): string {
  if (files.length === 0) return '';
  const rows = files.map(
    ({ id, path, line, why }) =>
      `| ${id} | ${codeCell(line === undefined ? path : `${path}:${line}`)} | ${cell(why)} |`,
  );
  return ['**Files**', '', '| Id | File | Why |', '|---|---|---|', ...rows].join('\n');
}
