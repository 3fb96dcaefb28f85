import { z } from 'zod';
import { firstLabel, linksOf, parsePayload, severityOf } from '../fields.ts';
import { alertOf, type Reading, tagLabels } from '../reading.ts';
import { has, instant, list, text } from '../shapes.ts';
import type { AlertSource } from '../types.ts';

const repository = z.object({ name: z.string().min(1), full_name: text, default_branch: text });

/** Source: https://docs.github.com/webhooks/webhook-events-and-payloads#deployment_status */
const DeploymentStatus = z.object({
  deployment_status: z.object({
    state: z.enum(['failure', 'error', 'success', 'inactive'], { error: 'says nothing of a failure or its end' }),
    description: text,
    environment: text,
    target_url: text,
    log_url: text,
    environment_url: text,
    created_at: instant,
  }),
  deployment: z.object({ id: text, sha: text, ref: text, task: text, environment: text }),
  repository,
});

/** Source: https://docs.github.com/webhooks/webhook-events-and-payloads#workflow_run */
const WorkflowRun = z.object({
  workflow_run: z.object({
    name: text,
    display_title: text,
    path: text,
    conclusion: z.enum(['failure', 'timed_out', 'startup_failure', 'success'], {
      error: 'says nothing of a failure or its end',
    }),
    event: text,
    head_branch: text.refine(
      (branch) => !branch?.startsWith('sre-aiops/'),
      'a fix of sre-aiops is repaired, and no alert',
    ),
    head_sha: text,
    run_started_at: instant,
    updated_at: instant,
    html_url: text,
  }),
  repository,
});

/** Source: https://docs.github.com/webhooks/webhook-events-and-payloads#issues */
const Issue = z.object({
  issue: z.object({
    number: z.number().int(),
    title: z.string().min(1),
    body: text.refine(
      (body) => !body?.startsWith('<!-- sre-aiops:'),
      'sre-aiops wrote it, and its own words are no alert',
    ),
    state: text,
    labels: list(z.object({ name: z.string() })).refine(
      (labels) => labels.length > 0,
      'an issue is an alert by its labels, and it has none',
    ),
    html_url: text,
    created_at: instant,
    closed_at: instant,
  }),
  repository,
});

/** GitHub's events: a deployment that failed, a workflow run that failed, a labelled issue; and that these are over. */
export const github: AlertSource = {
  id: 'github',

  recognises: (payload) =>
    has(payload, 'repository') &&
    (has(payload, 'deployment_status', 'deployment') || has(payload, 'workflow_run') || has(payload, 'issue')),

  normalise(payload, receivedAt) {
    if (has(payload, 'deployment_status')) return alertOf('github', readDeployment(payload), receivedAt);
    return alertOf('github', has(payload, 'workflow_run') ? readRun(payload) : readIssue(payload), receivedAt);
  },
};

function readDeployment(payload: unknown): Reading {
  const { deployment_status: status, deployment, repository: home } = parsePayload('GitHub', DeploymentStatus, payload);
  const environment = status.environment ?? deployment.environment ?? 'an environment';
  const resolved = status.state === 'success' || status.state === 'inactive';
  const failed = status.state === 'error' ? 'ended in an error' : 'failed';
  return {
    id: `${home.full_name ?? home.name}/deployments/${environment}`,
    rule: `Deployment to ${environment}`,
    title: `Deployment of ${home.name} to ${environment} ${resolved ? 'succeeded' : failed}`,
    description: status.description,
    severity: /^prod/i.test(environment) ? 'P1' : 'P2',
    resolved,
    service: home.name,
    environment,
    firedAt: resolved ? undefined : status.created_at,
    resolvedAt: status.created_at,
    labels: labelled({ repository: home.full_name, sha: deployment.sha, ref: deployment.ref, task: deployment.task }),
    links: linksOf(
      { title: 'Log', url: status.log_url ?? status.target_url },
      { title: 'Environment', url: status.environment_url },
    ),
  };
}

function readRun(payload: unknown): Reading {
  const { workflow_run: run, repository: home } = parsePayload('GitHub', WorkflowRun, payload);
  const name = run.name ?? run.path ?? 'Workflow';
  const resolved = run.conclusion === 'success';
  const isMain = run.head_branch !== undefined && run.head_branch === (home.default_branch ?? 'main');
  return {
    id: `${home.full_name ?? home.name}/workflows/${name}/${run.head_branch ?? ''}`,
    rule: name,
    title: `${name} of ${home.name} ${resolved ? 'succeeded' : run.conclusion === 'timed_out' ? 'timed out' : 'failed'} on ${run.head_branch ?? 'a branch'}`,
    description: run.display_title,
    severity: isMain ? 'P2' : 'P3',
    resolved,
    service: home.name,
    resource: run.head_branch,
    firedAt: resolved ? undefined : (run.updated_at ?? run.run_started_at),
    resolvedAt: run.updated_at,
    labels: labelled({ repository: home.full_name, sha: run.head_sha, event: run.event }),
    links: linksOf({ title: 'Workflow run', url: run.html_url }),
  };
}

function readIssue(payload: unknown): Reading {
  const { issue, repository: home } = parsePayload('GitHub', Issue, payload);
  const names = issue.labels.map(({ name }) => name);
  const labels = tagLabels(names.map((name) => name.replace(/^(\w+)\s*[/:=]\s*/, '$1:')));
  const graded = [firstLabel(labels, ['severity', 'sev', 'priority', 'prio']), ...names].map(severityOf).find(Boolean);
  return {
    id: `${home.full_name ?? home.name}#${issue.number}`,
    title: issue.title,
    description: issue.body,
    severity: graded,
    resolved: issue.state === 'closed',
    service: firstLabel(labels, ['service', 'app', 'component']) ?? home.name,
    environment: firstLabel(labels, ['environment', 'env']),
    firedAt: issue.created_at,
    resolvedAt: issue.closed_at,
    labels: { ...labels, ...labelled({ repository: home.full_name }) },
    links: linksOf({ title: `Issue #${issue.number}`, url: issue.html_url }),
  };
}

function labelled(values: Readonly<Record<string, string | undefined>>): Record<string, string> {
  return Object.fromEntries(Object.entries(values).filter((pair): pair is [string, string] => pair[1] !== undefined));
}
