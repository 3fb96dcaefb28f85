import type { StackFrame } from '../incident/index.ts';
import { filesOfFrame, functionOf, pathsByName } from './frame-files.ts';
import type { PatchFile, PatchHunk } from './patch.ts';
import type { Context, Explanation, Signal } from './signal.ts';
import type { Place } from './types.ts';

/** How a change meets the stack trace. */
export interface FrameHit {
  readonly value: number;
  readonly frame: StackFrame;
  readonly path: string;
  readonly hunk: PatchHunk | undefined;
  /** How the hunk meets the frame. */
  readonly by: 'line' | 'function' | 'file';
}

const ownFit = 0.4;
const nearLines = 3;
/** What the next step outwards keeps, and the least that any step does. */
const outer = 0.35;
const leastOuter = 0.15;

/** The best meeting of each change with the stack trace; the nearest frame of our own code counts most. */
export function frameHits(context: Context): (FrameHit | undefined)[] {
  const byName = pathsByName(context.changes);
  const fits = context.frames.map((frame) => filesOfFrame(frame, byName));
  const own = context.frames.flatMap((frame, index) => {
    const files = fits[index]!;
    return [...files.values()].some((fit) => fit >= ownFit) ? [{ frame, files }] : [];
  });
  return context.changes.map((change, index) => {
    const met = own.flatMap(({ frame, files }, position) =>
      change.files.flatMap((file) => {
        const fit = files.get(file.path);
        return fit === undefined
          ? []
          : [hitOf(context, index, frame, file.path, fit * decay(position, context.frameTrust))];
      }),
    );
    return met.reduce<FrameHit | undefined>((best, hit) => (best && best.value >= hit.value ? best : hit), undefined);
  });
}

/**
 * What a step of our own code counts by how many stand inside it. Where frames tell who did it, those around the failing
 * one are handlers, routers and middlewares that stand in every trace.
 */
function decay(position: number, frameTrust: number): number {
  const trusted = Math.max(leastOuter, outer ** position);
  return frameTrust * trusted + (1 - frameTrust) / (1 + outer * position);
}

/** Stack frames met in the files, hunks and functions of the change, as far as this failure's frames can be trusted. */
export function frameSignal(context: Context, hits: readonly (FrameHit | undefined)[]): Signal {
  return {
    id: 'stack-frame',
    values: hits.map((hit) => (hit?.value ?? 0) * context.frameTrust),
    explain: (index) => explainHit(hits[index]!, context),
  };
}

function hitOf(context: Context, index: number, frame: StackFrame, path: string, fit: number): FrameHit {
  const file = context.patchOf(index).find((candidate) => candidate.path === path);
  const byLine = file?.hunks.find((hunk) => isNear(hunk, frame.line));
  const byFunction = file && hunkOfFunction(file, functionOf(frame));
  const hunk = byLine ?? byFunction;
  const by = byLine ? 'line' : byFunction ? 'function' : 'file';
  return { value: fit * (hunk === undefined ? 0.65 : 1), frame, path, hunk, by };
}

function isNear(hunk: PatchHunk, line: number | undefined): boolean {
  return line !== undefined && line >= hunk.newStart - nearLines && line <= hunk.newEnd + nearLines;
}

function hunkOfFunction(file: PatchFile, name: string): PatchHunk | undefined {
  if (name.length < 3 || /^<|^(?:main|init|new|call|run|lambda|anonymous|invoke)$/i.test(name)) return undefined;
  const word = new RegExp(`(?<![\\w$])${name.replaceAll(/\W/g, '.')}(?![\\w$])`);
  const holds = (text: string) => word.test(text.slice(0, 2_000));
  return file.hunks.find(
    (hunk) => holds(hunk.heading) || [...hunk.added, ...hunk.removed].some((line) => holds(line.text)),
  );
}

function explainHit(hit: FrameHit, context: Context): Explanation {
  const { frame, hunk, path } = hit;
  const where = frame.line === undefined ? '' : ` line ${frame.line}`;
  const how = {
    line: `changes lines around it`,
    function: `changes \`${functionOf(frame)}\` in it`,
    file: `changes that file`,
  }[hit.by];
  const evidence = context.symptom.parts.flatMap((part) =>
    part.id !== undefined && frame.file !== undefined && part.text.includes(frame.file) ? [part.id] : [],
  );
  return {
    text: `The stack trace passes through \`${path}\`${where}, and this change ${how}.`,
    evidence: evidence.slice(0, 4),
    places: hunk === undefined ? [] : placesOf(hunk, path, frame.line),
  };
}

function placesOf(hunk: PatchHunk, path: string, line: number | undefined): Place[] {
  const distance = (place: Place) => Math.abs(place.line - (line ?? hunk.newStart));
  return [
    ...hunk.added.map((added): Place => ({ path, side: 'added', ...added })),
    ...(hunk.added.length > 0 ? [] : hunk.removed.map((removed): Place => ({ path, side: 'removed', ...removed }))),
  ]
    .sort((a, b) => distance(a) - distance(b) || a.line - b.line)
    .slice(0, 3)
    .map((place) => ({ ...place, text: place.text.trim().slice(0, 240) }));
}

const serviceSuffix = /[-_]?(?:srv|svc|service|server|api|app|backend|deployment|worker|prod|production|staging)$/;

/** What it counts that the owners of a file bear the service's name, where its folders do not. */
const byOwner = 0.8;

/** The failing service's name met among the leading folders of the changed files, or borne by their owners. */
export function serviceSignal(context: Context): Signal {
  const wanted = serviceNames(context.symptom.service);
  const owned = context.changes.map(
    ({ files }) => files.find(({ path }) => context.symptom.ownedPaths?.has(path))?.path,
  );
  const folderOf = (index: number) =>
    context.changes[index]!.files.map((file) => file.path.split('/').slice(0, -1).slice(0, 4)).find((folders) =>
      folders.some((folder) => wanted.has(folder.toLowerCase()) || wanted.has(plainService(folder))),
    );
  const folders = context.changes.map((_, index) => (wanted.size > 0 ? folderOf(index) : undefined));
  return {
    id: 'service',
    values: folders.map((found, index) => (found ? 1 : owned[index] ? byOwner : 0)),
    explain: (index) => ({
      text: folders[index]
        ? `It changes \`${folders[index].join('/')}\`, the folder of the failing service ${context.symptom.service}.`
        : `It changes \`${owned[index]}\`, whose owners bear the name of the failing service ${context.symptom.service}.`,
      evidence: context.symptom.parts.some((part) => part.id?.startsWith('A.')) ? ['A.service'] : [],
      places: [],
    }),
  };
}

/** The names by which a service goes, lower case: `shop/cart-api` is `cart-api` and `cart`. */
export function serviceNames(service: string | undefined): Set<string> {
  if (service === undefined) return new Set();
  const last = service.toLowerCase().split('/').at(-1)!;
  return new Set([last, plainService(last)].filter((name) => name.length > 2));
}

/** A service's name without what names of services end in: `cart-api` → `cart`. */
export function plainService(name: string): string {
  return name.toLowerCase().replace(serviceSuffix, '');
}
