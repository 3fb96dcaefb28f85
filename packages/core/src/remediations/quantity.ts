const units: Readonly<Record<string, number>> = {
  '': 1,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
};

/** Bytes of a Kubernetes quantity such as `512Mi`; `undefined` when it is none. */
export function bytesOf(quantity: string): number | undefined {
  const match = /^(\d+(?:\.\d+)?)\s*([kMGT]|[KMGT]i)?$/.exec(quantity.trim());
  return match ? Number(match[1]) * units[match[2] ?? '']! : undefined;
}

/** A quantity of at least so many bytes, in steps that people write: 32Mi, from 1Gi on 128Mi, from 16Gi on whole Gi. */
export function quantityOf(bytes: number): string {
  const mebi = bytes / 2 ** 20;
  const step = mebi >= 16_384 ? 1_024 : mebi >= 1_024 ? 128 : 32;
  const rounded = Math.ceil(mebi / step) * step;
  return rounded % 1_024 === 0 ? `${rounded / 1_024}Gi` : `${rounded}Mi`;
}

/** A measured amount of memory in bytes by its UCUM unit; `undefined` for a share or a count. */
export function measuredBytes(value: number, unit: string): number | undefined {
  const scale = {
    By: 1,
    kBy: 1e3,
    MBy: 1e6,
    GBy: 1e9,
    KiBy: 2 ** 10,
    MiBy: 2 ** 20,
    GiBy: 2 ** 30,
    MiB: 2 ** 20,
    GiB: 2 ** 30,
    MB: 1e6,
    GB: 1e9,
  }[unit];
  return scale === undefined ? undefined : value * scale;
}
