import { textBlocks } from '../blocks.ts';
import type { FileHistory } from '../culprit-files.ts';
import { lineAt, linesOf } from '../lines.ts';
import { baseName } from '../paths.ts';
import { settingsOf } from '../settings.ts';

/** A version that the culprit changed in a manifest. */
export interface VersionChange {
  readonly file: FileHistory;
  /** As the ecosystem calls it: `org.acme:lib`, `@acme/lib`, `github.com/acme/lib`, a property, an image. */
  readonly name: string;
  /** Absent when the culprit was the first to set the version, over one that another file manages. */
  readonly from?: string;
  /** Absent when the culprit left the version to another file. */
  readonly to?: string;
  /** 0-based line before the culprit; where the line goes back when `from` is absent. */
  readonly beforeLine: number;
  /** 0-based line after the culprit; where a removed line goes when `to` is absent. */
  readonly afterLine: number;
}

const version = String.raw`([\^~<>=!v ]*\d[\w.+*-]*(?:\s*,\s*[<>=!~^]*\s*\d[\w.+*-]*)*)`;

interface Format {
  readonly file: RegExp;
  /** Patterns with a `name` and a `version` group; `name` may be missing where lines above hold it. */
  readonly lines: readonly RegExp[];
  /** Finds the name in the lines above, nearest first. */
  readonly above?: RegExp;
  /** Only entries below such a section are dependencies. */
  readonly section?: RegExp;
}

const sections = /dependenc|require|resolutions|overrides|packages|versions/i;

function line(source: string): RegExp {
  return new RegExp(source.replaceAll('VERSION', `(?<version>${version.slice(1)}`));
}

/** How manifests write a version, one dependency a line or with its name above. */
const formats: readonly Format[] = [
  {
    file: /(?:^|\/)pom\.xml$/,
    lines: [line(String.raw`<(?<name>[\w.-]+[.-]version)>\s*VERSION\s*<`), line(String.raw`<version>\s*VERSION\s*<`)],
    above: /<artifactId>\s*(?<name>[^<\s]+)\s*</,
  },
  {
    file: /\.gradle(?:\.kts)?$|(?:^|\/)gradle\.properties$/,
    lines: [
      line(String.raw`["'](?<name>[\w.-]+:[\w.-]+):VERSION["':@]`),
      line(String.raw`id\s*\(?["'](?<name>[\w.-]+)["']\)?\s*version\s*\(?["']VERSION["']`),
      line(String.raw`kotlin\(["'](?<name>[\w.-]+)["']\)\s*version\s*["']VERSION["']`),
      line(String.raw`(?<name>[\w.-]*[vV]ersion[\w.-]*)["']?\s*[=,]\s*["']?VERSION["']?`),
    ],
  },
  {
    file: /libs\.versions\.toml$/,
    lines: [
      line(String.raw`^\s*(?<name>[\w.-]+)\s*=\s*["']VERSION["']`),
      line(String.raw`^\s*(?<name>[\w.-]+)\s*=\s*\{.*version\s*=\s*["']VERSION["']`),
    ],
  },
  {
    file: /(?:^|\/)(?:package|composer)\.json$/,
    section: sections,
    lines: [line(String.raw`"(?<name>[@\w./-]+)"\s*:\s*"(?:npm:[^"@]*@)?VERSION"`)],
  },
  {
    file: /(?:requirements|constraints)[\w./-]*\.(?:txt|in)$/,
    lines: [line(String.raw`^\s*(?<name>[\w.-]+)(?:\[[\w,-]+\])?\s*VERSION`)],
  },
  {
    file: /(?:^|\/)(?:pyproject\.toml|Pipfile|setup\.cfg|setup\.py|environment\.ya?ml)$/,
    section: sections,
    lines: [
      line(String.raw`^\s*"?(?<name>[\w.-]+)"?\s*=\s*["']VERSION["']`),
      line(String.raw`^\s*"?(?<name>[\w.-]+)"?\s*=\s*\{.*version\s*=\s*["']VERSION["']`),
      line(String.raw`["'-]\s*(?<name>[A-Za-z][\w.-]*)(?:\[[\w,-]+\])?\s*(?=[=<>~!])VERSION`),
    ],
  },
  {
    file: /(?:^|\/)go\.mod$/,
    lines: [
      line(String.raw`^\s*(?:require\s+)?(?<name>[\w.-]+\.[\w.-]+/[\w./-]+)\s+VERSION`),
      line(String.raw`=>\s*(?<name>[\w./-]+)\s+VERSION`),
      line(String.raw`^(?<name>go|toolchain)\s+VERSION`),
    ],
  },
  {
    file: /(?:^|\/)Gemfile$|\.gemspec$/,
    lines: [line(String.raw`(?:gem|dependency)\s*\(?\s*["'](?<name>[\w.-]+)["']\s*,\s*["']VERSION["']`)],
  },
  {
    file: /\.(?:cs|fs|vb)proj$|\.props$|packages\.config$/,
    lines: [
      line(String.raw`(?:Include|Update|id)="(?<name>[\w.-]+)"[^>]*?\b[vV]ersion="VERSION"`),
      line(String.raw`<(?<name>[\w.-]*Version)>\s*VERSION\s*<`),
      line(String.raw`<Version>\s*VERSION\s*<`),
    ],
    above: /Include="(?<name>[\w.-]+)"/,
  },
  {
    file: /(?:^|\/)Cargo\.toml$/,
    section: sections,
    lines: [
      line(String.raw`^\s*(?<name>[\w-]+)\s*=\s*"VERSION"`),
      line(String.raw`^\s*(?<name>[\w-]+)\s*=\s*\{.*version\s*=\s*"VERSION"`),
    ],
  },
  {
    file: /\.tf$/,
    lines: [line(String.raw`\?ref=VERSION`), line(String.raw`^\s*(?:version|required_version)\s*=\s*"VERSION"`)],
    above: /^\s*(?:module\s+"(?<name>[\w-]+)"|(?:provider\s+")?(?<other>[\w-]+)"?\s*=?\s*\{)/,
  },
  {
    file: /(?:^|\/)(?:Dockerfile[\w.-]*|[\w.-]*\.Dockerfile|Containerfile)$/,
    lines: [/^\s*FROM\s+(?:--\S+\s+)?(?<name>[\w./-]+(?::\d+\/[\w./-]+)?)[:@](?<version>[\w.:+-]+)/i],
  },
  {
    file: /(?:^|\/)(?:Chart|requirements)\.ya?ml$/,
    lines: [line(String.raw`^\s*(?:-\s+)?version:\s*["']?VERSION`)],
    above: /^\s*(?:-\s+)?name:\s*["']?(?<name>[\w./-]+)/,
  },
  { file: /\.ya?ml$/, lines: [/^\s*(?:-\s+)?image:\s*["']?(?<name>[\w./-]+):(?<version>[\w.+-]+)/] },
  { file: /(?:^|\/)(?:\.tool-versions|global\.json)$/, lines: [line(String.raw`^\s*"?(?<name>\w+)"?:?\s+"?VERSION`)] },
  { file: /(?:^|\/)mix\.exs$/, lines: [line(String.raw`\{:(?<name>\w+),\s*"VERSION"`)] },
  { file: /(?:^|\/)pubspec\.yaml$/, lines: [line(String.raw`^\s+(?<name>\w+):\s*["']?VERSION`)] },
];

/**
 * Versions that the culprit changed in a manifest, in the order of the file. With `overrides` also those that it
 * set over a managed version or left to one.
 */
export function versionChanges(file: FileHistory, overrides: boolean): VersionChange[] {
  const format = formats.find((candidate) => candidate.file.test(file.path));
  if (!format || file.before === undefined || file.after === undefined) return [];
  const [old, now] = [readerOf(file.before, format), readerOf(file.after, format)];
  const changes: VersionChange[] = [];
  for (const block of textBlocks(file.before, file.after)) {
    const came = range(block.afterStart, block.afterEnd).flatMap(now);
    const went = range(block.beforeStart, block.beforeEnd).flatMap(old);
    for (const { name, version: from, at: beforeLine } of went) {
      const pair = came.find((other) => other.name === name);
      if (pair && pair.version !== from)
        changes.push({ file, name, from, to: pair.version, beforeLine, afterLine: pair.at });
      else if (!pair && overrides) changes.push({ file, name, from, beforeLine, afterLine: block.afterStart });
    }
    for (const { name, version: to, at: afterLine } of came) {
      const used = file.after.includes(`\${${name}}`);
      const fresh = overrides && !used && !went.some((other) => other.name === name);
      if (fresh) changes.push({ file, name, to, beforeLine: block.beforeStart, afterLine });
    }
  }
  return changes.filter((change) => !isOwnVersion(change) && (format.above !== undefined || !isOwnName(change.name)));
}

/** Reads the version on a line of a text, if there is one of a dependency. */
function readerOf(text: string, format: Format): (at: number) => Read[] {
  const lines = linesOf(text);
  if (!format.section) return (at) => read(lines, at, format);
  const section = format.section;
  const dependencies = new Set(
    settingsOf(format.file.test('package.json') ? 'a.json' : 'a.toml', text)
      .filter(({ path }) => section.test(path.slice(0, -1).join('.')))
      .map(({ valueStart }) => lineAt(text, valueStart) - 1),
  );
  const inline = /[=<>~!]=?\s*\d/;
  return (at) =>
    dependencies.has(at) || (!lines[at]!.includes('": ') && inline.test(lines[at]!) && /^\s*["']/.test(lines[at]!))
      ? read(lines, at, format)
      : [];
}

interface Read {
  readonly name: string;
  readonly version: string;
  readonly at: number;
}

function read(lines: readonly string[], at: number, { lines: patterns, above }: Format): Read[] {
  for (const pattern of patterns) {
    const groups = pattern.exec(lines[at]!.slice(0, 500))?.groups;
    if (!groups?.version) continue;
    const name = groups.name ?? (above && nameAbove(lines, at, above));
    if (name) return [{ name, version: groups.version.trim(), at }];
  }
  return [];
}

function nameAbove(lines: readonly string[], at: number, above: RegExp): string | undefined {
  for (let line = at; line >= Math.max(0, at - 8); line -= 1) {
    const groups = above.exec(lines[line]!)?.groups;
    const name = groups?.name ?? groups?.other;
    if (name) return name;
  }
  return undefined;
}

function isOwnName(name: string): boolean {
  return /^(?:version|engines|node|npm)$/.test(name);
}

/** The product's own version is no dependency: the first one of a pom, outside `<parent>` and `<dependency>`. */
function isOwnVersion({ file, beforeLine, name }: VersionChange): boolean {
  if (baseName(file.path) !== 'pom.xml' || /[.-]version$/.test(name)) return false;
  const above = linesOf(file.before!).slice(0, beforeLine).join('');
  return !/<(?:parent|dependency|plugin|extension)>(?:(?!<\/(?:parent|dependency|plugin|extension)>)[\s\S])*$/.test(
    above.slice(-2_000),
  );
}

function range(start: number, end: number): number[] {
  return Array.from({ length: end - start }, (_, index) => start + index);
}
