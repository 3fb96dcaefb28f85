import { fingerprint } from '../infrastructure/objects.ts';
import type { WorkOrder } from '../infrastructure/order.ts';
import type { InfrastructureWork, WorkRun } from '../infrastructure/work.ts';
import { cell, code, codeCell, fence, inline } from './sanitise.ts';

/** Characters of a preview, and of one command's output, that are shown. */
const maxPreview = 6_000;
const maxOutput = 2_000;
/** Commands of a report whose output is shown. */
const maxOutputs = 12;

const headings: Readonly<Record<InfrastructureWork['outcome'], string>> = {
  refused: 'Not begun',
  unchanged: 'Nothing to do',
  planned: 'Previewed, not applied',
  applied: 'Applied',
  failed: 'Failed, and not taken back',
  'rolled-back': 'Failed, and rolled back',
  'rollback-failed': 'Failed, and the rollback failed too',
};

/**
 * The hidden line by which the report on an order is found again. It is made of the whole order: who dispatches other work
 * under the hash of a plan does not write over that plan's report.
 */
export function workSign({ incidentId, action, parameters, planHash }: WorkOrder): string {
  return `<!-- sre-aiops:work ${fingerprint({ incidentId, action, parameters, planHash }).slice(0, 32)} -->`;
}

/**
 * What became of infrastructure work, as Markdown for an issue or the summary of a job. What the tools said is quoted; nothing is
 * said to be done that no command showed.
 *
 * @param ended How the job that would have applied a plan ended, where it left no word of its own.
 */
export function workText(work: InfrastructureWork, ended?: string): string {
  const { action, parameters, outcome, why, target, commit, hash, changes, commands, wayBack, runs } = work;
  const facts = [
    ['parameters', JSON.stringify(parameters)],
    ['cluster', target && [target.context || '(current)', target.server].filter(Boolean).join(' ')],
    ['namespace', target?.namespace],
    ['commit', commit],
    ['plan that was asked for, claimed by who dispatched', work.planHash],
    ['plan with its preview', hash],
  ].flatMap(([name = '', value]) => (value ? [`| ${name} | ${codeCell(value, 400)} |`] : []));
  const notApplied =
    outcome === 'planned' && ended
      ? ` The job that would apply it ended as ${code(ended, 40)} and left no report.`
      : '';
  const parts = [
    `### ${headings[outcome]}: ${code(action)}`,
    `${inline(why, { max: 1_200 })}${notApplied}`,
    ['| | |', '| --- | --- |', ...facts].join('\n'),
    ...(changes.length > 0 ? previewOf(changes) : []),
    ...(runs.length > 0 ? [runTable(runs), ...runs.slice(-maxOutputs).flatMap(outputOf)] : []),
    ...(runs.length === 0 && commands.length > 0
      ? [`Commands: ${commands.map((args) => code(args.join(' '), 400)).join(', ')}`]
      : []),
    ...(wayBack ? [`Way back: ${inline(wayBack)}`] : []),
  ];
  return parts.join('\n\n');
}

/** What is cut here is whole in the artifact that `infra-remediation.yml` keeps. */
function previewOf(changes: readonly string[]): string[] {
  const [shown, whole] = [maxPreview, Number.POSITIVE_INFINITY].map((max) =>
    fence(changes.join('\n'), { language: 'diff', max }),
  ) as [string, string];
  const more = `Only its beginning is shown. Before you approve it, read all ${changes.length} lines: \`changes\` in \`result.json\` of the artifact \`infra-preview\` of the run.`;
  return ['What a dry run changes:', shown, ...(shown === whole ? [] : [more])];
}

function runTable(runs: readonly WorkRun[]): string {
  const rows = runs.map(({ phase, command, outcome, exitCode }) => {
    const end = exitCode === undefined ? outcome : `exit code ${exitCode}`;
    return `| ${phase} | ${codeCell(command.join(' '), 300)} | ${cell(end)} |`;
  });
  return ['| for | command | ended with |', '| --- | --- | --- |', ...rows].join('\n');
}

function outputOf({ command, output }: WorkRun): string[] {
  if (output === '') return [];
  const title = code(
    command
      .filter((arg) => !arg.startsWith('-'))
      .slice(0, 4)
      .join(' '),
    120,
  );
  return [`${title} said:`, fence(output.slice(-maxOutput), { max: maxOutput })];
}
