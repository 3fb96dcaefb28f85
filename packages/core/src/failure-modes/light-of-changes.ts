import type { Incident, Suspect } from '../incident/index.ts';
import { failureModes } from './registry.ts';
import type { Fact, ModeMatch, SignHit } from './types.ts';

/** Below this share of the suspicion a change says nothing about the failure. */
const LEADING = 0.3;

/** Changed lines outside settings up to which a switch is not beside the point. */
const SMALL = 40;
/** Weight from which a signal about a switch says that the failing code depends on it. */
const TELLING = 2;
/** Signals of switches, and those that say little about a single line. */
const TURNS: ReadonlySet<string> = new Set(['switch', 'read-by']);
const VAGUE: ReadonlySet<string> = new Set(['words', 'title', 'service', 'churn', 'onset', 'trait-changes-config']);

type Reason = Suspect['reasons'][number];

/** Files that hold versions of dependencies and little else. */
const MANIFEST =
  /(?:^|\/)(?:pom\.xml|build\.gradle(?:\.kts)?|libs\.versions\.toml|gradle\.lockfile|requirements[\w.-]*\.txt|constraints[\w.-]*\.txt|pyproject\.toml|setup\.cfg|poetry\.lock|uv\.lock|Pipfile(?:\.lock)?|go\.(?:mod|sum|work)|Gemfile(?:\.lock)?|[\w.-]+\.gemspec|[\w.-]+\.(?:cs|fs|vb)proj|Directory\.Packages\.props|packages\.lock\.json|Cargo\.(?:toml|lock)|composer\.(?:json|lock)|mix\.(?:exs|lock)|versions\.tf|\.terraform\.lock\.hcl)$/;
const NODE_LOCK = /(?:^|\/)(?:package-lock\.json|npm-shrinkwrap\.json|yarn\.lock|pnpm-lock\.yaml|bun\.lock)$/;
const NODE_MANIFEST = /(?:^|\/)package\.json$/;
/** Files that hold settings. */
const SETTINGS = /\.(?:json5?|jsonc|ya?ml|properties|toml|ini|conf|cfg|env|xml|tfvars|config)$|(?:^|\/)\.env[\w.-]*$/;
/** A setting that goes on: its key, as far as the line shows it. */
const SWITCHED_ON = /["']?(?<flag>[\w.-]{2,80})["']?\s*[:=]\s*["']?(?:true|on|enabled|yes|100%?)["']?\s*[,;]?\s*$/i;

/** A second reading of the leading mode when the leading change is of one kind only. */
interface Reading {
  readonly of: ReadonlySet<string>;
  readonly as: string;
  readonly means: string;
  fits(suspect: Suspect): boolean;
  facts(suspect: Suspect): Record<string, Fact>;
}

const READINGS: readonly Reading[] = [
  {
    of: new Set(['code-defect', 'configuration-error']),
    as: 'dependency-regression',
    means: 'that the leading suspect changes nothing but dependencies',
    fits: changesDependenciesOnly,
    facts: () => ({}),
  },
  {
    of: new Set([
      'n-plus-one',
      'pool-exhaustion',
      'latency-regression',
      'memory-exhaustion',
      'code-defect',
      'upstream-rate-limit',
    ]),
    as: 'feature-flag',
    means: 'that the leading suspect turns on a switch of what fails',
    fits: (suspect) => turnsSwitchOnly(suspect) || turnsFailingSwitch(suspect),
    facts: (suspect) => {
      const flag = switchOf(suspect);
      return flag ? { flag: { value: flag, evidence: [suspect.id] } } : {};
    },
  },
];

/**
 * Reads the signs again when the changes are ranked. An ordinary error after a change of nothing but dependencies is a
 * dependency regression (a `package.json` without its lock file is no such change, it may hold settings); a symptom of load
 * after a change that turns on a switch of what fails is that flag's. The two modes change places and keep the signs.
 */
export function inLightOfChanges(
  matches: ModeMatch[],
  { suspects, noneScore }: Partial<Pick<Incident, 'suspects' | 'noneScore'>>,
): ModeMatch[] {
  const [best] = matches;
  const leading = suspects?.[0];
  if (!best || !leading || leading.score < LEADING || leading.score <= (noneScore ?? 0)) return matches;
  const reading = READINGS.find((one) => one.of.has(best.mode.id) && one.fits(leading));
  const mode = failureModes.find(({ id }) => id === reading?.as);
  if (!reading || !mode) return matches;
  const own = matches.find((match) => match.mode === mode);
  const hit: SignHit = { means: reading.means, weight: 3, evidence: [leading.id] };
  const raised: ModeMatch = {
    mode,
    score: best.score,
    hits: [...(own?.hits ?? []), ...best.hits, hit],
    facts: { ...best.facts, ...reading.facts(leading), ...own?.facts },
  };
  const lowered = { ...best, score: own?.score ?? 0 };
  const rest = matches.filter((match) => match !== own && match !== best);
  return [raised, ...[...rest, lowered].sort((a, b) => b.score - a.score)];
}

function changesDependenciesOnly({ files }: Suspect): boolean {
  const paths = files.map(({ path }) => path);
  const locked = paths.some((path) => NODE_LOCK.test(path));
  return (
    paths.length > 0 &&
    paths.every((path) => MANIFEST.test(path) || NODE_LOCK.test(path) || (locked && NODE_MANIFEST.test(path)))
  );
}

function turnsSwitchOnly(suspect: Suspect): boolean {
  const { files } = suspect;
  if (files.length === 0 || !files.every(({ path }) => SETTINGS.test(path) && !NODE_LOCK.test(path))) return false;
  return switchOf(suspect) !== undefined;
}

/**
 * A switch beside other small edits, which the evidence points at: the failing code reads or is named like it, or another
 * reason to suspect the change stands on the switch's very line.
 */
function turnsFailingSwitch({ files, reasons }: Suspect): boolean {
  const code = files.filter(({ path }) => !SETTINGS.test(path) && !MANIFEST.test(path) && !NODE_LOCK.test(path));
  if (code.reduce((lines, { additions, deletions }) => lines + additions + deletions, 0) > SMALL) return false;
  const switches = reasons.filter((reason) => TURNS.has(reason.signal) && switchIn(reason) !== undefined);
  return switches.some(
    (one) =>
      one.weight >= TELLING ||
      reasons.some((other) => !VAGUE.has(other.signal) && other !== one && other.weight >= 1 && meet(other, one)),
  );
}

function meet(one: Reason, other: Reason): boolean {
  return one.places.some(({ path, line }) =>
    other.places.some((place) => place.path === path && place.line === line && place.side === 'added'),
  );
}

/** The key of a setting that the change turns on, by the lines its reasons point at. */
function switchOf({ reasons }: Suspect): string | undefined {
  const first = reasons.filter(({ signal }) => TURNS.has(signal));
  return [...first, ...reasons].map(switchIn).find((flag) => flag !== undefined);
}

function switchIn({ places }: Reason): string | undefined {
  return places
    .filter(({ side }) => side === 'added')
    .map(({ text }) => SWITCHED_ON.exec(text)?.groups?.flag)
    .find((flag) => flag !== undefined);
}
