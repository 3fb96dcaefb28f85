import type { PatchFile } from './patch.ts';
import { fileKindOf } from './paths.ts';
import type { Place, RankableChange } from './types.ts';

/** A dependency that a change adds, drops or moves to another version. */
export interface MovedDependency {
  /** Without its group or scope: `jackson-databind`, `client-s3`. */
  readonly name: string;
  readonly place?: Place;
}

/** How manifests and image references write a dependency. */
const shapes: readonly RegExp[] = [
  /^\s*"(?:@[\w.-]{1,60}\/)?(?<name>[\w.-]{2,80})":\s*"[~^<>=v]*\d/,
  /<artifactId>(?<name>[\w.-]{2,80})<\/artifactId>/,
  /<(?<name>[\w-]{2,80})[.-]version>/,
  /\b(?:Include|Update|id)="(?<name>[\w.-]{2,80})"\s+[Vv]ersion=/,
  /["'][\w.-]{1,80}:(?<name>[\w.-]{2,80}):[\w.$-]{1,40}["']/,
  /^\s*(?<name>[A-Za-z][\w.-]{1,80})(?:\[[\w,\s-]{0,80}\])?\s*(?:[=~<>!]=|>|<)\s*\d/,
  /^\s*"?(?<name>[A-Za-z][\w.-]{1,80})"?\s*=\s*(?:"[~^<>=v]*\d|\{[^}\n]{0,80}version)/,
  /^\s*(?:require\s+)?(?:[\w.-]{1,60}\/){1,4}(?<name>[\w.-]{2,80})\s+v\d/,
  /^\s*gem\s+["'](?<name>[\w.-]{2,80})["']/,
  /^\s{2,8}(?<name>[\w.-]{2,80}) \(\d/,
  /^\s*(?:FROM|image:)\s*["']?(?:[\w.-]{1,80}(?::\d{1,5})?\/){0,4}(?<name>[\w.-]{2,80})[:@]/i,
];

const bumpTitle =
  /\b(?:bump|upgrade|update|downgrade|pin)s?\s+(?:dependency\s+)?["'`]?(?:@[\w.-]{1,60}\/)?(?:[\w.-]{1,60}[/:]){0,4}(?<name>[\w.-]{2,80})["'`]?\s+(?:from|to|v?\d)/i;

/** The dependencies a change moves, from its manifests, lock files, images and its title. */
export function dependenciesOf(
  title: string,
  files: RankableChange['files'],
  patch: () => readonly PatchFile[],
): MovedDependency[] {
  const named = bumpTitle.exec(title.slice(0, 300))?.groups?.name;
  const first: MovedDependency[] = named === undefined ? [] : [{ name: named }];
  if (!files.some((file) => holdsDependencies(file.path))) return first;
  return [
    ...first,
    ...patch()
      .filter((file) => holdsDependencies(file.path))
      .flatMap(ofFile),
  ];
}

function holdsDependencies(path: string): boolean {
  return ['manifest', 'lock', 'infrastructure'].includes(fileKindOf(path));
}

function ofFile(file: PatchFile): MovedDependency[] {
  const lines = file.hunks.flatMap((hunk) => [
    ...hunk.added.map((line): Place => ({ path: file.path, side: 'added', ...line })),
    ...hunk.removed.map((line): Place => ({ path: file.path, side: 'removed', ...line })),
  ]);
  return lines.slice(0, 400).flatMap((place) => {
    const text = place.text.slice(0, 240);
    const name = shapes.map((shape) => shape.exec(text)?.groups?.name).find((found) => found !== undefined);
    return name === undefined || /^(?:version|java|target|source|edition|name)$/i.test(name)
      ? []
      : [{ name, place: { ...place, text: text.trim() } }];
  });
}
