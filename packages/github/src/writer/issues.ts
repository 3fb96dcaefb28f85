import { type Marked, markerKey, readIssue, slug } from '@sre-aiops/core';
import { z } from 'zod';
import { Comment, Issue } from './answers.ts';
import type { Bench } from './bench.ts';
import { post } from './claims.ts';

const perPage = 100;
/** Issues of one service that are looked through for the incident's. */
const maxPages = 5;

/** Issues of an incident key. */
export interface KnownIssues {
  readonly open?: Issue;
  /** The newest one that is closed. */
  readonly closed?: Issue;
}

/** Label of a service; at most the 50 characters that GitHub allows. */
export function serviceLabel(service: string): string {
  return `service/${slug(service)}`;
}

/**
 * Looks for the issues of an incident key: those with our labels whose body begins with our marker. One request, unless a
 * service has more than a hundred incidents and none of the newest is the one.
 */
export async function lookUp({ connection }: Pick<Bench, 'connection'>, mark: Marked): Promise<KnownIssues> {
  const wanted = markerKey(mark.key);
  let closed: Issue | undefined;
  for (let page = 1; page <= maxPages; page++) {
    const { data } = await connection.request(
      'GET /repos/{owner}/{repo}/issues',
      {
        labels: `incident,${serviceLabel(mark.service)}`,
        state: 'all',
        sort: 'created',
        direction: 'desc',
        per_page: perPage,
        page,
      },
      'look for the issue of the incident',
    );
    const issues = z.array(Issue).parse(data);
    const ours = issues.filter(
      ({ body, pull_request }) => pull_request === undefined && readIssue(body ?? '')?.markerKey === wanted,
    );
    const open = ours.filter(({ state }) => state === 'open').at(-1);
    closed ??= ours.find(({ state }) => state !== 'open');
    if (open) return { open, ...(closed ? { closed } : {}) };
    if (issues.length < perPage) break;
  }
  return closed ? { closed } : {};
}

/** Changes an issue in place. */
export async function patchIssue(
  { connection }: Pick<Bench, 'connection'>,
  number: number,
  change: Readonly<Record<string, unknown>>,
): Promise<Issue> {
  const { data } = await connection.request(
    'PATCH /repos/{owner}/{repo}/issues/{issue_number}',
    { issue_number: number, ...change },
    `update issue #${number}`,
  );
  return Issue.parse(data);
}

/**
 * Says something on an issue or a pull request, once.
 *
 * @param sign A hidden line that this comment alone has: `<!-- sre-aiops:… -->`.
 */
export function say(bench: Bench, number: number, sign: string, text: string): Promise<Comment> {
  const route = 'POST /repos/{owner}/{repo}/issues/{issue_number}/comments';
  const comment = { issue_number: number, body: `${sign}\n${text}` };
  return post(
    bench,
    () => bench.connection.once(route, comment, `comment on #${number}`),
    (data) => Comment.parse(data),
    () => said(bench, number, sign),
  );
}

/** Our comment with a sign, among the newest of an issue. */
export async function said(
  { connection }: Pick<Bench, 'connection'>,
  number: number,
  sign: string,
): Promise<Comment | undefined> {
  const { data } = await connection.request(
    'GET /repos/{owner}/{repo}/issues/{issue_number}/comments',
    { issue_number: number, per_page: perPage },
    `read the comments of #${number}`,
  );
  return z
    .array(Comment)
    .parse(data)
    .find(({ body }) => body?.startsWith(sign));
}
