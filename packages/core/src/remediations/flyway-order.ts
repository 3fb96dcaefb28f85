/** A versioned Flyway migration: `V<version>__<description>.sql`. */
export interface Migration {
  readonly path: string;
  /** As written: `12`, `012`, `1.4`, `1_4`, `20240131120000`. */
  readonly version: string;
}

/** The name of a versioned migration; its first group is the version. */
export const versioned = /(?:^|\/)V(\d+(?:[._]\d+)*)__[^/]+\.sql$/;

/** Versioned migrations among paths, in the order Flyway runs them. */
export function migrationsAmong(paths: readonly string[]): Migration[] {
  return paths
    .flatMap((path) => {
      const version = versioned.exec(path)?.[1];
      return version === undefined ? [] : [{ path, version }];
    })
    .sort((one, other) => compareVersions(one.version, other.version));
}

/**
 * Flyway's order: numeric, part by part; a missing part counts as 0, so `1.0` is `1`.
 *
 * Source: Flyway's documentation, "Versioned migrations".
 */
export function compareVersions(one: string, other: string): number {
  const [a, b] = [partsOf(one), partsOf(other)];
  for (let at = 0; at < Math.max(a.length, b.length); at += 1) {
    const [left, right] = [a[at] ?? 0n, b[at] ?? 0n];
    if (left !== right) return left < right ? -1 : 1;
  }
  return 0;
}

function partsOf(version: string): bigint[] {
  return version.split(/[._]/).map((part) => BigInt(part));
}

/**
 * The next free version in the numbering style of a folder: integers keep their padding, dotted versions count
 * the last part up, timestamps take the given time.
 *
 * @param now ISO 8601, UTC
 */
export function nextVersion(existing: readonly string[], now: string): string {
  const sorted = [...existing].sort(compareVersions);
  const last = sorted.at(-1) ?? '0';
  const dotted = sorted.filter((version) => /[._]/.test(version)).length;
  if (dotted * 2 > sorted.length) {
    const [, lead = '', tail = '0'] = /^(.*[._])(\d+)$/.exec(last) ?? [undefined, `${last}.`, '0'];
    return lead + plusOne(tail);
  }
  const whole = last.split(/[._]/)[0]!;
  if (whole.length < 8) return plusOne(whole);
  const stamp = now.replaceAll(/\D/g, '').slice(0, Math.min(whole.length, 14)).padEnd(whole.length, '0');
  return BigInt(stamp) > BigInt(whole) ? stamp : plusOne(whole);
}

function plusOne(digits: string): string {
  return String(BigInt(digits) + 1n).padStart(digits.length, '0');
}
