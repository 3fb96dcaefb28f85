import { z } from 'zod';
import {
  joinBody,
  markerOf,
  type PublishedBody,
  splitBody,
  splitDraft,
  textHash,
  tickedAs,
  unticked,
} from './published-body.ts';
import { at, minutes } from './quantity.ts';
import { withoutDiagnosisTime } from './timeline.ts';

const Page = z.url({ protocol: /^https?$/ });

/** Firings that are counted on one issue; what comes after is "or more". */
export const MAX_FIRINGS = 500;

/** What the issue knows of its own story; kept in a hidden comment of its body, told in the lines below it. */
export const IssueStatus = z.object({
  /** Firings of the alert since the issue was opened, the first included. */
  firings: z.number().int().positive(),
  /** ISO 8601, UTC. */
  firstFiredAt: z.iso.datetime(),
  /** ISO 8601, UTC. */
  lastFiredAt: z.iso.datetime(),
  /** ISO 8601, UTC. Absent while the alert fires, or when the source did not say when it ended. */
  resolvedAt: z.iso.datetime().optional(),
  /** True once the whole answer was published. */
  answered: z.boolean(),
  /** Number of the closed issue of the same alert. */
  previous: z.number().int().positive().optional(),
  /** Number of the pull request with the fix. */
  pullRequest: z.number().int().positive().optional(),
  /** Page of the run that does the infrastructure work. */
  run: Page.optional(),
  /** Number of the pull request, or page of the commit, that carries what was learned. */
  knowledge: z.union([z.number().int().positive(), Page]).optional(),
  /** Hash of the text below, ticked boxes aside: another one means that a person edited it. */
  text: z.string(),
});
export type IssueStatus = z.infer<typeof IssueStatus>;

/** What can be said anew of an issue without touching its text. */
export type StatusChange = Partial<Omit<IssueStatus, 'text'>>;

/** An issue body of ours, taken apart. */
export interface ReadIssue extends PublishedBody {
  readonly status: IssueStatus;
  /** Whether a person changed the text since we wrote it; ticked boxes are no change. */
  readonly edited: boolean;
}

/** Takes an issue's body apart; `undefined` when it is not one of ours or its status cannot be read. */
export function readIssue(body: string): ReadIssue | undefined {
  const parts = splitBody(body);
  const status = IssueStatus.safeParse(parts?.status);
  if (!parts || !status.success) return undefined;
  return { ...parts, status: status.data, edited: textHash(parts.text) !== status.data.text };
}

/** The body of a new issue. @param body As `issueText` writes it, marker first. */
export function renderIssue(body: string, status: Omit<IssueStatus, 'text'>): string {
  const { marker, text } = splitDraft(body);
  return joinBody(marker, { ...status, text: textHash(text) }, told(status), text);
}

/** The same issue with other status; its text stays to the letter. */
export function withStatus(body: string, change: StatusChange): string {
  const read = readIssue(body);
  if (!read) return body;
  const status = { ...read.status, ...change };
  return joinBody(markerOf(read), status, told(status), read.text);
}

/**
 * An open issue with the text of a newer answer. Boxes that people ticked stay ticked where their line is still there;
 * a text that a person edited is left as it is, and so is one that tells the same but for when it was found.
 *
 * @param body As `issueText` writes it.
 */
export function withText(existing: string, body: string, change: StatusChange): string {
  const read = readIssue(existing);
  if (!read) return existing;
  const isNews = withoutDiagnosisTime(unticked(read.text)) !== withoutDiagnosisTime(unticked(splitDraft(body).text));
  if (read.edited || !isNews) return withStatus(existing, change);
  return tickedAs(read.text, renderIssue(body, { ...read.status, ...change }));
}

function told(status: Omit<IssueStatus, 'text'>): string {
  const { firings, firstFiredAt, lastFiredAt, resolvedAt, previous } = status;
  const links = linksOf(status);
  return [
    firings > 1
      ? `**Fired ${firings} times${firings >= MAX_FIRINGS ? ' or more' : ''}**, first ${at(firstFiredAt)}, last ${at(lastFiredAt)}.`
      : '',
    resolvedAt ? `**Resolved** at ${at(resolvedAt)}${recoveryTime(lastFiredAt, resolvedAt)}.` : '',
    previous ? `The same alert was the matter of #${previous}.` : '',
    links.length > 0 ? `Published: ${links.join(', ')}.` : '',
  ]
    .filter((sentence) => sentence !== '')
    .join(' ');
}

function linksOf({ pullRequest, run, knowledge }: StatusChange): string[] {
  return [
    ...(pullRequest ? [`fix #${pullRequest}`] : []),
    ...(run ? [`[infrastructure run](${run})`] : []),
    ...(typeof knowledge === 'number' ? [`lesson #${knowledge}`] : []),
    ...(typeof knowledge === 'string' ? [`[lesson](${knowledge})`] : []),
  ];
}

function recoveryTime(firedAt: string, resolvedAt: string): string {
  const took = (Date.parse(resolvedAt) - Date.parse(firedAt)) / 60_000;
  return took >= 0 ? `, ${minutes(took)} after it fired (measured)` : '';
}
