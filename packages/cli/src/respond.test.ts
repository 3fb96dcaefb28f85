import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { incidentsIn, makeSampleService, sampleAlert, sampleLog } from '@sre-aiops/testkit';
import { afterAll, describe, expect, test } from 'vitest';

const root = join(import.meta.dirname, '../../..');
const bin = join(root, 'packages/cli/bin/sre-aiops.js');
const scratch = mkdtempSync(join(tmpdir(), 'sre-aiops-test-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

const repo = join(scratch, 'service');
makeSampleService(repo);

function run(...args: string[]) {
  return spawnSync(process.execPath, [bin, ...args], { cwd: scratch, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 });
}

function file(name: string, content: string | Uint8Array): string {
  const path = join(scratch, name);
  writeFileSync(path, content);
  return path;
}

const payload = file('alert.json', JSON.stringify(sampleAlert));

test('answers an incident of a service nobody knows, and again to the same bytes', () => {
  const args = [
    'respond',
    payload,
    '--logs',
    file('app.log', sampleLog),
    '--repo',
    repo,
    '--out',
    join(scratch, 'out'),
    '--json',
  ];
  const first = run(...args);
  expect(first.status, first.stderr).toBe(0);
  const { folder, diagnosis, remediation } = JSON.parse(first.stdout);
  expect(diagnosis.culprit).toMatchObject({ number: 7 });
  expect(remediation.edits.map(({ path }: { path: string }) => path)).toEqual(['checkout.py']);
  expect(spawnSync('git', ['apply', '--check', '-'], { cwd: repo, input: remediation.patch }).status).toBe(0);
  expect(readdirSync(join(folder, 'artifacts'))).toHaveLength(6);

  const again = JSON.parse(run(...args).stdout);
  expect(again.publication.records.map(({ outcome }: { outcome: string }) => outcome)).not.toContain('created');
  expect(readdirSync(join(folder, 'published/knowledge-base/incidents'))).toHaveLength(1);
});

test('answers each alert of a group by itself where it is asked to', () => {
  const alerts = ['checkout', 'basket'].map((service) => ({
    status: 'firing',
    labels: { alertname: 'HighErrorRate', service, severity: 'critical' },
    annotations: {},
    startsAt: '2026-04-12T09:58:24Z',
  }));
  const group = file('group.json', JSON.stringify({ version: '4', groupKey: '{}', status: 'firing', alerts }));
  const args = ['respond', group, '--out', join(scratch, 'each'), '--engine', 'offline', '--json'];
  const services = (text: string) =>
    text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line).incident.alert.service);
  expect(services(run(...args, '--each').stdout)).toEqual(['checkout', 'basket']);
  expect(services(run(...args).stdout)).toEqual(['checkout']);
  expect(run('respond', '-', '--each').status).toBe(2);
  expect(services(run(...args, '--alert-number', '2').stdout)).toEqual(['basket']);
  expect(run(...args, '--each', '--alert-number', '2').status).toBe(2);
  const ingested = run('ingest', group, '--out', join(scratch, 'each'), '--json', '--alert-number', '2');
  expect(JSON.parse(ingested.stdout).alert.service).toBe('basket');
  const beyond = run('ingest', group, '--alert-number', '3');
  expect(beyond.status).toBe(2);
  expect(beyond.stderr).toContain('`alert-number` is 3, and the payload carries 2 alerts.');
});

test('answers every stage again from the folder', () => {
  const out = join(scratch, 'stages');
  const made = run('ingest', payload, '--logs', file('app.log', sampleLog), '--repo', repo, '--out', out);
  expect(made.status, made.stderr).toBe(0);
  const folder = join(made.stdout.trim(), '..');
  for (const stage of [
    'diagnose',
    'remediate',
    'sre-artifacts',
    'create-pr',
    'create-issue',
    'dispatch-infra',
    'learn',
  ]) {
    const args = stage === 'remediate' ? ['--repo', repo] : [];
    const stageRun = run(stage, folder, ...args);
    expect(stageRun.status, stageRun.stderr).toBe(0);
  }
  const ciLog = file(
    'ci.log',
    'FAILED tests/test_checkout.py::test_total\nE   NameError in checkout.py: total is not defined\n',
  );
  const repaired = run('repair', folder, '--repo', repo, '--ci-log', ciLog, '--json');
  expect(repaired.status, repaired.stderr).toBe(0);
  expect(JSON.parse(repaired.stdout)).toMatchObject({ repair: { verdict: 'person' } });
  const none = JSON.parse(
    run('repair', folder, '--repo', repo, '--ci-log', ciLog, '--json', '--max-attempts', '0').stdout,
  );
  expect(none.repair.why).toContain('No repair is allowed here.');
});

/** An incident folder as somebody took it out of the repository: without the tree that its history builds on. */
function copiedIncident(): string {
  const folder = join(scratch, 'copied');
  mkdirSync(join(folder, 'history'), { recursive: true });
  file('copied/alert.json', JSON.stringify(sampleAlert));
  file('copied/history/BASE', '../no-such-tree\n');
  return folder;
}

describe('bad input ends in an error that says what to do, with nothing written', () => {
  const out = join(scratch, 'nothing');
  test.each([
    ['a missing alert', ['respond', 'no-such.json'], 'ALERT_MISSING'],
    ['a folder without an alert', ['respond', repo], 'ALERT_MISSING'],
    ['an alert that is not JSON', ['respond', file('broken.json', '{"title": ')], 'DOCUMENT_INVALID'],
    ['an unknown payload', ['respond', file('unknown.json', '{"hello": "world"}')], 'ALERT_UNRECOGNISED'],
    ['a missing log', ['respond', payload, '--logs', 'no-such.log'], 'LOG_UNREADABLE'],
    ['a folder as a log', ['respond', payload, '--logs', '.'], 'LOG_UNREADABLE'],
    [
      'a binary log',
      [
        'respond',
        payload,
        '--logs',
        file(
          'binary.log',
          new Uint8Array(4096).map((_, index) => index % 7),
        ),
      ],
      'LOG_UNREADABLE',
    ],
    ['a repository that is none', ['respond', payload, '--repo', '/proc'], 'REPOSITORY_UNREADABLE'],
    ['a knowledge base that is not there', ['respond', payload, '--knowledge', '/nonexist'], 'FILE_UNREADABLE'],
    ['nothing to recall from', ['recall', '--symptom', payload, '--knowledge', '/nonexist'], 'FILE_UNREADABLE'],
    ['a history whose tree was left behind', ['respond', copiedIncident()], 'REPOSITORY_UNREADABLE'],
    ['a folder without documents', ['diagnose', '.'], 'DOCUMENT_MISSING'],
  ])('%s', (_, args, code) => {
    const { status, stderr } = run(...args, ...(args[0] === 'respond' ? ['--out', out] : []));
    expect(stderr).toContain(code);
    expect(stderr).not.toMatch(/^\s+at /m);
    expect(status).toBe(1);
    expect(existsSync(out)).toBe(false);
  });

  test('that quotes nothing of a file that is no JSON', () => {
    const { stderr } = run('respond', file('secret.json', '{"token": s3cr3t-v4lue}'), '--out', out);
    expect(stderr).toContain("is not JSON: Unexpected token 's'.");
    expect(stderr).not.toContain('s3cr3t');
  });

  test('wrong usage ends with 2', () => {
    expect(run('respond').status).toBe(2);
    expect(run('respond', payload, '--engine', 'oracle').status).toBe(2);
    expect(run('excerpt', payload, '--budget', '0').status).toBe(2);
  });
});

describe('poor input is answered, with its gaps named', () => {
  const respond = (...args: string[]) => {
    const { stdout, stderr } = run('respond', payload, '--out', join(scratch, 'poor'), '--json', ...args);
    expect(stderr).not.toContain('error:');
    return JSON.parse(stdout);
  };

  test('an empty log', () => {
    const { incident } = respond('--repo', repo, '--logs', file('empty.log', ''));
    expect(incident.log).toMatchObject({ lines: 0, patterns: [] });
    expect(incident.gaps.length).toBeGreaterThan(0);
  });

  test('a log in UTF-16', () => {
    const { diagnosis } = respond(
      '--repo',
      repo,
      '--logs',
      file('utf16.log', Buffer.from(`\uFEFF${sampleLog}`, 'utf16le')),
    );
    expect(diagnosis.culprit.number).toBe(7);
  });

  test('a repository whose changes are all too old', () => {
    const late = file('late.json', JSON.stringify({ ...sampleAlert, firedAt: '2026-12-24T10:00:00Z' }));
    const { stdout } = run('respond', late, '--repo', repo, '--out', join(scratch, 'late'), '--json');
    expect(JSON.stringify(JSON.parse(stdout).incident.gaps)).toContain('merged');
  });

  test('no repository at all', () => {
    const { incident, remediation } = respond('--logs', file('app.log', sampleLog));
    expect(incident.gaps.map(({ what }: { what: string }) => what)).toContain('The repository');
    expect(remediation.type).toBe('escalation');
  });

  test('a log whose clock is hours away from the alert', () => {
    const skewed = sampleLog.replaceAll('2026-04-12 09', '2026-04-12 02');
    const { incident } = respond('--repo', repo, '--logs', file('skewed.log', skewed));
    expect(JSON.stringify(incident.gaps)).toMatch(/clock|time|hour/i);
  });
});

test('a bundled incident is answered from its folder alone', () => {
  const [incident] = incidentsIn(join(root, 'incidents')).filter(({ id }) => id.includes('schema-drift'));
  const { status, stdout } = run('respond', incident!.folder, '--out', join(scratch, 'bundled'));
  expect(status).toBe(0);
  expect(stdout).toContain(`#${incident!.expected.culprit}`);
});

test('plumbing speaks JSON', () => {
  const appLog = file('app.log', sampleLog);
  expect(JSON.parse(run('normalise', payload, '--json').stdout)).toMatchObject({ service: 'checkout', severity: 'P1' });
  const { groups, templates } = JSON.parse(run('templates', appLog, '--json').stdout);
  expect(groups).toHaveLength(6);
  expect(templates.map(({ id }: { id: number }) => id)).toEqual(expect.arrayContaining([...new Set(groups)]));
  const { lines, tokens } = JSON.parse(run('excerpt', appLog, '--budget', '60', '--json').stdout);
  expect(tokens).toBeLessThanOrEqual(60);
  expect(lines.map(({ text }: { text: string }) => text).join('\n')).toContain("KeyError: 'discount'");
  const changes = file(
    'changes.json',
    JSON.stringify([
      {
        number: 8,
        title: 'docs',
        mergedAt: '2026-04-12T09:30:00Z',
        files: [{ path: 'README.md', additions: 1, deletions: 0 }],
      },
      {
        number: 7,
        title: 'subtract the discount',
        mergedAt: '2026-04-12T09:10:00Z',
        files: [{ path: 'checkout.py', additions: 1, deletions: 1 }],
      },
    ]),
  );
  const ranked = JSON.parse(run('rank', '--symptom', appLog, '--changes', changes, '--json').stdout);
  expect(ranked[0]).toMatchObject({ number: 7, score: expect.any(Number), reasons: expect.any(Array) });
  const secret = run('redact', file('secret.txt', 'login by ada@shop.example with password=hunter2hunter2\n'));
  expect(secret.stdout).not.toMatch(/ada@|hunter2/);
  expect(secret.stderr).toMatch(/email: 1/);
  const { text, counts } = JSON.parse(run('redact', join(scratch, 'secret.txt'), '--json').stdout);
  expect(text).toBe(secret.stdout);
  expect(counts).toMatchObject({ email: 1 });
  const recalled = JSON.parse(
    run(
      'recall',
      '--symptom',
      file('symptom.txt', 'java heap space OutOfMemoryError'),
      '--knowledge',
      join(root, 'knowledge-base'),
      '--json',
    ).stdout,
  );
  expect(recalled[0]).toMatchObject({ id: expect.any(String), score: expect.any(Number), why: expect.any(String) });
});
