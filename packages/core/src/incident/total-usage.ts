import type { EngineUsed } from './diagnosis.ts';

/** What asking a model took. */
export type ModelUse = NonNullable<EngineUsed['usage']>;

/** What several documents took together; nothing at all is zero. */
export function totalUsage(parts: readonly (ModelUse | undefined)[]): ModelUse {
  const counted = parts.filter((part) => part !== undefined);
  const sum = (of: 'requests' | 'inputTokens' | 'outputTokens' | 'waitedMs') =>
    counted.reduce((all, part) => all + (part[of] ?? 0), 0);
  return {
    requests: sum('requests'),
    inputTokens: sum('inputTokens'),
    outputTokens: sum('outputTokens'),
    ...(counted.some(({ waitedMs }) => waitedMs !== undefined) ? { waitedMs: sum('waitedMs') } : {}),
    countedBy: counted.some(({ countedBy }) => countedBy === 'us') ? 'us' : 'provider',
  };
}

/** Who answered last, with what both took; the first where nobody else was asked. */
export function andThen(before: EngineUsed, after: EngineUsed | undefined): EngineUsed {
  if (!after) return before;
  const usage = totalUsage([before.usage, after.usage]);
  return { ...after, ...(usage.requests > 0 ? { usage } : {}) };
}
