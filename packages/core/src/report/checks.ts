import type { Check, Remediation } from '../incident/index.ts';

/** One kind of check with one outcome. */
export interface CheckLine {
  readonly name: string;
  readonly outcome: Check['outcome'];
  readonly detail: string;
}

/** The checks with those of one kind and one finding told once: `Braces: a.java`, `Braces: b.java` → `Braces, 2 files`. */
export function checkLines({ checks }: Pick<Remediation, 'checks'>): CheckLine[] {
  const groups = new Map<string, Check[]>();
  for (const check of checks) {
    const key = JSON.stringify([kindOf(check), check.outcome, check.detail]);
    groups.set(key, [...(groups.get(key) ?? []), check]);
  }
  return [...groups.values()].map((group) => {
    const first = group[0]!;
    if (group.length === 1) return first;
    return { ...first, name: `${kindOf(first)}, ${group.length} files` };
  });
}

function kindOf({ name }: Check): string {
  return name.split(': ')[0] ?? name;
}
