import type { Check } from '../incident/index.ts';
import { hasConflictMarkers } from '../policy/edits.ts';
import type { FilePair } from '../remediations/unified.ts';
import { flywayOrder } from './flyway.ts';
import { formatOf } from './formats.ts';
import { kubernetesManifests } from './kubernetes.ts';
import { prometheusRules } from './prometheus.ts';
import { postgresSql } from './sql.ts';
import type { Fault, Format, PlanCheck, Surroundings } from './types.ts';

export type { Surroundings } from './types.ts';

const planChecks: readonly PlanCheck[] = [postgresSql, flywayOrder, kubernetesManifests, prometheusRules];

/**
 * Reads each file that a plan touches as its format demands, before and after, and looks at what only the files together
 * tell. A file that was broken before may stay so. Parsers are loaded when the first file asks for them.
 */
export async function staticChecks(pairs: readonly FilePair[], around: Surroundings): Promise<Check[]> {
  const checks: Check[] = [];
  for (const pair of pairs) checks.push(...(await checkFile(pair)));
  for (const check of planChecks) checks.push(...(await check(pairs, around)));
  return [...checks, ...effect(pairs)];
}

async function checkFile({ path, before, after }: FilePair): Promise<Check[]> {
  const format = formatOf(path);
  if (after === undefined || !format) return [];
  const name = `${format.name}: ${path}`;
  const found = await read(format, after, path);
  if (found === undefined) return [{ name, outcome: 'passed', detail: format.passed }];
  if (typeof found !== 'string') return [{ name, outcome: 'skipped', detail: found.skipped }];
  const had = before === undefined ? undefined : await read(format, before, path);
  if (typeof had === 'string') return [{ name, outcome: 'skipped', detail: 'The file was not well formed before.' }];
  if (format.unsure && before === undefined && !hasConflictMarkers(after))
    return [
      {
        name,
        outcome: 'skipped',
        detail: `${found} A file is new, and this grammar does not know all of the language.`,
      },
    ];
  return [{ name, outcome: 'failed', detail: found }];
}

async function read(format: Format, text: string, path: string): Promise<Fault | { readonly skipped: string }> {
  if (hasConflictMarkers(text)) return 'It holds conflict markers.';
  return format.read(text, path);
}

/** A plan that moves blank lines and line ends about changes nothing. */
function effect(pairs: readonly FilePair[]): Check[] {
  const idle = pairs.every(
    ({ before, after }) => before !== undefined && after !== undefined && bare(before) === bare(after),
  );
  if (!idle || pairs.length === 0) return [];
  return [{ name: 'Effect', outcome: 'failed', detail: 'Only blank lines, line ends and spaces before them change.' }];
}

function bare(text: string): string {
  return text
    .split('\n')
    .map((line) => line.trimEnd())
    .filter(Boolean)
    .join('\n');
}
