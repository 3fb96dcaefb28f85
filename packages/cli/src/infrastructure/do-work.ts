import { resolve } from 'node:path';
import {
  applyWork,
  type Clock,
  type ClusterTools,
  createRedactor,
  type InfrastructureWork,
  type Log,
  plannedWork,
  planWork,
  SreError,
  type WorkDeps,
  type WorkOrder,
} from '@sre-aiops/core';
import { gitText } from '../local/git.ts';
import { openRepository } from '../local/git-repository.ts';
import { clusterTools } from './cluster-tools.ts';

/** With what infrastructure work is previewed and applied. */
export interface WorkOptions {
  /** Folder of the checkout at the commit whose files are applied; the current folder by default. */
  readonly clone?: string | undefined;
  /** Context of the kubeconfig; the current one by default. */
  readonly context?: string | undefined;
  /** Minutes that a rollout may take; 10 by default. */
  readonly minutes?: number | undefined;
  readonly clock: Clock;
  readonly log: Log;
  /** Of which kubectl and helm get a part; the environment of the process by default. */
  readonly env?: Readonly<Record<string, string | undefined>> | undefined;
  /** In place of the programs on the PATH. */
  readonly tools?: ((folder: string) => ClusterTools) | undefined;
}

/** Seconds that a command may take beyond the rollout that it waits for. */
const slackSeconds = 60;

/**
 * Previews an order in the cluster that the kubeconfig names: nothing is changed.
 *
 * @throws {SreError} as `planWork`, and `REPOSITORY_UNREADABLE`.
 */
export function previewWork(order: WorkOrder, options: WorkOptions): Promise<InfrastructureWork> {
  return withCheckout(order, options, async (deps) => {
    const work = plannedWork(await planWork(order, deps), deps);
    options.log.info(`${work.why} Plan: ${work.hash}`);
    return work;
  });
}

/**
 * Applies an order whose preview was approved, and takes it back when its rollout fails.
 *
 * @param approved Hash of the preview.
 * @throws {SreError} as {@link previewWork}, and `PLAN_CHANGED` when it is another plan by now.
 */
export function doWork(order: WorkOrder, approved: string, options: WorkOptions): Promise<InfrastructureWork> {
  const { log } = options;
  return withCheckout(order, options, async (deps) => {
    const plan = await planWork(order, deps);
    if (plan.hash !== approved) plan.outlook.changes.forEach((line) => void log.warning(`Now: ${deps.redact(line)}`));
    const work = await applyWork(plan, approved, deps);
    log.info(work.why);
    return work;
  });
}

async function withCheckout<Result>(
  order: WorkOrder,
  { clone = '.', context = '', minutes = 10, clock, log, env, tools }: WorkOptions,
  work: (deps: WorkDeps) => Promise<Result>,
): Promise<Result> {
  if (context !== '' && !/^[\w][\w.:/@+-]{0,252}$/.test(context)) {
    throw new SreError(
      'OPTION_INVALID',
      'The context is no name of one.',
      'Name one that `kubectl config get-contexts` shows.',
    );
  }
  const repository = await openRepository(clone);
  const { redact } = createRedactor();
  try {
    const { sha } = await repository.head();
    const root = (await gitText(resolve(clone), ['rev-parse', '--show-toplevel'])).replace(/\n$/, '');
    if (order.action === 'update_helm_values') await assertAsCommitted(root);
    return await work({
      tools: tools?.(root) ?? clusterTools({ folder: root, seconds: minutes * 60 + slackSeconds, clock, log, env }),
      files: { commit: sha, readFile: (path) => repository.readFile(path, sha) },
      clock,
      redact,
      context,
      minutes,
    });
  } catch (error) {
    // What the tools said stands in the message.
    if (error instanceof SreError)
      throw new SreError(error.code, redact(error.message), error.remedy, { cause: error });
    throw error;
  } finally {
    repository.close();
  }
}

/** helm reads the chart from the checkout, which must be what the commit says. */
async function assertAsCommitted(root: string): Promise<void> {
  const changed = await gitText(root, ['status', '--porcelain', '--untracked-files=all']);
  if (changed === '') return;
  throw new SreError(
    'REPOSITORY_UNREADABLE',
    `The checkout is not as its commit: ${changed.split('\n').length - 1} files differ or are new.`,
    'Let no step before this one write into the checkout; the kubeconfig belongs below RUNNER_TEMP.',
  );
}
