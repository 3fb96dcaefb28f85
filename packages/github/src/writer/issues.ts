import { type Marked, markerKey, SreError, slug, splitBody } from '@sre-aiops/core';
import { z } from 'zod';
import { Comment, Issue, isInsider, read, type Told } from './answers.ts';
import type { Bench } from './bench.ts';
import { claimsAfter, post } from './claims.ts';

const perPage = 100;
/** Pages of a service's issues that are looked through for the incident's. */
const maxPages = 5;
/** Pages of an issue's comments that are looked through for ours. */
const maxCommentPages = 20;

/** Issues of an incident key. */
export interface KnownIssues {
  readonly open?: Told;
  /** The newest one that is closed. */
  readonly closed?: Told;
}

/** Label of a service; at most the 50 characters that GitHub allows. */
export function serviceLabel(service: string): string {
  return `service/${slug(service)}`;
}

/**
 * Looks for the issues of an incident key: those with our labels whose body begins with our marker. One request, unless a
 * service has more than a hundred incidents and none of the newest is the one.
 *
 * @param where `anywhere`: among the newest of all issues, for labels that people took away. Without the labels, which
 *   strangers cannot set, only an insider's issue can be ours.
 */
export async function lookUp(
  bench: Pick<Bench, 'connection' | 'issue'>,
  mark: Marked,
  where: 'labelled' | 'anywhere' = 'labelled',
): Promise<KnownIssues> {
  if (bench.issue !== undefined) {
    const told = await toldOn(bench, bench.issue, mark);
    // Open or closed: it is the issue on which people want to be told.
    return told.comment === undefined ? {} : { open: told };
  }
  const wanted = markerKey(mark.key);
  let closed: Issue | undefined;
  for (let page = 1; page <= maxPages; page++) {
    const { data } = await bench.connection.request(
      'GET /repos/{owner}/{repo}/issues',
      {
        ...(where === 'labelled' ? { labels: `incident,${serviceLabel(mark.service)}` } : {}),
        state: 'all',
        sort: 'created',
        direction: 'desc',
        per_page: perPage,
        page,
      },
      'look for the issue of the incident',
    );
    const issues = read(z.array(Issue), data);
    // By the marker alone: an issue whose status a person made unreadable is there all the same.
    const ours = issues.filter(
      (issue) =>
        issue.pull_request === undefined &&
        splitBody(issue.body ?? '')?.markerKey === wanted &&
        (where === 'labelled' || isInsider(issue)),
    );
    const open = ours.filter(({ state }) => state === 'open').at(-1);
    closed ??= ours.find(({ state }) => state !== 'open');
    if (open) return { open, ...(closed ? { closed } : {}) };
    if (issues.length < perPage) break;
  }
  return closed ? { closed } : {};
}

/**
 * An existing issue on which an incident is told, and our comment there, if it is there already.
 *
 * @throws {SreError} `GITHUB_NOT_FOUND`, or `OPTION_INVALID` when it is a pull request.
 */
export async function toldOn(bench: Pick<Bench, 'connection'>, number: number, mark: Marked): Promise<Told> {
  const issue = await issueAt(bench, number);
  if (issue.pull_request !== undefined) {
    throw new SreError('OPTION_INVALID', `#${number} is a pull request.`, 'Give the number of an issue to answer on.');
  }
  const recorded = new Set(await claimsAfter(bench, mark.key, `on-${number}-is-`));
  const wanted = markerKey(mark.key);
  const comment = await commentOn(bench, number, (body) => splitBody(body)?.markerKey === wanted, recorded);
  return comment ? { ...issue, ...bodyOf(comment) } : issue;
}

/** One issue. */
export async function issueAt({ connection }: Pick<Bench, 'connection'>, number: number): Promise<Issue> {
  const { data } = await connection.request(
    'GET /repos/{owner}/{repo}/issues/{issue_number}',
    { issue_number: number },
    `read issue #${number}`,
  );
  return read(Issue, data);
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
  return read(Issue, data);
}

/** Changes what is told of an incident; where a comment tells it, the body is the comment's. */
export async function patchTold(
  bench: Pick<Bench, 'connection'>,
  told: Told,
  { body, ...change }: Readonly<Record<string, unknown>> & { readonly body?: string },
): Promise<Told> {
  const { number, comment } = told;
  if (comment === undefined) return patchIssue(bench, number, { ...change, ...(body === undefined ? {} : { body }) });
  const issue = Object.keys(change).length > 0 ? await patchIssue(bench, number, change) : told;
  if (body === undefined) return { ...issue, body: told.body, html_url: told.html_url, comment };
  const { data } = await bench.connection.request(
    'PATCH /repos/{owner}/{repo}/issues/comments/{comment_id}',
    { comment_id: comment, body },
    `update our comment on #${number}`,
  );
  return { ...issue, ...bodyOf(read(Comment, data)) };
}

/** What is told of an incident, as it stands now. */
export function refreshed(bench: Pick<Bench, 'connection'>, told: Told, mark: Marked): Promise<Told> {
  return told.comment === undefined ? issueAt(bench, told.number) : toldOn(bench, told.number, mark);
}

function bodyOf({ id, body, html_url }: Comment): Pick<Told, 'body' | 'html_url' | 'comment'> {
  return { body, html_url, comment: id };
}

/** Says something on an issue or a pull request, unless it was said before. */
export async function sayOnce(bench: Bench, number: number, sign: string, text: string): Promise<void> {
  if (!(await said(bench, number, sign))) await say(bench, number, sign, text);
}

/**
 * Says something on an issue or a pull request that nobody else says at the same time.
 *
 * @param sign A hidden line that this comment alone has: `<!-- sre-aiops:… -->`.
 */
export function say(bench: Bench, number: number, sign: string, text: string): Promise<Comment> {
  const route = 'POST /repos/{owner}/{repo}/issues/{issue_number}/comments';
  const comment = { issue_number: number, body: `${sign}\n${text}` };
  return post(
    bench,
    () => bench.connection.once(route, comment, `comment on #${number}`),
    (data) => read(Comment, data),
    () => said(bench, number, sign),
  );
}

/** Our comment with a sign. */
export function said(bench: Pick<Bench, 'connection'>, number: number, sign: string): Promise<Comment | undefined> {
  return commentOn(bench, number, (body) => body.startsWith(sign));
}

/** The first comment on an issue or a pull request that is the one, of an insider or of an id that we recorded. */
async function commentOn(
  { connection }: Pick<Bench, 'connection'>,
  number: number,
  isIt: (body: string) => boolean,
  recorded: ReadonlySet<string> = new Set(),
): Promise<Comment | undefined> {
  for (let page = 1; page <= maxCommentPages; page++) {
    const { data } = await connection.request(
      'GET /repos/{owner}/{repo}/issues/{issue_number}/comments',
      { issue_number: number, per_page: perPage, page },
      `read the comments of #${number}`,
    );
    const comments = read(z.array(Comment), data);
    const found = comments.find(
      (comment) => (recorded.has(String(comment.id)) || isInsider(comment)) && isIt(comment.body ?? ''),
    );
    if (found || comments.length < perPage) return found;
  }
  return undefined;
}
