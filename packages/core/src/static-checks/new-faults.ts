import type { Check } from '../incident/index.ts';

/** A check that fails by the faults which a file did not have before, wherever they stand in it. */
export function newFaults(
  { name, passed }: { readonly name: string; readonly passed: string },
  now: readonly string[],
  before: readonly string[],
): Check[] {
  const fresh = [...new Set(now)].filter((fault) => !before.includes(fault));
  if (fresh.length > 0) return [{ name, outcome: 'failed', detail: fresh.slice(0, 3).join(' ') }];
  if (now.length === 0) return [{ name, outcome: 'passed', detail: passed }];
  return [{ name, outcome: 'skipped', detail: `It had this fault before: ${now[0]}` }];
}
