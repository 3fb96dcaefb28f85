import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parser } from '@prometheus-io/lezer-promql';
import { describe, expect, test } from 'vitest';
import { stringify } from 'yaml';
import { checkRules, promtoolExpected } from '../../test/promtool.ts';
import type { Incident } from '../incident/index.ts';
import { classify } from './classify.ts';
import { failureModes } from './registry.ts';
import { type Sample, sampleIncident } from './sample-incident.ts';
import type { Advice, FailureMode, Step } from './types.ts';

const here = new URL('.', import.meta.url);

test('every folder is registered and every mode has its folder', () => {
  const folders = readdirSync(here, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  expect(failureModes.map(({ id }) => id).toSorted()).toEqual(folders.map(({ name }) => name).toSorted());
});

const bare: Sample = {
  service: 'ledger-api',
  title: 'Ledger is failing',
  log: ['ERROR something odd happened to GET /v1/entries'],
};

describe.each(failureModes.map((mode) => [mode.id, mode] as const))('%s keeps its promise', (_, mode) => {
  test.each([
    ['a bare incident', bare],
    ['no log at all', { service: 'ledger-api', title: 'Ledger is failing' }],
    ['Spring on Kubernetes', { ...bare, ...rich(1) }],
  ])('on %s', (_name, sample: Sample) => {
    const incident = sampleIncident(sample);
    const written = write(mode, incident);
    const texts = [written.claim, ...steps(written.advice)];
    for (const { text, evidence } of texts) {
      expect(text).not.toMatch(/undefined|NaN|\[object|bookshop|price_old/);
      expect(evidence.length, text).toBeGreaterThan(0);
      for (const id of evidence) expect(exists(id, incident), `${id} in “${text}”`).toBe(true);
    }
    expect(written.advice.alertRules.length).toBeGreaterThan(0);
    for (const { expr, alert } of written.advice.alertRules) {
      expect(alert).toMatch(/^[A-Z]\w+$/);
      expect(errorsIn(expr), expr).toEqual([]);
    }
    for (const section of ['capacity', 'recovery', 'performance'] as const) {
      expect(written.advice[section].length, section).toBeGreaterThan(0);
    }
  });

  test('shares few sentences between two of its incidents', () => {
    const [one, two] = [1, 2].map((which) =>
      steps(write(mode, sampleIncident(rich(which))).advice).flatMap(({ text, command }) =>
        command ? [text, command] : [text],
      ),
    );
    const shared = one!.filter((text) => two!.includes(text));
    expect(shared.length / Math.min(one!.length, two!.length), shared.join('\n')).toBeLessThan(0.15);
  });

  test('ends every order of remediation with escalation', () => {
    expect(mode.whenCulprit.at(-1)).toBe('escalation');
    expect(mode.whenNone.at(-1)).toBe('escalation');
  });
});

test.skipIf(!promtoolExpected)('promtool takes the rules of every mode', () => {
  const rules = failureModes.flatMap((mode) =>
    [bare, { ...bare, ...rich(1) }].flatMap((sample) => write(mode, sampleIncident(sample)).advice.alertRules),
  );
  const groups = rules.map(({ alert, expr, for: pending, summary }, index) => ({
    name: `g${index}`,
    rules: [{ alert, expr, for: pending, annotations: { summary } }],
  }));
  const folder = mkdtempSync(join(tmpdir(), 'rules-'));
  try {
    writeFileSync(join(folder, 'rules.yml'), stringify({ groups }));
    const { status, said } = checkRules([join(folder, 'rules.yml')]);
    expect(status, said).toBe(0);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

function rich(which: number): Sample {
  const name = which === 1 ? 'ledger-api' : 'mail-relay';
  return {
    service: name,
    title: `${name} fails`,
    firedAt: `2026-03-0${which}T1${which}:42:00Z`,
    onsetAt: `2026-03-0${which}T1${which}:3${which}:00Z`,
    labels: { namespace: `team-${which}`, pod: `${name}-7d9f8b6c5-x2x${which}z`, deployment: name },
    signals: [
      { name: `error_rate_${which}`, value: 18 + which, unit: '%', threshold: 5, baseline: 0.2 },
      { name: `response_time_${which}`, value: 4000 + which, unit: 'ms' },
    ],
    log: [
      `ERROR org.springframework.Something: step ${which} failed for GET /v${which}/items`,
      `ERROR follow-up ${which} of the failure`,
    ],
    culprit: { number: 40 + which, title: `Change the ${name}`, path: `src/${name}/main.kt` },
  };
}

function write(mode: FailureMode, incident: Incident): { claim: Step; advice: Advice } {
  const match = classify(incident).find((one) => one.mode.id === mode.id) ?? {
    mode,
    score: 0.5,
    hits: [{ means: 'x', weight: 1, evidence: incident.log.patterns.slice(0, 1).map(({ id }) => id) }],
    facts: classify(incident)[0]!.facts,
  };
  const situation = { incident, match, culprit: incident.suspects[0] };
  return { claim: mode.explain(situation), advice: mode.advise(situation) };
}

function steps({ immediate, runbook, capacity, recovery, performance }: Advice): Step[] {
  return [...immediate, ...Object.values(runbook).flat(), ...capacity, ...recovery, ...performance];
}

function exists(id: string, incident: Incident): boolean {
  if (id.startsWith('A.labels.')) return id.slice('A.labels.'.length) in incident.alert.labels;
  if (id.startsWith('A.')) return id.slice(2) in incident.alert;
  return [...incident.log.patterns, ...incident.signals, ...incident.suspects].some((one) => one.id === id);
}

function errorsIn(expr: string): string[] {
  const errors: string[] = [];
  parser
    .parse(expr)
    .iterate({ enter: (node) => void (node.type.isError && errors.push(expr.slice(node.from - 5, node.to + 5))) });
  return errors;
}
