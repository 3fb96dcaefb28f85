import type { Alert, Diagnosis, Incident, Publication, Remediation } from '../incident/index.ts';
import { percent } from './quantity.ts';
import { plainLine, withPullRequests } from './text.ts';

/** What a chat channel is told of an incident: plain lines without mentions or links, and links to our own pages. */
export interface Notification {
  /** The same for as long as there is nothing new to tell: lower-case letters, digits and dashes. */
  readonly state: string;
  readonly title: string;
  readonly facts: readonly { readonly name: string; readonly text: string }[];
  readonly links: readonly { readonly title: string; readonly url: string }[];
}

/**
 * The answer to an incident, as a channel is told. News are an issue and a fix: the same two are told once.
 *
 * @param page Of the repository; only links below it are kept.
 */
export function answerNotification(
  answer: {
    readonly incident: Incident;
    readonly diagnosis: Diagnosis;
    readonly remediation?: Remediation | undefined;
    readonly publication: Publication;
  },
  page: string,
): Notification {
  const { incident, diagnosis, remediation, publication } = answer;
  const record = (kind: string) => publication.records.find((one) => one.kind === kind);
  const [issue, fix, run] = ['issue', 'pull-request', 'dispatch'].map(record);
  const { culprit, confidence } = diagnosis;
  return {
    state: `answered-${issue?.number ?? 0}-${fix?.number ?? 0}`,
    title: titleOf(incident.alert, diagnosis.summary),
    facts: [
      { name: 'Incident', text: incident.id },
      { name: 'Culprit', text: plain(culprit ? culprit.title : 'none of the merged changes') },
      { name: 'Confidence', text: `${confidence.level}, ${percent(confidence.score)}` },
      ...(remediation ? [{ name: 'Fix', text: `${plain(remediation.title)} (proof: ${remediation.proof})` }] : []),
      ...(remediation?.escalation ? [{ name: 'Call', text: plain(remediation.escalation.to) }] : []),
    ],
    links: [
      ...linkTo(issue && `Issue #${issue.number}`, issue?.location, page),
      ...linkTo(fix && `Fix #${fix.number}`, fix?.location, page),
      ...linkTo('Infrastructure run', run?.location, page),
    ],
  };
}

/** The end of an incident, as a channel is told. */
export function recoveryNotification(
  alert: Alert,
  issue: { readonly number: number; readonly location: string },
  page: string,
): Notification {
  return {
    state: `over-${issue.number}-${alert.firedAt.replaceAll(/\D/g, '')}`,
    title: titleOf(alert, `over: ${alert.title}`),
    facts: [],
    links: linkTo(`Issue #${issue.number}`, issue.location, page),
  };
}

/** As Slack's incoming webhooks take it. Source: docs.slack.dev, "Block Kit", `header`, `section`, `context`. */
export function slackMessage({ title, facts, links }: Notification): object {
  const fields = facts.map(({ name, text }) => ({ type: 'plain_text', text: `${name}: ${text}`, emoji: false }));
  const named = links.map((link) => `<${link.url}|${link.title}>`).join('  ');
  return {
    text: title,
    unfurl_links: false,
    unfurl_media: false,
    blocks: [
      { type: 'header', text: { type: 'plain_text', text: title.slice(0, 150), emoji: false } },
      ...fields.map((text) => ({ type: 'section', text })),
      ...(named === '' ? [] : [{ type: 'context', elements: [{ type: 'mrkdwn', text: named, verbatim: true }] }]),
    ],
  };
}

/**
 * As the Workflows app of Teams takes it: an Adaptive Card. Text stands in text runs, which know no Markdown.
 * Source: adaptivecards.io, "RichTextBlock".
 */
export function teamsMessage({ title, facts, links }: Notification): object {
  const line = (text: string, style: object = {}) => ({
    type: 'RichTextBlock',
    inlines: [{ type: 'TextRun', text, ...style }],
  });
  return {
    type: 'message',
    attachments: [
      {
        contentType: 'application/vnd.microsoft.card.adaptive',
        content: {
          $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
          type: 'AdaptiveCard',
          version: '1.4',
          body: [line(title, { weight: 'Bolder' }), ...facts.map(({ name, text }) => line(`${name}: ${text}`))],
          actions: links.map((link) => ({ type: 'Action.OpenUrl', title: link.title, url: link.url })),
        },
      },
    ],
  };
}

function titleOf({ severity, service }: Alert, text: string): string {
  return plain(`${severity} ${service}: ${text}`);
}

/** One line that no chat makes a mention or a link of: Slack's stand in angle brackets, those of others begin with `@` or name a host. */
function plain(text: string): string {
  return plainLine(withPullRequests(text), 200)
    .replaceAll('&', '+')
    .replaceAll('<', '‹')
    .replaceAll('>', '›')
    .replaceAll(/\b(www|mailto)(?=[.:])/gi, '$1 ');
}

/** A link of ours: below the page of the repository, and nothing in it that ends Slack's own brackets. */
function linkTo(title: string | undefined, url: string | undefined, page: string): Notification['links'] {
  if (title === undefined || url === undefined || page === '') return [];
  const isOurs = url.startsWith(`${page}/`) && /^https?:[\w/.:?=&%~-]+(?:#[\w-]+)?$/.test(url);
  return isOurs ? [{ title, url }] : [];
}
