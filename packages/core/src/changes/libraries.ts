import type { StackFrame } from '../incident/index.ts';
import { isLibraryFrame, kindsOfLines } from '../logs/events/line-kinds.ts';

/** A library that the symptom's frames or texts show, with its version where the path carries one. */
export interface SeenLibrary {
  /** As names are compared: lower case, words joined by `-`. */
  readonly name: string;
  readonly version: string;
  readonly isInner: boolean;
}

/** How paths of frames carry name and version: RubyGems, JARs, Go modules, pnpm, Cargo, Python, .NET assemblies. */
const versioned: readonly RegExp[] = [
  /\/gems\/(?<name>[\w.-]{1,80}?)-(?<version>\d[\w.]{0,30})\//g,
  /(?:\[|\/|!|\()(?<name>[A-Za-z][\w.-]{1,80}?)-(?<version>\d[\w.-]{0,40}?)\.jar\b/g,
  /\/(?<name>[\w.-]{1,80}?)(?:\/v\d{1,3})?@v(?<version>\d[\w.+-]{0,60}?)(?=[/:])/g,
  /\/\.pnpm\/(?:@[\w.-]{1,60}\+)?(?<name>[\w.-]{1,80}?)@(?<version>\d[\w.-]{0,40})/g,
  /\/registry\/src\/[\w.-]{1,80}\/(?<name>[\w-]{1,80}?)-(?<version>\d[\w.+-]{0,40})\//g,
  /(?:site|dist)-packages\/(?<name>\w{1,80})-(?<version>\d[\w.]{0,30})(?:\.dist-info|-py|\.egg)/g,
  /\b(?<name>[A-Z][\w.]{1,80}), Version=(?<version>\d[\d.]{0,30})/g,
];

/** Where a cause ends and the next begins in a chain of exceptions. */
const causes = /^.{0,20}(?:Caused by|Suppressed|--->|During handling of|The above exception)/;

/**
 * Libraries whose version stands in a text. `isInner` when no step of our own code stands before it in its trace: the
 * error came out of it. What stands behind our own code merely called us.
 */
export function versionedLibraries(text: string): SeenLibrary[] {
  const lines = text.slice(0, 20_000).split('\n');
  const kinds = kindsOfLines(lines);
  let isInner = true;
  return lines.flatMap((line, at) => {
    if (kinds[at] === 'own-frame') isInner = false;
    else if (causes.test(line)) isInner = true;
    const cut = line.slice(0, 600);
    return versioned.flatMap((pattern) =>
      Array.from(
        cut.matchAll(pattern),
        ({ groups }): SeenLibrary => ({
          name: comparable(groups!.name!),
          version: groups!.version!,
          isInner,
        }),
      ),
    );
  });
}

/** `Redis_Client`, `redis.client` → `redis-client`. */
export function comparable(name: string): string {
  return name.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-');
}

/** `2.19.0`, `v2.19` and `2.19.0+build` are the same version. */
export function sameVersion(one: string, other: string): boolean {
  const plain = (version: string) =>
    version
      .replace(/^v/, '')
      .replace(/\+.*$/, '')
      .replace(/(?:\.0)+$/, '');
  return plain(one) === plain(other);
}

/** Whether the versions promise no compatibility: `5.0.17` → `8.0.6`, or `0.9.2` → `0.10.0`. */
export function isMajorMove(from: string | undefined, to: string | undefined): boolean {
  return from !== undefined && to !== undefined && majorOf(from) !== majorOf(to);
}

function majorOf(version: string): string {
  const [major, minor] = version.replace(/^v/, '').split('.');
  return major === '0' ? `0.${minor}` : major!;
}

/** The library frames before the first frame of our own: where the error was thrown. */
export function throwingFrames(frames: readonly StackFrame[]): StackFrame[] {
  const own = frames.findIndex(
    (frame) => !isLibraryFrame(frame) && frame.file !== undefined && /[/\\]/.test(frame.file),
  );
  return frames.slice(0, own < 0 ? 3 : own).filter((frame) => isLibraryFrame(frame) || frame.file === undefined);
}
