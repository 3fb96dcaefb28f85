import { expect, test } from 'vitest';
import type { Publication } from '../incident/index.ts';
import { answerNotification, recoveryNotification, slackMessage, teamsMessage } from './notification.ts';
import { sampleAnswer } from './sample-answer.ts';

const page = 'https://github.example/shop/ledger';
const record = (kind: Publication['records'][number]['kind'], number: number, location: string) => ({
  kind,
  outcome: 'created' as const,
  why: '',
  number,
  location,
  at: '2026-03-04T11:00:00Z',
});
const publicationOf = (...records: Publication['records']): Publication => ({
  schemaVersion: 1,
  incidentId: 'x',
  records,
});
const published = publicationOf(record('issue', 7, `${page}/issues/7`), record('pull-request', 8, `${page}/pull/8`));

test('says what broke, the culprit, how sure, and the fix, and links to what was published', () => {
  const told = answerNotification({ ...sampleAnswer(), publication: published }, page);
  expect(told).toMatchObject({
    state: 'answered-7-8',
    title: expect.stringMatching(/^P\d ledger-api: Every query on amount_old of ledger-api fails$/),
    links: [
      { title: 'Issue #7', url: `${page}/issues/7` },
      { title: 'Fix #8', url: `${page}/pull/8` },
    ],
  });
  expect(told.facts.map(({ name }) => name)).toEqual(['Incident', 'Culprit', 'Confidence', 'Fix', 'Call']);
  const slack = JSON.stringify(slackMessage(told));
  expect(slack).toContain(`<${page}/issues/7|Issue #7>  <${page}/pull/8|Fix #8>`);
  const teams = JSON.stringify(teamsMessage(told));
  expect(teams).toContain(`{"type":"Action.OpenUrl","title":"Fix #8","url":"${page}/pull/8"}`);
});

const hostile =
  '<!channel> <!here> <@U123> @everyone <https://a.example|click> [x](http://b.example) www.c.example mailto:d@e.example <at>all</at> *x*\n::error::';

test('what an alert or a commit says mentions nobody and links nowhere', () => {
  const { incident, diagnosis, remediation } = sampleAnswer({ untrusted: hostile, service: `s ${hostile}` });
  const answer = {
    incident,
    diagnosis: { ...diagnosis, summary: hostile },
    remediation: { ...remediation, title: hostile },
  };
  const told = answerNotification({ ...answer, publication: published }, page);
  const over = recoveryNotification(
    { ...incident.alert, title: hostile },
    { number: 7, location: `${page}/issues/7` },
    page,
  );
  for (const notification of [told, over]) {
    const words = [notification.title, ...notification.facts.map(({ text }) => text)].join('\n');
    expect(words).not.toMatch(/[<>&]|@\S|:\/\/|www\.|mailto:|^::/m);
    const slack = slackMessage(notification) as { blocks: { type: string; text?: { type: string } }[] };
    const marked = slack.blocks.filter(({ type, text }) => type !== 'context' && text?.type !== 'plain_text');
    expect(marked).toEqual([]);
    expect(JSON.stringify(teamsMessage(notification))).not.toContain('"type":"TextBlock"');
  }
});

test.each([
  'https://elsewhere.example/shop/ledger/issues/7',
  `${page}.elsewhere.example/issues/7`,
  `${page}/issues/7|click> <!channel`,
  'javascript:alert(1)',
])('a folder that was tampered with gets no link to %s', (location) => {
  const publication = publicationOf(record('issue', 7, location));
  expect(answerNotification({ ...sampleAnswer(), publication }, page).links).toEqual([]);
  expect(answerNotification({ ...sampleAnswer(), publication }, '').links).toEqual([]);
});
