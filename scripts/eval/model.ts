/** What a real model makes of the incidents, beside what the embedded engine makes of them without it. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { documentSchemas, type EngineUsed } from '@sre-aiops/core';
import { type BundledIncident, evaluate } from '@sre-aiops/testkit';
import type { EngineName, Response } from 'sre-aiops';

/** One incident, answered with a model and without. */
export interface ModelVerdict {
  readonly id: string;
  /** Every document that the model had a part in is valid. */
  readonly valid: boolean;
  /** Whether the culprit is right, with the model and without it. */
  readonly culprit: boolean;
  readonly offline: boolean;
  /** Stages whose document bears the model's name. */
  readonly answered: readonly string[];
  readonly requests: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly seconds: number;
  /** Why the embedded engine answered in its place, by stage. */
  readonly instead: Readonly<Record<string, string>>;
}

/** Answers each incident both ways, one after the other, and tells of each on the error stream. */
export async function besideOffline(
  incidents: readonly BundledIncident[],
  engine: EngineName,
  { scratch, knowledge }: { readonly scratch: string; readonly knowledge: string },
): Promise<ModelVerdict[]> {
  const verdicts: ModelVerdict[] = [];
  for (const incident of incidents) {
    const offline = await evaluate(incident, join(scratch, 'offline'), knowledge);
    const { verdict, response } = await evaluate(incident, join(scratch, engine), knowledge, engine);
    const one = verdictOf(response, verdict, offline.verdict.culprit);
    process.stderr.write(`${rowOf(one).join('  ')}  ${JSON.stringify(one.instead)}\n`);
    verdicts.push(one);
  }
  return verdicts;
}

/** All documents valid, and no culprit worse than without the model. */
export function isNoWorse(verdicts: readonly ModelVerdict[]): boolean {
  return verdicts.length > 0 && verdicts.every(({ valid, culprit, offline }) => valid && (culprit || !offline));
}

/** The verdicts as a Markdown table. */
export function modelTable(verdicts: readonly ModelVerdict[]): string {
  const heads = ['incident', 'documents', 'culprit, offline', 'culprit, with it', 'answered by it'];
  const all = [[...heads, 'requests', 'tokens sent', 'answered', 'seconds'], Array(9).fill('---')];
  return [...all, ...verdicts.map(rowOf)].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

function rowOf({ id, valid, offline, culprit, answered, ...used }: ModelVerdict): string[] {
  const right = (is: boolean) => (is ? 'right' : 'wrong');
  return [
    ...[`\`${id}\``, valid ? 'valid' : 'NOT valid', right(offline), right(culprit), answered.join(', ') || 'nothing'],
    ...[used.requests, used.inputTokens, used.outputTokens, used.seconds].map((count) => count.toLocaleString('en')),
  ];
}

function verdictOf(
  response: Response,
  { id, culprit, ms }: { id: string; culprit: boolean; ms: number },
  offline: boolean,
): ModelVerdict {
  const { folder, diagnosis, remediation, artifacts } = response;
  const used: Readonly<Record<string, EngineUsed>> = {
    diagnose: diagnosis.engine,
    remediate: remediation.engine,
    'sre-artifacts': artifacts.engine,
  };
  const stages = Object.entries(used);
  const sum = (of: 'requests' | 'inputTokens' | 'outputTokens') =>
    stages.reduce((all, [, { usage }]) => all + (usage?.[of] ?? 0), 0);
  return {
    ...{ id, culprit, offline, requests: sum('requests'), inputTokens: sum('inputTokens') },
    ...{ outputTokens: sum('outputTokens'), seconds: Math.round(ms / 1000) },
    valid: Object.entries(documentSchemas).every(([name, schema]) => isValid(join(folder, `${name}.json`), schema)),
    answered: stages.flatMap(([stage, { name }]) => (name === 'offline' ? [] : [stage])),
    instead: Object.fromEntries(stages.flatMap(([stage, { fallback }]) => (fallback ? [[stage, fallback]] : []))),
  };
}

function isValid(file: string, schema: (typeof documentSchemas)[keyof typeof documentSchemas]): boolean {
  return existsSync(file) && schema.safeParse(JSON.parse(readFileSync(file, 'utf8'))).success;
}
