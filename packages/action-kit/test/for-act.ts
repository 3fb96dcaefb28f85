import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { parse, stringify } from 'yaml';
import type { Permissions } from '../../../scripts/workflow-permissions.ts';

/** How workflows name the release under test. */
export const release = 'org/sre-aiops';

/** A job of a reusable workflow, and the variable that tells its steps where GitHub is for them. */
export interface GuardedJob {
  readonly job: string;
  readonly variable: string;
  readonly permissions: Permissions;
}

/** A workflow without the two keys that act's schema refuses. */
export function known(workflow: string): string {
  return workflow.replaceAll(/^ +(?:copilot-requests|queue): .*\n/gm, '');
}

interface Job {
  readonly permissions?: Permissions;
  readonly steps?: readonly Record<string, unknown>[];
}

/**
 * Readies a release tree for act, which knows neither `$/`, which is the same repository at the same commit, nor two keys that
 * its schema refuses, nor permissions: each job of a reusable workflow asks a GitHub of its own, that holds it to them.
 */
export function forAct(tree: string): GuardedJob[] {
  for (const file of readdirSync(tree, { recursive: true, encoding: 'utf8' })) {
    if (!file.endsWith('.yml')) continue;
    const text = readFileSync(join(tree, file), 'utf8');
    writeFileSync(join(tree, file), known(text.replaceAll(/uses: \$\/(\S+)/g, `uses: ${release}/$1@v1`)));
  }
  const workflows = join(tree, '.github/workflows');
  if (!existsSync(workflows)) return [];
  return readdirSync(workflows).flatMap((name) => {
    const { text, jobs } = guarded(readFileSync(join(workflows, name), 'utf8'), basename(name, '.yml'));
    writeFileSync(join(workflows, name), text);
    return jobs;
  });
}

/** A workflow in which each job asks a GitHub of its own, that holds it to its permissions. @param name Of the workflow. */
export function guarded(text: string, name: string): { readonly text: string; readonly jobs: readonly GuardedJob[] } {
  const workflow = parse(text) as { jobs: Record<string, Job> };
  const jobs: GuardedJob[] = [];
  for (const [job, { permissions = {}, steps }] of Object.entries(workflow.jobs)) {
    if (!steps) continue;
    const variable = `API_OF_${name}_${job}`.toUpperCase().replaceAll('-', '_');
    for (const step of steps) {
      const given = step.with as Record<string, unknown> | undefined;
      // act copies the user's repository in place of a checkout only where no ref is named.
      if (String(step.uses).startsWith('actions/checkout@') && given && !given.path) delete given.ref;
      step.env = { ...(step.env as object | undefined), GITHUB_API_URL: `\${{ env.${variable} }}` };
    }
    jobs.push({ job, variable, permissions });
  }
  return { text: stringify(workflow), jobs };
}
