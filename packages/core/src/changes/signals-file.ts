import { filesOfFrame, pathsByName } from './frame-files.ts';
import { type Context, firstPlace, type Signal } from './signal.ts';
import type { Place } from './types.ts';

const pathLike =
  /(?:[\w@.-]{1,80}[/\\]){1,12}[\w.-]{1,80}\.\w{1,10}|\b[\w-]{2,80}\.(?:java|kt|scala|py|go|rb|cs|php|rs|tsx?|jsx?|mjs|vue|sql|tf|ya?ml|toml|json|xml|properties|sh|gradle|c|cc|cpp|h|hpp|swift|dart|ex|exs)\b/g;
const maxFiles = 60;

/** A file that the symptom's text names, outside of stack frames too, met among the changed files. */
export function namedFileSignal(context: Context): Signal {
  const named = new Set<string>();
  for (const part of context.symptom.parts) {
    for (const [path] of part.text.slice(0, 8_000).matchAll(pathLike)) {
      if (named.size < maxFiles) named.add(path);
    }
  }
  const byName = pathsByName(context.changes);
  const files = new Map<string, { fit: number; as: string }>();
  for (const as of named.keys()) {
    for (const [path, fit] of filesOfFrame({ symbol: '', file: as }, byName)) {
      if (fit > (files.get(path)?.fit ?? 0)) files.set(path, { fit, as });
    }
  }
  const best = context.changes.map((change) => {
    let found = { fit: 0, path: '', as: '' };
    for (const { path } of change.files) {
      const file = files.get(path);
      if (file !== undefined && file.fit > found.fit) found = { ...file, path };
    }
    return found;
  });
  return {
    id: 'named-file',
    values: best.map(({ fit }) => fit * context.frameTrust),
    explain: (index) => ({
      text: `It changes \`${best[index]!.path}\`, which the symptom names.`,
      evidence: context.symptom.parts.flatMap((part) =>
        part.id !== undefined && part.text.includes(best[index]!.as) ? [part.id] : [],
      ),
      places: placesIn(context, index, best[index]!.path),
    }),
  };
}

/** Where the change first touches the file. */
function placesIn({ patchOf }: Context, index: number, path: string): Place[] {
  const hunk = patchOf(index).find((file) => file.path === path)?.hunks[0];
  return hunk ? [firstPlace(path, hunk) ?? []].flat() : [];
}
