const factors: Readonly<Record<string, number>> = {
  m: 1e-3,
  '': 1,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  P: 1e15,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
  Pi: 2 ** 50,
};

/**
 * Value of a Kubernetes quantity such as `250m`, `512Mi` or `1e3`: cores for CPU, bytes for memory.
 *
 * Source: Kubernetes API, "Quantity".
 *
 * @throws {RangeError} when it is no quantity.
 */
export function quantity(text: string | number): number {
  const match = /^([+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)([mkMGTP]|[KMGTP]i)?$/.exec(String(text));
  if (!match) throw new RangeError(`${text} is no Kubernetes quantity.`);
  return Number(match[1]) * (factors[match[2] ?? ''] ?? Number.NaN);
}

/** Bytes as whole MiB, for messages. */
export function mebibytes(bytes: number): string {
  return `${Math.round(bytes / 2 ** 20)}Mi`;
}
