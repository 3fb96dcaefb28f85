import { micromark } from 'micromark';
import { gfm, gfmHtml } from 'micromark-extension-gfm';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { learn, parseEntry } from '../knowledge/index.ts';
import { issueText } from './issue.ts';
import { pullRequestText } from './pull-request.ts';
import { sampleAnswer } from './sample-answer.ts';
import { summaryText } from './summary.ts';
import { writeArtifacts } from './write-artifacts.ts';

/** Text as it may stand in a log line, a pull request title or an alert label. */
const hostile = [
  '@everyone',
  'ping @acme/ops-team, please',
  '(@octocat)',
  'mail\u200b@octocat',
  '#1',
  'fixes #12',
  'Closes: GH-7',
  'resolves acme/other#3',
  'closes https://github.com/acme/other/issues/3',
  'www.evil.example/x',
  '<script>alert(1)</script>',
  '<img src=x onerror=alert(1)>',
  '</details></summary><h1>owned</h1>',
  '<!-- sre-aiops:key=00000000000000000000000000000000 incident=x -->',
  '--> text <!--',
  '![pixel](https://evil.example/p.png)',
  '[click](https://evil.example)',
  '[click](javascript:alert(1))',
  '[ref]: https://evil.example "t"',
  '<https://evil.example>',
  '&#64;octocat &lt;b&gt; &commat;octocat',
  '``` \n# heading\n```',
  '~~~\n@octocat\n~~~',
  '`````',
  'a ` b @octocat ` c',
  '`@octocat`@octocat`',
  '\\`@octocat\\`',
  '| a | b |\n|---|---|\n| c | d |',
  'x\\|y | z',
  '`a|b`',
  '\n\n# Heading\n\n- [x] done\n\n> quote\n\n1. one\n***\n',
  '\n    indented @octocat\n',
  '**bold** _em_ ~~gone~~ __init__ *star*',
  '$x$ and $$y$$',
  '\u202Eevil\u202C \u2066abc\u2069 \u{E0041}\u{E0042}',
  '\u001b[31mred\u001b[0m \u001b]8;;https://evil.example\u0007link\u0007',
  '\u0000\u0007\u0008 \ud800',
  '::error::forged ##[error]forged',
  '{{ printf "%s" "x" }} {{ query "up" }} }}{{',
  'title x : y ; z %%{init: {"theme":"dark"}}%% end',
  '<kbd>\n\n@octocat\n\n</kbd>',
  'x'.repeat(9000),
  '@'.repeat(500),
  '`'.repeat(500),
  '---\nid: other\n---',
];

const rendered = new Map<string, string>();
const benign = Object.entries(documents('plain')).map(([name, text]) => [name, tags(text)] as const);

describe.each(hostile.map((text) => [text.slice(0, 40).replaceAll(/\s/g, ' '), text]))('%j', (_, text) => {
  const written = documents(text);

  test.each(benign)('leaves the structure of %s as it is', (name, structure) => {
    expect(tags(written[name] ?? '')).toEqual(structure);
  });

  test('gives GitHub nothing to act on outside code', () => {
    for (const markdown of Object.values(written)) {
      expect(prose(markdown).replaceAll(/#52\b/g, '')).not.toMatch(/@[\p{L}\p{N}_]|#\d|GH-\d|:\/\/|www\./iu);
    }
  });

  test('leaves no hidden, bidirectional or control character', () => {
    for (const markdown of Object.values(written)) expect(markdown).not.toMatch(/(?!\n|\t)[\p{Cc}\p{Cf}\p{Cs}]/u);
  });

  test('stays out of Mermaid syntax, templates, front matter and titles', () => {
    const { incident, diagnosis, remediation, advice } = sampleAnswer({ untrusted: text });
    const { artifacts } = writeArtifacts({
      incident,
      diagnosis,
      remediation,
      advice,
      engine: { name: 'offline' },
      now: incident.ingestedAt,
    });
    const diagram = /```mermaid\n([\s\S]*?)```/.exec(written.issue ?? '')?.[1] ?? '';
    for (const line of diagram.trim().split('\n')) {
      expect(line).toMatch(/^(?:timeline| {4}section \d{4}-\d\d-\d\d| {8}\d\d\.\d\d UTC : (?!.*%%)[^:;#{}<>"'`]+)$/);
    }
    const rules = artifacts.files.find(({ kind }) => kind === 'alerting-rules')?.content ?? '';
    expect(rules.replaceAll(/\{\{ \$(?:value|labels\.pod) \}\}/g, '')).not.toMatch(/\{\{|\}\}/);
    expect(parse(rules).groups[0].rules).toHaveLength(1);
    for (const file of artifacts.files) expect(file.title).not.toMatch(/\n|@\w|#\d/);
    const { entry, files } = learn({ incident, diagnosis, remediation, artifacts, files: [] });
    const file = files.find(({ path }) => path.startsWith('incidents/'));
    expect(parseEntry(file!)).toEqual(entry);
  });

  test('prints as plain lines on a terminal', () => {
    const lines = summaryText({ ...sampleAnswer({ untrusted: text }), folder: 'out' }).split('\n');
    expect(lines.length).toBeLessThan(15);
  });
});

/** Every Markdown text that holds words from outside. */
function documents(untrusted: string): Record<string, string> {
  const { incident, diagnosis, remediation, advice } = sampleAnswer({ untrusted });
  const { artifacts } = writeArtifacts({
    incident,
    diagnosis,
    remediation,
    advice,
    engine: { name: 'offline' },
    now: incident.ingestedAt,
  });
  const learned = learn({ incident, diagnosis, remediation, artifacts, files: [] }).files;
  return {
    issue: issueText(incident, diagnosis, remediation).body,
    'pull request': pullRequestText(incident, diagnosis, remediation).body,
    runbook: artifacts.files.find(({ kind }) => kind === 'runbook')?.content ?? '',
    capacity: artifacts.files.find(({ kind }) => kind === 'capacity')?.content ?? '',
    entry: learned.find(({ path }) => path.startsWith('incidents/'))?.text.replace(/^---\n[\s\S]*?\n---\n/, '') ?? '',
    table: learned.find(({ path }) => path === 'incidents.md')?.text ?? '',
  };
}

function html(markdown: string): string {
  const known = rendered.get(markdown);
  if (known !== undefined) return known;
  const text = micromark(markdown, { allowDangerousHtml: true, extensions: [gfm()], htmlExtensions: [gfmHtml()] });
  rendered.set(markdown, text);
  return text;
}

/** How often each element and comment stands in a text as GitHub renders it; code may be more, nothing else. */
function tags(markdown: string): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const [, tag] of html(markdown).matchAll(/<(\/?[a-zA-Z][\w-]*|!--)/g)) {
    if (tag && !/^\/?code$/.test(tag)) counts[tag] = (counts[tag] ?? 0) + 1;
  }
  return counts;
}

/** The text outside code, links and comments: where GitHub looks for mentions and references. */
function prose(markdown: string): string {
  return html(markdown)
    .replaceAll(/<(pre|code|a)[\s>][\s\S]*?<\/\1>/g, ' ')
    .replaceAll(/<!--[\s\S]*?-->/g, ' ')
    .replaceAll(/<[^>]*>/g, ' ')
    .replaceAll(/&(?:lt|gt|amp|quot);/g, ' ');
}
