import { type Gap, type OpenIncident, oneLine, readIssue, Severity, type SreError, splitBody } from '@sre-aiops/core';
import { z } from 'zod';
import { Comment, Issue, isInsider, labelNames, type Pull, read } from '../writer/answers.ts';
import type { Bench } from '../writer/bench.ts';
import { openPulls } from '../writer/pulls.ts';
import { fixOf } from './fix.ts';

const perPage = 100;
/** Pages of open incidents that are read; what is beyond is told as a gap. */
const maxPages = 3;

/** What is open in a repository. */
export interface OpenIncidents {
  readonly incidents: readonly Omit<OpenIncident, 'ageMinutes'>[];
  readonly gaps: readonly Gap[];
}

/** What asking takes: the repository, and the connection to it. */
export type Asking = Pick<Bench, 'connection' | 'trees'>;

/** An issue with the body in which we tell of its incident: its own, or that of our comment on it. */
interface Incident {
  readonly issue: Issue;
  readonly body: string;
}

/**
 * The incidents that are open in a repository, with their fixes: issues with our labels, which outsiders cannot set,
 * whose body begins with our marker, or on which a comment of ours does. Three requests, and two for each fix.
 *
 * @throws {SreError} when issues or pull requests cannot be read. Checks that cannot be read are a gap.
 */
export async function openIncidents(asking: Asking): Promise<OpenIncidents> {
  const [{ issues, isCut }, pulls] = await Promise.all([openIssues(asking), openPulls(asking)]);
  const told = await Promise.all(issues.map((issue) => tellingOf(asking, issue)));
  const gaps = new Map<string, Gap>();
  if (isCut) gaps.set('more', moreGap);
  const incidents = told
    .filter((incident) => incident !== undefined)
    .map((incident) => describe(asking, incident, pulls, (gap) => gaps.set(gap.why, gap)));
  return { incidents: await Promise.all(incidents), gaps: [...gaps.values()] };
}

const moreGap: Gap = {
  what: 'Older incidents',
  why: `More than ${maxPages * perPage} issues with the label incident are open.`,
  remedy: 'Close those that are over.',
};

async function openIssues({ connection }: Asking): Promise<{ readonly issues: Issue[]; readonly isCut: boolean }> {
  const found: Issue[] = [];
  for (let page = 1; page <= maxPages; page++) {
    const { data } = await connection.request(
      'GET /repos/{owner}/{repo}/issues',
      { labels: 'incident', state: 'open', sort: 'created', direction: 'desc', per_page: perPage, page },
      'look for open incidents',
    );
    const issues = read(z.array(Issue), data);
    found.push(...issues.filter(({ pull_request }) => pull_request === undefined));
    if (issues.length < perPage) return { issues: found, isCut: false };
  }
  return { issues: found, isCut: true };
}

/** The issue as ours; `undefined` when it is somebody else's, which bears the label by chance. */
async function tellingOf({ connection }: Asking, issue: Issue): Promise<Incident | undefined> {
  const labels = labelNames(issue.labels);
  if (!labels.some((name) => name.startsWith('service/'))) return undefined;
  if (splitBody(issue.body ?? '')) return { issue, body: issue.body ?? '' };
  if (!labels.includes('aiops-generated')) return undefined;
  const { data } = await connection.request(
    'GET /repos/{owner}/{repo}/issues/{issue_number}/comments',
    { issue_number: issue.number, per_page: perPage },
    `read the comments of #${issue.number}`,
  );
  const comment = read(z.array(Comment), data).find((one) => isInsider(one) && splitBody(one.body ?? ''));
  return comment ? { issue, body: comment.body ?? '' } : undefined;
}

async function describe(
  asking: Asking,
  { issue, body }: Incident,
  pulls: readonly Pull[],
  gap: (gap: Gap) => void,
): Promise<Omit<OpenIncident, 'ageMinutes'>> {
  const labels = labelNames(issue.labels);
  const { markerKey = '', incidentId = '' } = splitBody(body) ?? {};
  const status = readIssue(body)?.status;
  const severity = Severity.safeParse(labels.find((name) => Severity.safeParse(name).success));
  const fix = await fixOf(asking, { markerKey, number: status?.pullRequest, pulls, gap });
  return {
    id: incidentId,
    title: oneLine(issue.title).replace(/^P[0-3] [^:]{1,100}: /, ''),
    service: labels.find((name) => name.startsWith('service/'))?.slice('service/'.length) ?? '',
    ...(severity.success ? { severity: severity.data } : {}),
    ...(status ? { firedAt: status.firstFiredAt } : {}),
    firings: status?.firings ?? 1,
    ...(status?.resolvedAt ? { resolvedAt: status.resolvedAt } : {}),
    // Where a person made the status unreadable nobody answers it anew.
    answered: status?.answered ?? true,
    issue: issue.number,
    location: issue.html_url,
    ...(fix ? { fix } : {}),
    ...(status?.run ? { run: status.run } : {}),
  };
}

/** Tells why something could not be read, as a gap. */
export function gapOf(what: string, { message, remedy }: SreError): Gap {
  return { what, why: message, remedy };
}
