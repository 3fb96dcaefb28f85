import { join } from 'node:path';
import * as actions from '@actions/core';
import {
  assertMayDispatch,
  createRedactor,
  InfrastructureWork,
  readOrder,
  refusedWork,
  SreError,
  type WorkOrder,
  workSign,
  workText,
} from '@sre-aiops/core';
import {
  doWork,
  openGithub,
  parseJson,
  plain,
  previewWork,
  readArrived,
  type StageRunOptions,
  writeWhole,
} from 'sre-aiops';
import type { Given } from './inputs.ts';
import { summarise } from './summary.ts';

/** With what the work of an action is done. */
export type ActionOptions = StageRunOptions & { readonly out: string };

/** Bytes of a report that are read. */
const maxReport = 1024 * 1024;

/** Previews infrastructure work, applies it, or tells on the issue what became of it. */
export async function workOn(given: Given, options: ActionOptions): Promise<void> {
  if (given.step === 'report') return report(given, options);
  const order = readOrder({
    incidentId: given['incident-id'] ?? '',
    action: given.action ?? '',
    parameters: given.parameters ?? '',
    planHash: given['plan-hash'] ?? '',
  });
  const folder = join(options.out, '..', 'infrastructure', String(given.step));
  const work = await attempt(order, given, options).catch(async (error: unknown) => {
    if (error instanceof SreError) await keep(folder, refused(order, error, options));
    throw error;
  });
  await keep(folder, work);
  if (['failed', 'rolled-back', 'rollback-failed'].includes(work.outcome)) {
    actions.setFailed(plain(`${work.outcome}: ${work.why}`));
  }
}

async function attempt(order: WorkOrder, given: Given, options: ActionOptions): Promise<InfrastructureWork> {
  const github = openGithub(given.repository, options);
  assertMayDispatch(await github.writer.policy(), order);
  const environment = given.environment ?? '';
  const { anyBranch } = await github.assertProtected(environment);
  if (anyBranch) {
    options.log.warning(
      `Jobs of any branch may use the environment ${environment}: allow the default branch alone, or a changed workflow gets in.`,
    );
  }
  const { clone, context, minutes } = given;
  const how = { clone, context, minutes, clock: options.clock, log: options.log };
  return given.step === 'apply' ? doWork(order, given.approved ?? '', how) : previewWork(order, how);
}

function refused(order: WorkOrder, { message, remedy }: SreError, { clock }: ActionOptions): InfrastructureWork {
  return refusedWork(order, `${message} ${remedy}`, { clock, redact: createRedactor().redact });
}

/** Leaves a report where the next job finds it, and hands on what the next step decides by. */
async function keep(folder: string, work: InfrastructureWork): Promise<void> {
  await writeWhole(join(folder, 'result.json'), `${JSON.stringify(work, null, 2)}\n`);
  const { outcome, hash, commit } = work;
  for (const [name, value] of Object.entries({ outcome, hash, commit, result: folder })) {
    if (value !== undefined) actions.setOutput(name, value);
  }
  await summarise(workText(work));
}

/** The report comes from a job that ran the tools: text to quote, in a form that is checked. */
async function report({ result = '', issue, ended, repository }: Given, options: ActionOptions): Promise<void> {
  if (issue === undefined) {
    throw new SreError('OPTION_INVALID', '`issue` is missing.', 'Give the number of the issue on which to tell.');
  }
  const file = join(result, 'result.json');
  const read = InfrastructureWork.safeParse(
    parseJson(await readArrived(file, maxReport, (why) => missing(file, why)), file),
  );
  if (!read.success) {
    throw new SreError(
      'DOCUMENT_INVALID',
      `${file} is no report of infrastructure work.`,
      'Take it from the job that previewed or applied the plan.',
    );
  }
  const { writer } = openGithub(repository, options);
  const outcome = await writer.putComment(issue, workSign(read.data), `${workText(read.data, ended)}\n\n${runLink()}`);
  options.log.info('skipped' in outcome ? `Not told: ${outcome.skipped}` : `Told: ${outcome.location}`);
}

function missing(file: string, why: string): SreError {
  return new SreError(
    'DOCUMENT_MISSING',
    `${file} cannot be read: ${why}.`,
    'Download the artifact of the job that previewed or applied the plan first.',
  );
}

/** The page of this run, as the runner names it. */
function runLink(): string {
  const { GITHUB_SERVER_URL, GITHUB_REPOSITORY, GITHUB_RUN_ID } = process.env;
  return GITHUB_RUN_ID ? `[The run](${GITHUB_SERVER_URL}/${GITHUB_REPOSITORY}/actions/runs/${GITHUB_RUN_ID})` : '';
}
