import { micromark } from 'micromark';
import { gfm, gfmHtml } from 'micromark-extension-gfm';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { slug } from '../incident/index.ts';
import { learn, parseEntry } from '../knowledge/index.ts';
import { hostileAnswer } from './__fixtures__/hostile-answer.ts';
import { hostileTexts } from './__fixtures__/hostile-text.ts';
import { BODY_LIMIT } from './body-limit.ts';
import { recurrenceText } from './follow-up.ts';
import { issueText } from './issue.ts';
import { renderIssue } from './issue-status.ts';
import { pullRequestText } from './pull-request.ts';
import { renderPullRequest } from './pull-request-status.ts';
import { summaryText } from './summary.ts';
import { commitMessage, logLine } from './text.ts';
import { writeArtifacts } from './write-artifacts.ts';

/** What GitHub makes a mention, reference, link or formula of, in the text outside code and links. */
const ACTS = /@[\p{L}\p{N}_]|#\d|GH-\d|:\/\/|www\.|\$|\b(?=[a-f]*\d)(?=\d*[a-f])[\da-f]{7,40}\b/iu;
/** Our own references: pull requests of the history. */
const OURS = /#52\b|\bC[12] /g;
const HIDDEN =
  /(?!\n|\t)[\p{Cc}\p{Cf}\p{Cs}\p{Default_Ignorable_Code_Point}\p{Noncharacter_Code_Point}\u2028\u2029]|\p{M}{5}/u;
const CLOSES = /\b(?:close[sd]?|fix(?:e[sd])?|resolve[sd]?)\s*:?\s*(?:[\w.-]+\/[\w.-]+)?(?:#\d|GH-\d|https?:\/\/)/i;
const SKIPS = /\[(?:(?:skip|no) (?:ci|actions)|(?:ci|actions) skip)\]|skip-checks:\s*true|\*\*\*NO_CI\*\*\*/i;
const SHORTENED = /\n\n_Shortened to what GitHub takes; [^_]*_\n$/;
const DIAGRAM = /^(?:timeline| {4}section \d{4}-\d\d-\d\d| {8}\d\d\.\d\d UTC : (?!.*%%)[^:;#{}<>"'`]+)$/;
const TEMPLATE = /\{\{|\}\}/;
const VALUE = /(?<!\{)\{\{ \$(?:value|labels\.pod) \}\}(?!\})/g;
const OBEYED = /^\/[a-z]|^\s*::|##\[/im;

const harmless = published('plain');
const outlines = new Map(Object.entries(harmless.markdown).map(([name, text]) => [name, outline(rendered(text))]));

test('the list is long enough, every case has its own name, every field is filled', () => {
  expect(new Set(hostileTexts.map(({ name }) => name)).size).toBe(hostileTexts.length);
  expect(hostileTexts.length).toBeGreaterThanOrEqual(60);
  expect(new Set(hostileAnswer('x').fields).size).toBeGreaterThanOrEqual(60);
});

/** Several cases in one text, so that what one of them opens another may close; floods would push them out. */
const together = hostileTexts
  .filter(({ text }) => text.length < 400)
  .map((_, index, all) => ({
    name: `${all[index]!.name} and what follows it`,
    aims: 'reaches into other text',
    text: `before ${all
      .slice(index, index + 4)
      .map(({ text }) => text)
      .join(' between ')} after`,
  }))
  .filter((_, index) => index % 4 === 0);

describe('published texts are the same but for the words', () => {
  test.each([...hostileTexts, ...together])('$name ($aims)', ({ text }) => {
    const { markdown, titles, rules, entry, lines, branch, label } = published(text);
    for (const [name, body] of Object.entries(markdown)) {
      const html = rendered(body.replace(SHORTENED, ''));
      // A flooded issue gives up the log's examples, nothing else.
      const shown = (tag: string) => !SHORTENED.test(body) || !/^\/?pre$/.test(tag);
      expect(outline(html).filter(shown), name).toEqual(outlines.get(name)?.filter(shown));
      expect(prose(html).replaceAll(OURS, ''), name).not.toMatch(ACTS);
      expect(
        targets(html).filter((url) => !trusted(url)),
        name,
      ).toEqual([]);
      expect(body, name).not.toMatch(HIDDEN);
      expect(body, name).not.toMatch(OBEYED);
      expect(body, name).not.toMatch(CLOSES);
      expect(body, name).not.toMatch(SKIPS);
      expect(body.match(/<!-- ?(?:sre-aiops|generated)|sre-aiops:[a-z]/g), name).toEqual(
        harmless.markdown[name]!.match(/<!-- ?(?:sre-aiops|generated)|sre-aiops:[a-z]/g),
      );
      expect(body.length, name).toBeLessThanOrEqual(BODY_LIMIT);
    }
    for (const title of titles) {
      expect(title.length).toBeLessThanOrEqual(256);
      expect(title).not.toMatch(/\n|@[\p{L}\p{N}_]|#\d|GH-\d|:\/\/|^\s*::|##\[/iu);
      for (const pattern of [HIDDEN, CLOSES, SKIPS]) expect(title).not.toMatch(pattern);
    }
    for (const line of lines) {
      expect(line).not.toMatch(OBEYED);
      expect(line).not.toMatch(HIDDEN);
    }
    expect(`${branch} ${label}`).toMatch(/^sre-aiops\/[a-z0-9-]+ service\/[a-z0-9-]*$/);
    const diagram = /```mermaid\n([\s\S]*?)```/.exec(markdown.issue ?? '')?.[1] ?? '';
    for (const line of diagram.trim().split('\n')) expect(line).toMatch(DIAGRAM);
    const { labels, annotations } = rules.groups[0].rules[0];
    expect(Object.values(labels).join(' ')).not.toMatch(TEMPLATE);
    expect(Object.values(annotations).join(' ').replaceAll(VALUE, '')).not.toMatch(TEMPLATE);
    expect(Object.keys(rules)).toEqual(['groups']);
    expect(rules.groups).toEqual([{ name: expect.any(String), rules: [expect.any(Object)] }]);
    expect(shape(rules.groups[0].rules[0])).toEqual(shape(harmless.rules.groups[0].rules[0]));
    expect(parseEntry(entry.file)).toEqual(entry.entry);
    expect(entry.file.text).not.toMatch(HIDDEN);
  });
});

/** Everything that is published of an answer whose every outer field is this text. */
function published(text: string) {
  const { answer } = hostileAnswer(text);
  const { incident, diagnosis, remediation, advice } = answer;
  const now = incident.ingestedAt;
  const { artifacts } = writeArtifacts({ incident, diagnosis, remediation, advice, engine: { name: 'offline' }, now });
  const learned = learn({ incident, diagnosis, remediation, artifacts, files: [] });
  const again = learn({ incident, diagnosis, remediation, artifacts, files: learned.files });
  const file = again.files.find(({ path }) => path.startsWith('incidents/'))!;
  const issue = issueText(incident, diagnosis, remediation);
  const pull = pullRequestText(incident, diagnosis, remediation, { issue: 52 });
  const status = {
    firings: 1,
    firstFiredAt: incident.alert.firedAt,
    lastFiredAt: incident.alert.firedAt,
    answered: true,
  };
  const content = (kind: string) => artifacts.files.find((one) => one.kind === kind)?.content ?? '';
  return {
    markdown: {
      issue: renderIssue(issue.body, status),
      'pull request': renderPullRequest(pull.body, {
        commit: 'f'.repeat(40),
        base: 'e'.repeat(40),
        edits: 'x',
        title: 'x',
      }),
      comment: recurrenceText(incident.alert),
      runbook: content('runbook'),
      capacity: content('capacity'),
      'disaster recovery': content('disaster-recovery'),
      entry: file.text.replace(/^---\n[\s\S]*?\n---\n/, ''),
      table: again.files.find(({ path }) => path === 'incidents.md')?.text ?? '',
    } as Record<string, string>,
    titles: [issue.title, pull.title, commitMessage(remediation.title), ...artifacts.files.map(({ title }) => title)],
    rules: parse(content('alerting-rules')),
    entry: { entry: again.entry, file },
    lines: [...summaryText({ ...answer, folder: text }).split('\n'), logLine(text)],
    branch: `sre-aiops/${incident.id}-${slug(remediation.title)}`,
    label: `service/${slug(incident.alert.service)}`,
  };
}

function rendered(markdown: string): string {
  return micromark(markdown, { allowDangerousHtml: true, extensions: [gfm()], htmlExtensions: [gfmHtml()] });
}

/** Every element and comment in order as GitHub renders them, but for code within a line and links. */
function outline(html: string): string[] {
  return Array.from(html.matchAll(/<(\/?[a-zA-Z][\w-]*|!--)/g), ([, tag = '']) => tag).filter(
    (tag) => !/^\/?(?:code|a)$/.test(tag),
  );
}

/** The text where GitHub looks for mentions and references: outside code, links and comments. */
function prose(html: string): string {
  return html
    .replaceAll(/<(pre|code|a)[\s>][\s\S]*?<\/\1>/g, ' ')
    .replaceAll(/<!--[\s\S]*?-->|<[^>]*>/g, ' ')
    .replaceAll(/&(?:lt|gt|amp|quot);/g, ' ');
}

function targets(html: string): string[] {
  return Array.from(html.matchAll(/\s(?:href|src)="([^"]*)"/g), ([, url = '']) => url);
}

/** Files of our own beside a text, and the one address that the alert gave. */
function trusted(url: string): boolean {
  return (
    /^(?:\.\.\/[a-z-]+|incidents)\/[a-z0-9-]+\.(?:md|yml)$/.test(url) ||
    url.startsWith('https://grafana.bookshop.example/d?')
  );
}

function shape(rule: object): unknown {
  return Object.entries(rule).map(([name, value]) => [
    name,
    typeof value === 'object' ? Object.keys(value) : typeof value,
  ]);
}
