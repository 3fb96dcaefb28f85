import type { StackFrame } from '../incident/index.ts';
import type { RankableChange } from './types.ts';

/** How well a frame names a file: 1 when path or package fit, less when only the file's name does, 0 when not. */
function frameFit(frame: StackFrame, path: string): number {
  const file = partsOfPath(path);
  const named = namedPaths(frame);
  return Math.max(0, ...named.map((candidate) => fit(candidate, file)));
}

const commonNames =
  /^(?:index|main|mod|lib|app|server|client|__init__|utils?|helpers?|types?|models?|views?|routes?|handlers?|config|settings|common|base|core|service|program|startup|setup|init)\.[a-z]+$/i;

function fit(candidate: readonly string[], file: readonly string[]): number {
  let shared = 0;
  while (shared < candidate.length && shared < file.length && candidate.at(-1 - shared) === file.at(-1 - shared)) {
    shared += 1;
  }
  if (shared === 0) return 0;
  if (shared === Math.min(candidate.length, file.length) && shared > 1) return 1;
  if (shared > 2) return 1;
  if (shared === 2) return 0.85;
  const name = file.at(-1)!;
  if (commonNames.test(name)) return candidate.length === 1 ? 0.3 : 0.1;
  return candidate.length === 1 ? 0.8 : 0.45;
}

/** Changed paths by their last part, so that a frame is compared only with files of its name. */
export function pathsByName(changes: readonly RankableChange[]): ReadonlyMap<string, readonly string[]> {
  const byName = new Map<string, Set<string>>();
  for (const change of changes) {
    for (const { path } of change.files) {
      const name = path.slice(path.lastIndexOf('/') + 1);
      const known = byName.get(name);
      if (known === undefined) byName.set(name, new Set([path]));
      else known.add(path);
    }
  }
  return new Map([...byName].map(([name, paths]) => [name, [...paths]]));
}

/** The changed paths a frame may mean, with how well each fits; those that do not fit are left out. */
export function filesOfFrame(frame: StackFrame, byName: ReadonlyMap<string, readonly string[]>): Map<string, number> {
  const name = (frame.file ?? '').split(/[/\\]/).at(-1) ?? '';
  const fits = (byName.get(name) ?? []).map((path): [string, number] => [path, frameFit(frame, path)]);
  return new Map(fits.filter(([, fit]) => fit > 0));
}

/** The paths a frame may mean: its file, and for JVM symbols the package as folders. */
function namedPaths(frame: StackFrame): string[][] {
  const file =
    frame.file === undefined
      ? []
      : partsOfPath(frame.file.replace(/^(?:file|webpack(?:-internal)?|async|node):\/*/, ''));
  const name = file.at(-1);
  if (name !== undefined && file.length === 1 && /\.(?:java|kt|scala|groovy|clj)$/.test(name)) {
    const packages = frame.symbol
      .replace(/^[\w.-]{0,80}\//, '')
      .split('.')
      .filter((part) => /^[a-z_][a-z0-9_]*$/.test(part));
    const folders =
      frame.symbol.split('.').length > 2 ? packages.slice(0, Math.max(0, frame.symbol.split('.').length - 2)) : [];
    return [[...folders, name]];
  }
  return file.length > 0 ? [file] : [];
}

function partsOfPath(path: string): string[] {
  return path.split(/[/\\]+/).filter((part) => part !== '' && part !== '.' && part !== '..');
}

/** The plain function of a frame's symbol: `com.shop.BookService.find` → `find`, `OrdersController#show` → `show`. */
export function functionOf(frame: StackFrame): string {
  const plain = frame.symbol
    .replace(/\(.*$/, '')
    .replace(/[<>[\]'`]/g, ' ')
    .trim();
  return (
    plain
      .split(/[.#:/\s\\]+/)
      .filter(Boolean)
      .at(-1) ?? ''
  );
}
