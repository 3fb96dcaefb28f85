import type { Incident, Suspect } from '../incident/index.ts';
import { failureModes } from './registry.ts';
import type { ModeMatch } from './types.ts';

/** Below this share of the suspicion a change says nothing about the failure. */
const LEADING = 0.4;

/** Files that hold versions of dependencies and little else. */
const MANIFEST =
  /(?:^|\/)(?:pom\.xml|build\.gradle(?:\.kts)?|libs\.versions\.toml|gradle\.lockfile|requirements[\w.-]*\.txt|constraints[\w.-]*\.txt|pyproject\.toml|setup\.cfg|poetry\.lock|uv\.lock|Pipfile(?:\.lock)?|go\.(?:mod|sum|work)|Gemfile(?:\.lock)?|[\w.-]+\.gemspec|[\w.-]+\.(?:cs|fs|vb)proj|Directory\.Packages\.props|packages\.lock\.json|Cargo\.(?:toml|lock)|composer\.(?:json|lock)|mix\.(?:exs|lock)|versions\.tf|\.terraform\.lock\.hcl)$/;
const NODE_LOCK = /(?:^|\/)(?:package-lock\.json|npm-shrinkwrap\.json|yarn\.lock|pnpm-lock\.yaml|bun\.lock)$/;
const NODE_MANIFEST = /(?:^|\/)package\.json$/;

/** Modes whose signs are ordinary errors, which a library raises just as well as our own code. */
const ORDINARY = new Set(['code-defect', 'configuration-error']);

/**
 * An ordinary error after a change of nothing but dependencies is a dependency regression: the two change places.
 * A `package.json` without its lock file is no such change, it may hold settings.
 */
export function inLightOfChanges(
  matches: ModeMatch[],
  { suspects, noneScore }: Partial<Pick<Incident, 'suspects' | 'noneScore'>>,
): ModeMatch[] {
  const [best] = matches;
  const leading = suspects?.[0];
  if (!best || !leading || !ORDINARY.has(best.mode.id)) return matches;
  if (leading.score < LEADING || leading.score <= (noneScore ?? 0) || !changesDependenciesOnly(leading)) return matches;
  const mode = failureModes.find(({ id }) => id === 'dependency-regression');
  if (!mode) return matches;
  const own = matches.find((match) => match.mode === mode);
  const bump = {
    means: 'that the leading suspect changes nothing but dependencies',
    weight: 3,
    evidence: [leading.id],
  };
  const raised: ModeMatch = {
    mode,
    score: best.score,
    hits: [...(own?.hits ?? []), ...best.hits, bump],
    facts: { ...best.facts, ...own?.facts },
  };
  const lowered = { ...best, score: own?.score ?? 0 };
  return [raised, ...matches.filter((match) => match !== own && match !== best), lowered].sort(
    (a, b) => b.score - a.score,
  );
}

function changesDependenciesOnly({ files }: Suspect): boolean {
  const paths = files.map(({ path }) => path);
  const locked = paths.some((path) => NODE_LOCK.test(path));
  return (
    paths.length > 0 &&
    paths.every((path) => MANIFEST.test(path) || NODE_LOCK.test(path) || (locked && NODE_MANIFEST.test(path)))
  );
}
