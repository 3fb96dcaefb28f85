import { type PatchFile, type PatchHunk, type SideLine, sideOf } from './patch.ts';
import { fileKindOf } from './paths.ts';
import type { Place, RankableChange } from './types.ts';

/** A dependency that a change adds, drops or moves to another version. */
export interface MovedDependency {
  /** Without its group or scope: `jackson-databind`, `client-s3`. */
  readonly name: string;
  /** The version it is moved to, where the line says so. */
  readonly to?: string;
  /** The version it was at, on the removed side of the diff. */
  readonly from?: string;
  readonly place?: Place;
}

const version = '(?<version>\\d[\\w.+-]{0,60})';

const image = `^\\s*(?:FROM|image:)\\s*["']?(?:[\\w.-]{1,80}(?::\\d{1,5})?/){0,4}(?<name>[\\w.-]{2,80})[:@]${version}?`;
const images: readonly RegExp[] = [new RegExp(image, 'i')];

/** How manifests, lock files and image references write a dependency with its version in one line. */
const shapes: readonly RegExp[] = [
  `^\\s*"(?:@[\\w.-]{1,60}/)?(?<name>[\\w.-]{2,80})":\\s*"[~^<>=v ]*${version}`,
  `<(?<name>[\\w-]{2,80})[.-]version>${version}?`,
  `\\b(?:Include|Update|id)="(?<name>[\\w.-]{2,80})"\\s+[Vv]ersion="${version}?`,
  `["'][\\w.-]{1,80}:(?<name>[\\w.-]{2,80}):${version}`,
  `^\\s*["']?(?<name>[A-Za-z][\\w.-]{1,80})(?:\\[[\\w,\\s-]{0,80}\\])?\\s*(?:[=~<>!]=|>|<)\\s*${version}`,
  `^\\s*"?(?<name>[A-Za-z][\\w.-]{1,80})"?\\s*=\\s*(?:"[~^<>=v]*${version}|\\{[^}\\n]{0,80}?version\\s*=\\s*"[~^=]*(?<inner>\\d[\\w.+-]{0,60}))`,
  `^\\s*(?:require\\s+)?(?:[\\w.-]{1,60}/){1,4}?(?<name>[\\w.-]{2,80}?)(?:/v\\d{1,3})?\\s+v${version}`,
  `^\\s*gem\\s+["'](?<name>[\\w.-]{2,80})["'](?:,\\s*["'][~>=< ]*${version})?`,
  `^\\s{2,8}(?<name>[\\w.-]{2,80}) \\(${version}`,
  image,
  `^\\s*/?(?:@[\\w.-]{1,60}/)?(?<name>[\\w.-]{2,80})@${version}\\S{0,120}:`,
].map((source) => new RegExp(source, 'i'));

/** Lines that name a dependency whose version stands on a line below: npm, Yarn, Poetry, Cargo, Composer, NuGet, Maven. */
const headings: readonly RegExp[] = [
  /^\s*"(?:[^"]{0,120}node_modules\/)?(?:@[\w.-]{1,60}\/)?(?<name>[\w.-]{2,80})":\s*\{/,
  /^\s*"?name"?\s*[:=]\s*"(?:@?[\w.-]{1,60}\/)?(?<name>[\w.-]{2,80})"/,
  /^\s*provider "(?:[\w.-]{1,60}\/){0,3}(?<name>[\w-]{2,80})" \{/,
  /<artifactId>(?<name>[\w.-]{2,80})<\/artifactId>/,
  /^"?(?:@[\w.-]{1,60}\/)?(?<name>[\w.-]{2,80})@[^:\n]{1,120}:\s*$/,
];
const versionLine = new RegExp(
  `^\\s*(?:"?(?:version|resolved)"?\\s*[:= ]\\s*"?v?${version}"?,?\\s*$|<version>${version.replace('<version>', '<tag>')}</version>)`,
  'i',
);
/** Keys, and words of titles, that look like a dependency and are none. */
const noDependency =
  /^(?:version|lockfileversion|java|target|source|checksum|edition|name|node|npm|python|requires[_-]python|resolved|requested|engines?|packages?|dependencies|deps|to|for|from|in|of|on|the|all|dev|patch|minor|major|release|changelog)$/i;

const bumpTitle =
  /\b(?:bump|upgrade|update|downgrade|pin)s?\s+(?:dependency\s+)?["'`]?(?:@[\w.-]{1,60}\/)?(?:[\w.-]{1,60}[/:]){0,4}(?<name>[\w.-]{2,80})["'`]?\s+(?:from|to|v?\d)/i;

/** The dependencies a change moves, from its manifests, lock files, images and its title. */
export function dependenciesOf(
  title: string,
  files: RankableChange['files'],
  patch: () => readonly PatchFile[],
): MovedDependency[] {
  const named = bumpTitle.exec(title.slice(0, 300))?.groups?.name;
  const first: MovedDependency[] = named === undefined || noDependency.test(named) ? [] : [{ name: named }];
  if (!files.some((file) => holdsDependencies(file.path))) return first;
  return [
    ...first,
    ...patch()
      .filter((file) => holdsDependencies(file.path))
      .flatMap((file) => file.hunks.slice(0, 400).flatMap((hunk) => ofHunk(file, hunk))),
  ];
}

function holdsDependencies(path: string): boolean {
  return ['manifest', 'lock', 'infrastructure'].includes(fileKindOf(path));
}

function ofHunk(file: PatchFile, hunk: PatchHunk): MovedDependency[] {
  return [...ofSide(file, hunk, 'added'), ...ofSide(file, hunk, 'removed')];
}

function ofSide(file: PatchFile, hunk: PatchHunk, side: 'added' | 'removed'): MovedDependency[] {
  const isImages = fileKindOf(file.path) === 'infrastructure';
  const path = side === 'added' ? file.path : file.previousPath;
  let heading: string | undefined;
  return sideOf(hunk, side)
    .slice(0, 2_000)
    .filter((_, index, lines) => !(path.endsWith('Cargo.lock') && isOwnCrate(lines, index)))
    .flatMap(({ line, text, changed }): MovedDependency[] => {
      const cut = text.slice(0, 240);
      const named = isImages ? undefined : headingOf(cut);
      heading = named ?? heading;
      if (!changed) return [];
      const found = named === undefined ? dependencyIn(cut, heading, isImages ? images : shapes) : { name: named };
      if (found === undefined || noDependency.test(found.name)) return [];
      const at = found.to === undefined ? {} : side === 'added' ? { to: found.to } : { from: found.to };
      return [{ name: found.name, ...at, place: { path, side, line, text: cut.trim() } }];
    });
}

/** Whether the line is the version of a crate of the workspace itself: it has no source, and the version is the repository's own. */
function isOwnCrate(lines: readonly SideLine[], index: number): boolean {
  const next = lines[index + 1]?.text;
  return next !== undefined && versionLine.test(lines[index]!.text.slice(0, 240)) && !next.startsWith('source');
}

function headingOf(text: string): string | undefined {
  return headings.map((shape) => shape.exec(text)?.groups?.name).find((name) => name !== undefined);
}

function dependencyIn(
  text: string,
  heading: string | undefined,
  candidates: readonly RegExp[],
): { name: string; to?: string | undefined } | undefined {
  const below = versionLine.exec(text)?.groups;
  if (below !== undefined) return heading === undefined ? undefined : { name: heading, to: below.version ?? below.tag };
  for (const shape of candidates) {
    const groups = shape.exec(text)?.groups;
    if (groups?.name !== undefined) return { name: groups.name, to: groups.version ?? groups.inner };
  }
  return undefined;
}

/** Names that the repository's own manifests give to itself: never a dependency that it changes. */
export function ownNames(patches: readonly (readonly PatchFile[])[]): Set<string> {
  const own = new Set<string>();
  for (const file of patches.flat()) {
    if (fileKindOf(file.path) !== 'manifest') continue;
    for (const hunk of file.hunks) {
      if (hunk.newStart > 12) continue;
      for (const { text } of sideOf(hunk, 'added').slice(0, 14)) {
        const name =
          /^\s*(?:"name":\s*"(?:@[\w.-]{1,60}\/)?|name\s*[:=]\s*"?|module\s+(?:[\w.-]{1,60}\/){0,5})(?<name>[\w.-]{2,80})/.exec(
            text.slice(0, 240),
          );
        if (name !== null) own.add(name.groups!.name!);
      }
    }
  }
  return own;
}
