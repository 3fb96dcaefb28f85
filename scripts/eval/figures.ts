/** Figures of rankings and of probabilities, each from plain lists. */

/** Mean of the values; not a number for none. */
export function mean(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0) / values.length;
}

/** Mean squared distance of a probability from what was so: 0 is best. */
export function brier(said: readonly { readonly probability: number; readonly so: boolean }[]): number {
  return mean(said.map(({ probability, so }) => (probability - Number(so)) ** 2));
}

/** How often a value of `higher` lies above one of `lower`, ties half: the area under the ROC curve, 0 to 1. */
export function auroc(higher: readonly number[], lower: readonly number[]): number {
  return mean(higher.flatMap((one) => lower.map((other) => (one > other ? 1 : one === other ? 0.5 : 0))));
}

/** Share of `lower` below a bar that at most `share` of `higher` falls below. */
export function foundAt(share: number, higher: readonly number[], lower: readonly number[]): number {
  const bar = higher.toSorted((a, b) => a - b)[Math.floor(share * higher.length)]!;
  return mean(lower.map((value) => Number(value < bar)));
}

/** The middle 95 % of a figure over 1,000 samples drawn with replacement, the same ones every time (Efron 1979). */
export function interval<T>(all: readonly T[], figure: (drawn: readonly T[]) => number): readonly [number, number] {
  const random = generator(1);
  const figures = Array.from({ length: 1000 }, () =>
    figure(all.map(() => all[Math.floor(random() * all.length)]!)),
  ).sort((a, b) => a - b);
  return [figures[25]!, figures[974]!];
}

/** Mulberry32: numbers from 0 to below 1, the same ones for the same seed. */
export function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
