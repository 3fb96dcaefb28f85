import type { Reason } from '../incident/index.ts';
import { contextOf } from './context.ts';
import { someScore } from './none.ts';
import { type Context, contributions, type Signal } from './signal.ts';
import { callsSignal } from './signals-calls.ts';
import { shapeSignals, suspectedSignal, timeSignals } from './signals-circumstance.ts';
import { dependencySignal } from './signals-dependency.ts';
import { namedFileSignal } from './signals-file.ts';
import { importsSignal } from './signals-imports.ts';
import { loweredLimitSignal } from './signals-limit.ts';
import { wroteLineSignal } from './signals-line.ts';
import { monitoringSignal, observesSignal } from './signals-monitoring.ts';
import { namedSignals } from './signals-named.ts';
import { pastSignal } from './signals-past.ts';
import { type FrameHit, frameHits, frameSignal, serviceSignal } from './signals-place.ts';
import { readBySignal } from './signals-read-by.ts';
import { revertedSignal } from './signals-reverted.ts';
import { settingSignal } from './signals-setting.ts';
import { supersededSignal } from './signals-superseded.ts';
import { switchSignal } from './signals-switch.ts';
import { textSignals } from './signals-text.ts';
import { unguardedSignal } from './signals-unguarded.ts';
import { sourcesOf } from './sources.ts';
import { traitsOf } from './traits/index.ts';
import type { Place, RankableChange, RankedChange, Ranking, RankOptions, Symptom } from './types.ts';
import { defaultChangePrior, weights } from './weights.ts';

/** Traits read the whole diff, so only this many leading changes are read for them. */
const traitReaders = 100;
/** What a further trait of a change counts beside the heaviest. */
const otherTraits = 0.3;
/** How much more a kind of change counts that can cause the failure and stands in the very hunk the trace passes through. */
const onTrace = 1.5;
/** Least value of a meeting with the trace that is near its innermost step. */
const nearestFrame = 0.6;
/** Contributions below this are not worth a sentence. */
const worthTelling = 0.1;
/** What stack frames keep of their trust when a library's new major version, a lost guard or a moved setting explains the error. */
const explained = 0.5;
/** Value of a dependency that the error all but proves guilty: thrown inside its new major version. */
const majorThrown = 0.9;
/** Reasons given for each change, heaviest first. */
const maxReasons = 8;

/**
 * Ranks merged changes by the probability that they caused what the symptom shows.
 *
 * Every signal adds `weight × value` to a change's log-odds (see `weights.ts`); a softmax over the changes
 * shares out the probability that one of them did it, and `noneScore` holds the rest. Ties are broken
 * newest first. Pure and deterministic; time and memory grow with the length of the patches.
 *
 * @example
 * const { ranked, noneScore } = rankChanges(
 *   { parts: [{ id: 'L1', text: 'ERROR: column reference "price_old" is ambiguous' }], frames: [] },
 *   changes,
 * );
 */
export function rankChanges<T extends RankableChange>(
  symptom: Symptom,
  changes: readonly T[],
  options: RankOptions = {},
): Ranking<T> {
  if (changes.length === 0) return { ranked: [], noneScore: 1 };
  const context = contextOf(symptom, changes, options);
  const signals = signalsOf(context);
  const before = changes.map((_, index) => contributions(signals, index));
  const traits = traitReasons(context, before, options.traitWeights ?? {}, frameHits(context));
  const logits = before.map((value, index) => value + traitTotal(traits.get(index)));
  const some = someScore(context, signals, logits, options.changePrior ?? defaultChangePrior);
  const shares = softmax(logits);
  const order = changes
    .map((_, index) => index)
    .sort(
      (a, b) => logits[b]! - logits[a]! || Date.parse(changes[b]!.mergedAt) - Date.parse(changes[a]!.mergedAt) || a - b,
    );
  const ranked = order.map(
    (index): RankedChange<T> => ({
      change: changes[index]!,
      score: some * shares[index]!,
      reasons: reasonsOf(signals, index, traits.get(index) ?? []),
    }),
  );
  return { ranked, noneScore: 1 - some };
}

/** Every signal but the traits, which need the failure mode. */
export function signalsOf(whole: Context): Signal[] {
  const sources = sourcesOf(whole);
  const imports = importsSignal(whole, sources);
  // An error that a library's new major version, a lost guard or a moved setting explains stands where it surfaces, whoever wrote that.
  const dependency = dependencySignal(whole);
  const unguarded = unguardedSignal(whole, sources);
  const readBy = readBySignal(whole, sources);
  const isExplained =
    imports.values.some((value) => value >= 1) ||
    dependency.values.some((value) => value >= majorThrown) ||
    [...unguarded.values, ...readBy.values].some((value) => value >= 1);
  const context = isExplained ? { ...whole, frameTrust: whole.frameTrust * explained } : whole;
  const hits = frameHits(context);
  const switched = switchSignal(context, sources);
  const wrote = wroteLineSignal(context, sources, switched);
  const untimed = (signal: Signal) => sparing(sparing(signal, wrote), unguarded);
  return [
    ...textSignals(context),
    frameSignal(context, hits),
    wrote,
    untimed(supersededSignal(context, hits, switched)),
    ...namedSignals(context),
    settingSignal(context),
    loweredLimitSignal(context),
    unguarded,
    switched,
    readBy,
    dependency,
    imports,
    callsSignal(context, sources),
    serviceSignal(context),
    ...timeSignals(context).map((signal) => (signal.id === 'proven' ? untimed(signal) : signal)),
    pastSignal(context),
    revertedSignal(context),
    suspectedSignal(context),
    namedFileSignal(context),
    ...shapeSignals(context),
    monitoringSignal(context),
    observesSignal(context),
  ];
}

/** Days without the failure clear nobody of a line that is known to fail, nor of a guard taken away. */
function sparing(signal: Signal, proof: Signal): Signal {
  return { ...signal, values: signal.values.map((value, index) => value * (1 - proof.values[index]!)) };
}

/** What all traits add: the heaviest counts whole, the others in part, since one line often shows several. At most 4.5, at least -3. */
function traitTotal(reasons: readonly Reason[] = []): number {
  const [first = 0, ...others] = reasons.map(({ weight }) => weight).sort((a, b) => Math.abs(b) - Math.abs(a));
  const all = first + otherTraits * others.reduce((sum, weight) => sum + weight, 0);
  return Math.max(-3, Math.min(4.5, all));
}

/** What the kinds of change weigh for this failure, one reason for each kind. */
function traitReasons(
  context: Context,
  logits: readonly number[],
  traitWeights: NonNullable<RankOptions['traitWeights']>,
  hits: readonly (FrameHit | undefined)[],
): Map<number, Reason[]> {
  if (Object.values(traitWeights).every((weight) => weight === 0)) return new Map();
  const leading = logits
    .map((_, index) => index)
    .sort((a, b) => logits[b]! - logits[a]! || a - b)
    .slice(0, traitReaders);
  return new Map(
    leading.map((index) => [
      index,
      traitsOf(context.changes[index]!, context.patchOf(index)).flatMap(({ trait, why, places }): Reason[] => {
        const plain = traitWeights[trait] ?? 0;
        if (plain === 0) return [];
        const weight = plain > 0 && places.some((place) => isOnTrace(place, hits[index])) ? plain * onTrace : plain;
        const verdict =
          weight > 0 ? 'which can cause this kind of failure' : 'which hardly causes this kind of failure';
        return [
          { signal: `trait-${trait}`, text: `It ${why}, ${verdict}.`, weight, evidence: [], places: [...places] },
        ];
      }),
    ]),
  );
}

/** Whether a place lies in the hunk through which the innermost steps of the trace pass. */
function isOnTrace({ path, line, side }: Place, hit: FrameHit | undefined): boolean {
  if (hit?.hunk === undefined || hit.path !== path || hit.value < nearestFrame) return false;
  const { newStart, newEnd, removed } = hit.hunk;
  return side === 'added' ? line >= newStart && line <= newEnd : removed.some((one) => one.line === line);
}

function softmax(logits: readonly number[]): number[] {
  const highest = logits.reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY);
  const powers = logits.map((value) => Math.exp(value - highest));
  const sum = powers.reduce((all, value) => all + value, 0);
  return powers.map((value) => value / sum);
}

function reasonsOf(signals: readonly Signal[], index: number, traits: readonly Reason[]): Reason[] {
  const own = signals.flatMap((signal): Reason[] => {
    const weight = weights[signal.id] * signal.values[index]!;
    if (Math.abs(weight) < worthTelling) return [];
    const { text, evidence, places } = signal.explain(index);
    return [{ signal: signal.id, text, weight, evidence: [...evidence], places: [...places] }];
  });
  return [...own, ...traits].sort((a, b) => Math.abs(b.weight) - Math.abs(a.weight)).slice(0, maxReasons);
}
