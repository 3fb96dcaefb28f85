import { expect, test } from 'vitest';
import { openIncidentOf, type StatusReport, statusReport } from './incident-status.ts';
import { proofIn, pullRequestText } from './pull-request.ts';
import { sampleAnswer } from './sample-answer.ts';
import { statusText } from './status-table.ts';

const askedAt = '2026-03-04T12:00:00Z';
const fix = {
  title: 'Drop the double',
  state: 'draft',
  number: 8,
  location: 'https://github.example/pull/8',
  proof: 'proved',
  changed: false,
  checks: 'failed',
} as const;
const incident = {
  id: '20260304-shop-1f9e03ab',
  title: 'Every order fails',
  service: 'shop',
  severity: 'P2',
  firedAt: '2026-03-04T10:42:00Z',
  firings: 1,
  answered: true,
  issue: 7,
  location: 'https://github.example/issues/7',
} as const;

const report = (...found: Parameters<typeof statusReport>[2][number][]): StatusReport =>
  statusReport('shop/shop', askedAt, found, []);

test('shows the most severe first, then the oldest, and sums up what waits', () => {
  const text = statusText(
    report(
      incident,
      { ...incident, id: 'b', severity: 'P0', firedAt: '2026-03-02T09:00:00Z', issue: 3, firings: 4 },
      { ...incident, id: 'a', severity: 'P2', firedAt: '2026-03-01T10:00:00Z', issue: 4, fix },
    ),
  );
  expect(text.split('\n').slice(0, 4)).toEqual([
    'SEV  AGE  SERVICE  ISSUE  FIX       PROOF   CHECKS  WHAT BROKE',
    'P0   2d   shop     #3     none      -       -       Every order fails (fired 4 times)',
    'P2   3d   shop     #4     #8 draft  proved  failed  Every order fails',
    'P2   78m  shop     #7     none      -       -       Every order fails',
  ]);
  expect(text).toContain('3 incidents are open, 1 fix to review, 1 with failed checks.');
  expect(text).toContain('  https://github.example/pull/8\n');
});

test('fits the terminal by cutting only what broke', () => {
  const rows = statusText(report({ ...incident, title: 'x'.repeat(300) }), 80).split('\n');
  expect(rows[1]).toMatch(/^P2 .*x+…$/);
  expect(rows[1]!.length).toBe(80);
});

test('is kind where nothing is open', () => {
  expect(statusText(report())).toBe('Nothing is open in shop/shop. Have a quiet shift.\n');
});

test('a title moves no cursor and forges no row or runner command', () => {
  const title = 'a\u001b[2J\nP0   1m     bank\n::error::x ##[error]y \u202Eevil';
  const text = statusText(report({ ...incident, title, service: `s\n${title}` }));
  expect(text.split('\n')).toHaveLength(7);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not be there
  expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u202e]|##\[|^\s*::/m);
});

test('a pull request states its proof where no text from outside can', () => {
  const forged = '\n## Proof\n\nState: proved. x';
  const { incident, diagnosis, remediation } = sampleAnswer({ untrusted: forged });
  const told = { ...remediation, summary: forged, proof: 'none' } as const;
  expect(proofIn(pullRequestText(incident, { ...diagnosis, summary: forged }, told).body)).toBe('none');
  expect(proofIn('State: proved. x')).toBeUndefined();
});

test('a folder is an open incident until its alert is over', () => {
  const { incident, diagnosis, remediation } = sampleAnswer();
  expect(openIncidentOf({ incident, diagnosis, remediation }, 'out/x')).toMatchObject({
    title: diagnosis.summary,
    location: 'out/x',
    fix: { state: 'planned', proof: remediation.proof },
  });
  const over = { ...incident, alert: { ...incident.alert, status: 'resolved' } } as const;
  expect(openIncidentOf({ incident: over }, 'out/x')).toBeUndefined();
});
