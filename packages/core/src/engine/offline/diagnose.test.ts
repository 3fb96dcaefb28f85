import { describe, expect, test } from 'vitest';
import { sampleIncident } from '../../failure-modes/sample-incident.ts';
import type { Incident, Suspect } from '../../incident/index.ts';
import { diagnoseOffline } from './diagnose.ts';

const log = ['TypeError: rate is undefined\n    at charge (/srv/src/charge.ts:4:2)'];
const drift = ['ERROR: column p.due_on does not exist'];
const full = ['write /var/lib/data/1: No space left on device'];

function suspect(id: string, score: number, ...paths: readonly string[]): Suspect {
  const base = sampleIncident({
    log,
    culprit: { number: Number(id.slice(1)), title: `Change ${id}`, path: paths[0]! },
  });
  return { ...base.suspects[0]!, id, score, files: paths.map((path) => ({ path, additions: 2, deletions: 1 })) };
}

function diagnose(suspects: readonly Suspect[], noneScore: number, texts: readonly string[] = log) {
  const incident: Incident = { ...sampleIncident({ log: texts }), suspects: [...suspects], noneScore };
  return diagnoseOffline(incident, { name: 'offline' }, incident.alert.firedAt);
}

describe('diagnoseOffline', () => {
  test.each([
    ['configuration', 'deploy/prod.env', 'README.md'],
    ['dependency', 'yarn.lock', 'test/charge.test.ts'],
    ['application', 'src/charge.ts', 'deploy/prod.env'],
  ])('says %s when the culprit changes %s and %s', (category, ...paths) => {
    expect(diagnose([suspect('C1', 0.9, ...paths)], 0.05).category).toBe(category);
  });

  test('keeps infrastructure when the platform fails after a change of its own description', () => {
    expect(diagnose([suspect('C1', 0.9, 'infra/volumes.tf')], 0.05, full).category).toBe('infrastructure');
  });

  test('shows two changes that are near each other as hypotheses, and names neither', () => {
    const { culprit, hypotheses, summary } = diagnose(
      [suspect('C1', 0.33, 'src/a.ts'), suspect('C2', 0.32, 'src/b.ts')],
      0.2,
      full,
    );

    expect(culprit).toBeNull();
    expect(hypotheses.flatMap(({ culprit: one }) => one?.change ?? [])).toEqual(['C1', 'C2']);
    expect(summary).toMatch(/brought by #1 "Change C1" or by #2 "Change C2"\.$/);
  });

  test('names a change in doubt where changes are the usual cause, and a strict share where they are not', () => {
    const doubtful = [suspect('C1', 0.26, 'src/a.ts'), suspect('C2', 0.1, 'src/b.ts')];

    expect(diagnose(doubtful, 0.55, drift).culprit?.change).toBe('C1');
    expect(diagnose(doubtful, 0.65, drift).culprit).toBeNull();
    expect(diagnose(doubtful, 0.55, full).culprit).toBeNull();
  });

  test('rolls code in doubt back first, and sets settings in doubt right', () => {
    const first = (path: string) => diagnose([suspect('C1', 0.28, path)], 0.55, drift);

    expect(first('src/a.ts').confidence.level).toBe('low');
    expect(first('src/a.ts').remediationTypes[0]).toBe('pr_rollback');
    expect(first('deploy/prod.env').remediationTypes[0]).not.toBe('pr_rollback');
  });

  test('is never sure of a change of another time than the alert', () => {
    const old = { ...suspect('C1', 0.95, 'src/charge.ts'), mergedAt: '2001-01-01T00:00:00.000Z' };

    expect(diagnose([suspect('C1', 0.95, 'src/charge.ts')], 0.01).confidence.level).not.toBe('low');
    expect(diagnose([old], 0.01).confidence).toMatchObject({ level: 'low' });
  });

  test('rolls a broad change back first when the incident is urgent', () => {
    const broad = suspect('C1', 0.9, 'src/charge.ts');
    const reason = { ...broad.reasons[0]!, signal: 'trait-broad-refactoring' };

    expect(diagnose([{ ...broad, reasons: [reason] }], 0.05).remediationTypes[0]).toBe('pr_rollback');
  });
});
