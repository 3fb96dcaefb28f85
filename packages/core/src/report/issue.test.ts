import { describe, expect, test } from 'vitest';
import type { Check, Suspect } from '../incident/index.ts';
import { BODY_LIMIT } from './body-limit.ts';
import { checkLines } from './checks.ts';
import { issueText } from './issue.ts';
import { tellingReasons } from './reasons.ts';
import { sampleAnswer } from './sample-answer.ts';
import { renderTimeline, timelineOf } from './timeline.ts';

type Reason = Suspect['reasons'][number];

const { incident, diagnosis, remediation } = sampleAnswer();

describe('the issue', () => {
  const { title, body } = issueText(incident, diagnosis, remediation);

  test('has every part, in order', () => {
    const headings = Array.from(body.matchAll(/^## (.+)$/gm), (match) => match[1]);
    expect(headings).toEqual([
      'Summary',
      'Severity',
      'What broke',
      'Culprit',
      'Hypotheses',
      'Timeline',
      'Blast radius',
      'Immediate actions',
      'Fix',
      'Time to recovery',
      'Escalation path',
      'Past incidents',
      'Evidence',
      'Gaps',
      'Links',
    ]);
  });

  test('is titled by severity, service and what broke', () => {
    expect(title).toBe('P1 ledger-api: Every query on amount_old of ledger-api fails');
  });

  test('begins with the marker by which it is found again', () => {
    expect(body).toMatch(/^<!-- sre-aiops:key=[0-9a-f]{32} incident=20260304-ledger-api-[0-9a-f]{8} -->\n/);
  });

  test('lists every piece of evidence that it cites', () => {
    const evidence = body.slice(body.indexOf('## Past incidents'), body.indexOf('## Gaps'));
    const cited = new Set(Array.from(body.matchAll(/ \[([LCMKF]\d+|A\.[\w.]+)\]/g), (match) => match[1]));
    expect(cited.size).toBeGreaterThan(6);
    for (const id of cited) expect(evidence).toMatch(new RegExp(`(?:\\| |<b>)${id}(?: \\||</b>)`));
  });

  test('marks the severity of this incident and says in whose words', () => {
    expect(body).toContain('| **P1** ← this one |');
    expect(body).toContain('P1 by the severity of the alert `');
  });

  test('names the culprit with the place in the diff', () => {
    expect(body).toContain('#52 Move old amounts to their own table');
    expect(body).toContain('`Entry.java:12` removed: `private BigDecimal amount_old;`');
  });

  test('takes the time to recovery from what was measured', () => {
    expect(body).toContain('About 41 minutes from the alert, the median of what was measured');
  });

  test('says that the time to recovery is assumed when nothing was measured', () => {
    const unmeasured = issueText({ ...incident, pastIncidents: [] }, diagnosis, remediation).body;
    expect(unmeasured).toContain('this is a sum of assumptions');
    expect(unmeasured).toContain('About 50 minutes');
  });

  test('hands a prepared change over as it is written', () => {
    const diff = 'diff --git a/x b/x\n--- a/x\n+++ b/x\n@@ -1 +1 @@\n-  name: a\n+  name: b';
    const escalation = {
      to: 'Network team',
      why: 'They decide.',
      handOver: ['What is known', `Prepared change:\n${diff}`],
    };
    const { body: handed } = issueText(incident, diagnosis, { ...remediation, escalation });
    expect(handed).toContain(
      `- What is known\n- Prepared change:\n\n  \`\`\`diff\n  ${diff.replaceAll('\n', '\n  ')}\n  \`\`\``,
    );
  });

  test('strikes what cites nothing that is there', () => {
    const claims = [{ text: 'An invented claim.', evidence: ['L77'] }];
    const { body: struck } = issueText(incident, { ...diagnosis, claims }, remediation);
    expect(struck).not.toContain('- An invented claim. [L77]');
    expect(struck).toContain('L77 names no evidence of this incident');
  });

  test('is the same bytes each time', () => {
    expect(issueText(incident, diagnosis, remediation).body).toBe(body);
  });
});

test('a huge incident is shortened to what GitHub takes, and says so', () => {
  const pattern = incident.log.patterns[0]!;
  const patterns = Array.from({ length: 40 }, (_, index) => ({
    ...pattern,
    id: `L${index + 1}`,
    example: 'e'.repeat(4000),
  }));
  const { body } = issueText({ ...incident, log: { ...incident.log, patterns } }, diagnosis, remediation);
  expect(body.length).toBeLessThanOrEqual(BODY_LIMIT);
  expect(body).toContain('Shortened to what GitHub takes');
  expect(body).toContain('## Links');
  for (let id = 1; id <= 40; id++) expect(body).toContain(`L${id}`);
});

test('even a monstrous incident keeps its marker and its answer', () => {
  const pattern = { ...incident.log.patterns[0]!, template: 't '.repeat(2000), example: 'e'.repeat(4000) };
  const patterns = Array.from({ length: 40 }, (_, index) => ({ ...pattern, id: `L${index + 1}` }));
  const gaps = Array.from({ length: 500 }, (_, index) => ({
    what: `${index} ${'w'.repeat(300)}`,
    why: 'y',
    remedy: 'r',
  }));
  const { body } = issueText({ ...incident, gaps, log: { ...incident.log, patterns } }, diagnosis, remediation);
  expect(body.length).toBeLessThanOrEqual(BODY_LIMIT);
  expect(body).toMatch(/^<!-- sre-aiops:key=/);
  expect(body).toContain('## Escalation path');
});

describe('the timeline', () => {
  const events = timelineOf(incident, diagnosis);

  test('holds observed times only, oldest first', () => {
    const observed = JSON.stringify({ incident, diagnosis });
    for (const { at } of events) expect(observed).toContain(at);
    expect(events.map(({ at }) => at)).toEqual(events.map(({ at }) => at).sort());
    expect(events.map(({ text }) => text.split(/[:,(]/)[0]?.trim())).toEqual([
      'PR 52 merged',
      'First error',
      'Rate jumps',
      'Alert fires',
      'Diagnosis',
    ]);
  });

  test('says nothing of an onset that the log does not show', () => {
    const { onsetAt, ...log } = incident.log;
    const texts = timelineOf({ ...incident, log }, diagnosis).map(({ text }) => text);
    expect(onsetAt).toBeDefined();
    expect(texts.join()).not.toMatch(/First error|jumps/);
  });

  test('draws a section per day and the hours without a colon', () => {
    expect(renderTimeline(events)).toContain(
      '    section 2026-03-04\n        09.55 UTC : PR 52 merged (culprit) Move old',
    );
  });
});

test('a kind of check with one finding is told once, with the count', () => {
  const braces = (path: string): Check => ({
    name: `Braces: ${path}`,
    outcome: 'passed',
    detail: 'Its braces are balanced.',
  });
  const checks = [braces('a.ts'), braces('b.ts'), { ...braces('c.ts'), outcome: 'failed' as const }];
  expect(checkLines({ checks }).map(({ name, outcome }) => `${outcome} ${name}`)).toEqual([
    'passed Braces, 2 files',
    'failed Braces: c.ts',
  ]);
});

test('the reasons a reader sees are names and facts, not size or everyday words', () => {
  const reason = (signal: string, text: string, weight = 1): Reason => ({
    signal,
    text,
    weight,
    evidence: [],
    places: [],
  });
  const reasons = [
    reason('words', 'The change speaks of `total`, `getCountry` and `price_old`, as the symptom does.'),
    reason('title', 'Its title shares `orders` with the symptom.'),
    reason('churn', 'It changes 135 lines.'),
    reason('files', 'It touches 4 files.'),
    reason('onset', 'Merged 62 minutes before the trouble began.', 1.9),
    reason('trait-changes-dependency', 'It changes dependencies.', 0.01),
  ];
  expect(tellingReasons({ reasons }).map(({ text }) => text)).toEqual([
    'The change speaks of `getCountry` and `price_old`, as the symptom does.',
    'Merged 62 minutes before the trouble began.',
  ]);
});
