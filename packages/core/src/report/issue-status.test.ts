import { expect, test } from 'vitest';
import { readIssue, renderIssue, withStatus, withText } from './issue-status.ts';
import { marker } from './marker.ts';
import { readPullRequest, renderPullRequest, withChecks } from './pull-request-status.ts';

const mark = marker('alertmanager/Errors/shop/-/-', '20260412-shop-1f9e03ab');
const draft = (text: string) => `${mark}\n\n## Summary\n\n${text}\n\n- [ ] Look at the pods\n`;
const status = {
  firings: 1,
  firstFiredAt: '2026-04-12T09:15:00Z',
  lastFiredAt: '2026-04-12T09:15:00Z',
  answered: false,
};

test('reads back what it rendered, also after GitHub and a browser had it', () => {
  const body = renderIssue(draft('It broke.'), status);

  expect(body.startsWith(mark)).toBe(true);
  expect(readIssue(body)).toMatchObject({ incidentId: '20260412-shop-1f9e03ab', status, edited: false });
  expect(readIssue(body.replaceAll('\n', '\r\n'))).toMatchObject({ edited: false });
  expect(readIssue(body.trimEnd())).toMatchObject({ edited: false });
});

test('tells its story in one paragraph, and the text stays to the letter', () => {
  const body = renderIssue(draft('It broke.'), { ...status, previous: 7 });
  const later = withStatus(body, {
    firings: 3,
    lastFiredAt: '2026-04-12T11:00:00Z',
    resolvedAt: '2026-04-12T11:40:00Z',
    pullRequest: 13,
    knowledge: 14,
    run: 'https://git.example/runs/1',
  });

  expect(later).toContain('**Fired 3 times**, first 2026-04-12 09:15 UTC, last 2026-04-12 11:00 UTC.');
  expect(later).toContain('**Resolved** at 2026-04-12 11:40 UTC, 40 minutes after it fired (measured).');
  expect(later).toContain('The same alert was the matter of #7.');
  expect(later).toContain('Published: fix #13, [infrastructure run](https://git.example/runs/1), lesson #14.');
  expect(readIssue(later)?.text).toBe(readIssue(body)?.text);
  expect(withStatus(later, {})).toBe(later);
});

test('a newer answer keeps ticked boxes, and leaves a text that a person edited', () => {
  const body = renderIssue(draft('It broke.'), status);
  const ticked = body.replace('- [ ] Look', '- [x] Look');
  const edited = body.replace('It broke.', 'It broke, and I know why.');

  expect(readIssue(ticked)?.edited).toBe(false);
  expect(withText(ticked, draft('It broke badly.'), {})).toContain('It broke badly.\n\n- [x] Look at the pods');
  expect(withText(ticked, draft('It broke.'), {})).toBe(ticked);
  expect(withText(edited, draft('It broke badly.'), { answered: true })).toContain('and I know why');
  expect(readIssue(withText(edited, draft('x'), { answered: true }))?.status.answered).toBe(true);
});

test.each([
  ['a quotation of a marker', `Look:\n${renderIssue(draft('x'), status)}`],
  ['a broken status', renderIssue(draft('x'), status).replace('"firings":1', '"firings":"many"')],
  ['no status', draft('x')],
  ['nothing', ''],
])('%s is nothing of ours', (_, body) => {
  expect(readIssue(body)).toBeUndefined();
  expect(withStatus(body, { answered: true })).toBe(body);
});

test('no value of the status can end the hidden comment', () => {
  const run = 'https://git.example/a--b-->c';
  const body = renderIssue(draft('x'), { ...status, run });

  expect(body.split('\n')[1]).toMatch(/^<!-- [^>]*-->$/);
  expect(body.split('\n')[1]?.slice(4, -3)).not.toContain('--');
  expect(readIssue(body)?.status.run).toBe(run);
});

test('a pull request remembers the commit that is ours, and shows its checks', () => {
  const body = renderPullRequest(draft('The fix.'), {
    commit: 'a'.repeat(40),
    base: 'b'.repeat(40),
    edits: 'e1',
    title: 't',
  });
  const checked = withChecks(body, { outcome: 'success', run: 'https://git.example/runs/2' });

  expect(readPullRequest(body)).toMatchObject({
    status: { commit: 'a'.repeat(40), base: 'b'.repeat(40), edits: 'e1', title: 't' },
    edited: false,
  });
  expect(checked).toContain('**Checks of this repository on this fix:** [passed](https://git.example/runs/2).');
  expect(readPullRequest(checked)?.text).toBe(readPullRequest(body)?.text);
});
