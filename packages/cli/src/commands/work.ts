import { readOrder, SreError } from '@sre-aiops/core';
import { type Command, Option } from 'commander';
import { systemClock } from '../clock.ts';
import { doWork, previewWork } from '../infrastructure/do-work.ts';
import { readDocumentIfPresent } from '../local/incident-folder.ts';
import { numberOf } from '../options.ts';
import { plain, terminalLog } from '../terminal.ts';

/** What `dispatch-infra` takes beside the options of every stage. */
export interface WorkFlags {
  readonly step?: 'preview' | 'apply';
  readonly approved?: string;
  readonly clone?: string;
  readonly context?: string;
  readonly minutes?: number;
  readonly json?: boolean;
}

/** Adds the options by which infrastructure work is done from a terminal. */
export function addWorkOptions(command: Command): Command {
  return command
    .addOption(
      new Option('--step <name>', 'do the work from here instead of asking for it').choices(['preview', 'apply']),
    )
    .option('--approved <hash>', 'with --step apply: the hash that the preview printed')
    .option('--clone <folder>', 'with --step: checkout whose files are applied (default: the one you stand in)')
    .option('--context <name>', 'with --step: context of the kubeconfig (default: the current one)')
    .option('--minutes <n>', 'with --step: time that a rollout may take (default: 10)', numberOf('minutes'));
}

/**
 * Previews the infrastructure work of an incident's folder, or applies it.
 *
 * @throws {SreError} as `previewWork` and `doWork`; `DOCUMENT_MISSING` when the incident asks for none; `CLUSTER_REFUSED`
 *   when it was begun and did not succeed.
 */
export async function workAt(folder: string, { step, approved = '', json, ...how }: WorkFlags): Promise<void> {
  const remediation = await readDocumentIfPresent(folder, 'remediation');
  if (!remediation?.infrastructure) {
    const remedy = 'Run `remediate` on an incident whose remedy is infrastructure work.';
    throw new SreError('DOCUMENT_MISSING', `${folder} asks for no infrastructure work.`, remedy);
  }
  const { action, parameters, planHash } = remediation.infrastructure;
  const order = readOrder({
    incidentId: remediation.incidentId,
    action,
    parameters: JSON.stringify(parameters),
    planHash,
  });
  const options = { ...how, clock: systemClock, log: terminalLog() };
  const work = step === 'apply' ? await doWork(order, approved, options) : await previewWork(order, options);
  const lines = [`${work.outcome}: ${work.why}`, ...work.changes.map((line) => `  ${line}`), `hash ${work.hash}`];
  process.stdout.write(json ? `${JSON.stringify(work)}\n` : `${lines.map(plain).join('\n')}\n`);
  if (!['failed', 'rolled-back', 'rollback-failed'].includes(work.outcome)) return;
  throw new SreError('CLUSTER_REFUSED', `The work did not succeed: ${work.outcome}.`, work.wayBack);
}
