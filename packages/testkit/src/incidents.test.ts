import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sharedSentences, unresolved } from '@sre-aiops/core';
import type { Response } from 'sre-aiops';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { disguise } from './disguise.ts';
import { evaluate, hasPromtool, type Verdict } from './evaluate.ts';
import { incidentsIn } from './world.ts';

const root = join(import.meta.dirname, '../../..');
const scratch = mkdtempSync(join(tmpdir(), 'sre-aiops-incidents-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

/** A machine that only wants to try it may lack promtool; CI may not. */
const rulesCount = hasPromtool() || process.env.CI !== undefined;

/** Disguised in the long form only: `npm run eval -- --disguise` asks the same. */
const forms: readonly (readonly [string, () => string])[] = [
  ['as they are', () => join(root, 'incidents')],
  ['disguised', () => disguise(root, join(scratch, 'disguised')).incidents],
];

describe.each(process.env.SRE_AIOPS_LONG === '1' ? forms : forms.slice(0, 1))(
  'the bundled incidents, %s',
  (name, folder) => {
    const answers: { verdict: Verdict; response: Response }[] = [];

    beforeAll(async () => {
      for (const incident of incidentsIn(folder()))
        answers.push(await evaluate(incident, join(scratch, name), join(root, 'knowledge-base')));
    }, 240_000);

    test('are twelve', () => expect(answers).toHaveLength(12));

    test('are answered as a person would', () => {
      const wrong = answers.flatMap(({ verdict: { id, ms: _, tokens: __, said, rules, ...checks } }) => {
        const failed = Object.entries({ ...checks, ...(rulesCount ? { rules } : {}) }).filter(([, right]) => !right);
        return failed.map(([check]) => `${id}: ${check} (${said})`);
      });
      expect(wrong).toEqual([]);
    });

    test('have runbooks of their own: no two share 30 % of their sentences', () => {
      const runbooks = answers.map(
        ({ response }) => response.artifacts.files.find(({ kind }) => kind === 'runbook')?.content ?? '',
      );
      const services = [...new Set(answers.map(({ response }) => response.incident.alert.service))];
      const shared = runbooks.flatMap((one, index) =>
        runbooks.slice(index + 1).map((other) => sharedSentences(one, other, services)),
      );
      expect(Math.max(...shared)).toBeLessThan(0.3);
    });

    test('cite only evidence that exists, in their lists and in their texts', () => {
      const missing = answers.flatMap(({ verdict: { id }, response: { incident, artifacts } }) =>
        artifacts.files.flatMap(({ kind, evidence, content }) => {
          const cited = Array.from(content.matchAll(/\[([LCMKF][1-9]\d*|A\.[A-Za-z][\w.-]*)\]/g), (match) => match[1]!);
          return unresolved([...evidence, ...cited], incident).map((name) => `${id}, ${kind}: ${name}`);
        }),
      );
      expect(missing).toEqual([]);
    });
  },
);
