import { stripAnsi } from '../lines/ansi.ts';
import { detach } from '../lines/detach.ts';
import { createMasker } from '../templates/mask.ts';
import { endsFailedStep, failureWeight, withoutRunnerPrefix } from './ci-signs.ts';
import type { Anchor, NumberedLine } from './fill-budget.ts';

const linesBefore = 3;
const linesAfter = 8;
const maxAnchors = 4000;
const maxKeptLength = 400;
const near = 150;

interface Found {
  readonly number: number;
  readonly weight: number;
  /** Hash of the masked line: the same failure told again tells less. */
  readonly shape: number;
  readonly around: NumberedLine[];
}

/** The places of a CI log that say why the job failed, each with the lines around it. */
export async function ciAnchors(batches: AsyncIterable<string[]>): Promise<Anchor[]> {
  const scan = createScan();
  for await (const batch of batches) for (const line of batch) scan.push(line);
  return scan.end();
}

function createScan() {
  const mask = createMasker();
  const recent: NumberedLine[] = [];
  const ends: number[] = [];
  const shapes = new Map<number, number>();
  let found: Found[] = [];
  let open: Found[] = [];
  let number = 0;

  function push(raw: string): void {
    number++;
    const progress = raw.lastIndexOf('\r');
    const text = withoutRunnerPrefix(stripAnsi(progress >= 0 ? raw.slice(progress + 1) : raw)).trimEnd();
    const line = { number, text: detach(text.slice(0, maxKeptLength)) };
    for (const place of open) place.around.push(line);
    open = open.filter((place) => number - place.number < linesAfter);
    const isEnd = endsFailedStep(text);
    if (isEnd && ends.length < 2000) ends.push(number);
    const weight = isEnd ? 4 : failureWeight(text);
    if (weight > 0) note(line, weight);
    recent.push(line);
    if (recent.length > linesBefore) recent.shift();
  }

  function note(line: NumberedLine, weight: number): void {
    const shape = mask(line.text, 0).hash;
    const times = shapes.get(shape) ?? 0;
    if (shapes.size < 50_000 || times > 0) shapes.set(shape, times + 1);
    const place = { number: line.number, weight, shape, around: [...recent, line] };
    found.push(place);
    open.push(place);
    if (found.length > 2 * maxAnchors) found = heaviest(found);
  }

  function end(): Anchor[] {
    return found.map((place) => ({
      number: place.number,
      around: place.around,
      shape: place.shape,
      weight: weigh(place),
    }));
  }

  /** Weight by how rare the line is, how close before the end of a failed step, and how late in the log. */
  function weigh({ number: at, weight, shape }: Found): number {
    const times = shapes.get(shape) ?? 1;
    const stop = ends.find((place) => place >= at);
    const closeness = stop === undefined ? 0 : Math.max(0, 1 - (stop - at) / near);
    return weight * (1 + 0.8 * closeness) * (1 + 0.3 * (at / number)) * (1 / (1 + 0.25 * Math.log2(times)));
  }

  return { push, end };
}

function heaviest(found: readonly Found[]): Found[] {
  const ranked = [...found].sort((a, b) => b.weight - a.weight || b.number - a.number).slice(0, maxAnchors);
  return ranked.sort((a, b) => a.number - b.number);
}
