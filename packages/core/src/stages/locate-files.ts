import type { Symptom } from '../changes/index.ts';
import type { LogDigest, LogPattern, SourceFile, StackFrame, Suspect } from '../incident/index.ts';
import type { CodeReader } from '../ports/index.ts';
import { tellingPatterns } from './symptom.ts';

const maxFiles = 12;

type Lead = Omit<SourceFile, 'id'>;

/** Files of the repository that stack frames and the first suspects' reasons lead to, most direct first. */
export function locateFiles(
  paths: readonly string[],
  patterns: readonly LogPattern[],
  suspects: readonly Suspect[],
): SourceFile[] {
  const leads = [...framesLead(paths, patterns), ...reasonsLead(new Set(paths), suspects)];
  const first = new Map(leads.toReversed().map((lead) => [lead.path, lead]));
  const distinct = leads.filter((lead) => first.get(lead.path) === lead);
  return distinct.slice(0, maxFiles).map((lead, index) => ({ id: `F${index + 1}`, ...lead }));
}

/** Files of the repository that stack frames lead to, innermost first. */
function framesLead(paths: readonly string[], patterns: readonly LogPattern[]): Lead[] {
  const byName = new Map<string, string[]>();
  for (const path of paths) {
    const name = path.slice(path.lastIndexOf('/') + 1);
    const same = byName.get(name);
    if (same) same.push(path);
    else byName.set(name, [path]);
  }
  return patterns.flatMap((pattern) =>
    pattern.frames.flatMap((frame): Lead[] => {
      const path = pathOf(frame, byName);
      const why = `${frame.symbol} stands in the stack trace of ${pattern.id}.`;
      return path ? [{ path, why, ...(frame.line ? { line: frame.line } : {}) }] : [];
    }),
  );
}

function reasonsLead(existing: ReadonlySet<string>, suspects: readonly Suspect[]): Lead[] {
  return suspects.slice(0, 3).flatMap((suspect) =>
    suspect.reasons
      .filter(({ weight }) => weight > 0)
      .flatMap(({ places }) => places)
      .filter(({ path }) => existing.has(path))
      .map(({ path, side, line }) => ({
        path,
        why: `${suspect.id} changed it where the evidence points.`,
        ...(side === 'added' ? { line } : {}),
      })),
  );
}

/** The one repository file that a frame can mean: same name, and the most folders or packages in common. */
function pathOf(frame: StackFrame, byName: ReadonlyMap<string, readonly string[]>): string | undefined {
  if (!frame.file) return undefined;
  const parts = frame.file.replaceAll('\\', '/').split('/').filter(Boolean);
  const candidates = byName.get(parts.at(-1) ?? '') ?? [];
  if (candidates.length <= 1) return candidates[0];
  const hints = parts.length > 1 ? parts.slice(0, -1) : frame.symbol.split(/[.:#/\\]+/);
  const shared = (path: string) => path.split('/').filter((folder) => hints.includes(folder)).length;
  const [best, next] = candidates.toSorted((a, b) => shared(b) - shared(a) || (a < b ? -1 : 1));
  return best !== undefined && next !== undefined && shared(best) > shared(next) ? best : undefined;
}

const maxSources = 12;
const maxSourceLength = 200_000;

/** The code through which the stack traces pass, as it stands at head. */
export async function failingSources(
  paths: readonly string[],
  log: LogDigest,
  sha: string,
  code: CodeReader,
): Promise<NonNullable<Symptom['sources']>> {
  const leads = framesLead(paths, tellingPatterns(log));
  const first = new Map(leads.toReversed().map((lead) => [lead.path, lead]));
  const nearest = leads.filter((lead) => first.get(lead.path) === lead).slice(0, maxSources);
  const texts = await Promise.all(nearest.map(({ path }) => code.readFile(path, sha)));
  return nearest.flatMap(({ path, line }, index) => {
    const text = texts[index];
    return text === undefined ? [] : [{ path, ...(line ? { line } : {}), text: text.slice(0, maxSourceLength) }];
  });
}
