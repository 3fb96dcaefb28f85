import { parse } from 'yaml';

/** What a job may do: `read` or `write` by name, as its `permissions:` say. */
export type Permissions = Readonly<Record<string, string>>;

/** A job of a workflow, as far as we look at it. */
export interface Job {
  readonly uses?: string;
  readonly if?: string;
  readonly permissions?: Permissions;
  readonly concurrency?: { readonly group: string };
  readonly with?: Readonly<Record<string, string>>;
  readonly steps?: readonly Step[];
}

/** A step of a job. */
export interface Step {
  readonly name?: string;
  readonly id?: string;
  readonly if?: string;
  readonly uses?: string;
  readonly run?: string;
  readonly shell?: string;
  readonly with?: Readonly<Record<string, string>>;
  readonly env?: Readonly<Record<string, string>>;
}

/** What starts a workflow, and what it takes and gives. */
export interface Trigger {
  readonly inputs?: Readonly<Record<string, { readonly description?: string; readonly default?: string }>>;
  readonly outputs?: Readonly<Record<string, { readonly description: string }>>;
  readonly secrets?: Readonly<Record<string, { readonly description: string }>>;
}

/** A workflow. */
export interface Workflow {
  readonly on: Readonly<Record<string, Trigger | null>>;
  readonly permissions?: Permissions;
  readonly concurrency?: { readonly group: string };
  readonly jobs: Readonly<Record<string, Job>>;
}

/** Reads the text of a workflow. */
export function readWorkflow(text: string): Workflow {
  return parse(text) as Workflow;
}

/** What a job has: its own permissions, else those of its workflow. */
export function permissionsOf(job: Job, workflow: Workflow): Permissions {
  return job.permissions ?? workflow.permissions ?? {};
}

/**
 * What a caller must grant: the most that any job of a reusable workflow asks for, jobs that are skipped included, since GitHub
 * looks at all of them before it starts the run.
 *
 * @param called Text of a workflow that a job calls.
 */
export function unionOf(workflow: Workflow, called: (uses: string) => string): Permissions {
  const union: Record<string, string> = {};
  for (const job of Object.values(workflow.jobs)) {
    const asked = job.uses ? unionOf(readWorkflow(called(job.uses)), called) : permissionsOf(job, workflow);
    for (const [name, level] of Object.entries(asked)) if (union[name] !== 'write') union[name] = level;
  }
  return union;
}

/** What of some permissions is not granted: `issues: write`. */
export function missingFrom(granted: Permissions, asked: Permissions): string[] {
  return Object.entries(asked).flatMap(([name, level]) => {
    const isGranted = granted[name] === 'write' || granted[name] === level || level === 'none';
    return isGranted ? [] : [`${name}: ${level}`];
  });
}
