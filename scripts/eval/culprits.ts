/** What the suspect ranking is worth on regressions of repositories it has not learned from. */
import { learnedSignals } from '../../packages/core/src/changes/weights.ts';
import { bm25 } from './bm25.ts';
import { readCases, type Sample, sampleOf, sum } from './culprit-cases.ts';
import { learnNone, learnSignals, logitsOf, softmax, someOf } from './culprit-learning.ts';
import { auroc, brier, foundAt, mean } from './figures.ts';
import { short, table, withInterval } from './tables.ts';

/** How one case was answered with weights that never saw its repository. */
interface Answer {
  readonly byPeople: boolean;
  /** Place of the first culprit, from 1. */
  readonly rank: number;
  /** Share of the suspicion on each change, when one of them did it. */
  readonly shares: readonly { readonly probability: number; readonly so: boolean }[];
  /** Probability that the list holds the culprit: with it, and without it. */
  readonly some: number;
  readonly someWithout: number;
  /** Share of the suspicion on each change of the list without its culprit. */
  readonly sharesWithout: readonly number[];
}

type Ranked = Pick<Answer, 'rank'>;
const top1 = (drawn: readonly Ranked[]) => mean(drawn.map(({ rank }) => Number(rank === 1)));
const top3 = (drawn: readonly Ranked[]) => mean(drawn.map(({ rank }) => Number(rank <= 3)));
const mrr = (drawn: readonly Ranked[]) => mean(drawn.map(({ rank }) => 1 / rank));
const brierOf = (drawn: readonly Answer[]) => brier(drawn.flatMap(({ shares }) => shares));

/**
 * Measures the ranking on a folder of regressions (see `readCases`), every case with weights learned on the other repositories.
 *
 * @returns Markdown: figures with 95 % intervals beside two peers, "none of these", calibration, what every signal gains.
 */
export function measureCulprits(folder: string): string {
  const cases = readCases(folder);
  const samples = cases.map(sampleOf);
  const answers = leaveOneRepositoryOut(samples);
  const peers = (rank: (sample: Sample) => readonly number[]) =>
    samples.map((sample) => ({ byPeople: sample.case.byPeople, rank: rankOf(rank(sample), sample.culprit) }));
  const newest = peers(({ case: { changes } }) => changes.map((_, index) => -index));
  const words = peers(({ case: { symptom, changes } }) => bm25(symptom, changes));
  const sets = [true, false].map((byPeople) => {
    const of = <T extends { readonly byPeople: boolean }>(all: readonly T[]) =>
      all.filter((one) => one.byPeople === byPeople);
    const own = of(answers);
    const rows = [
      ['newest first', of(newest)],
      ['BM25', of(words)],
      ['sre-aiops', own],
    ] as const;
    return [
      `${own.length} cases, labelled by ${byPeople ? 'people' : 'a script'}:`,
      table(
        ['', 'top-1', 'top-3', 'MRR'],
        rows.map(([name, ranked]) => [name, ...[top1, top3, mrr].map((figure) => withInterval(ranked, figure))]),
      ),
      probabilities(own),
    ].join('\n\n');
  });
  return [
    ...sets,
    `How sure it is against how often it is right, all ${answers.length} cases, with their culprit and without:`,
    calibration(answers),
    'Without a signal (learned anew), by people and by script:',
    ablation(samples, answers),
  ].join('\n\n');
}

function leaveOneRepositoryOut(samples: readonly Sample[], muted?: ReadonlySet<number>): Answer[] {
  return [...new Set(samples.map((sample) => sample.case.repo))].flatMap((repo) => {
    const others = samples.filter((sample) => sample.case.repo !== repo);
    const learned = learnSignals(others, muted);
    const none = learnNone(others, learned);
    return samples
      .filter((sample) => sample.case.repo === repo)
      .map((sample) => {
        const logits = logitsOf(sample, learned);
        return {
          byPeople: sample.case.byPeople,
          rank: rankOf(logits, sample.culprit),
          shares: softmax(logits).map((probability, index) => ({ probability, so: sample.culprit[index]! })),
          some: someOf(sample, learned, none),
          someWithout: someOf(sample.without, learned, none),
          sharesWithout: softmax(logitsOf(sample.without, learned)),
        };
      });
  });
}

function rankOf(scores: readonly number[], culprit: readonly boolean[]): number {
  const order = scores.map((_, index) => index).sort((a, b) => scores[b]! - scores[a]! || a - b);
  return order.findIndex((index) => culprit[index]) + 1;
}

/** Brier scores beside those of the base rate, and telling "none" from "one of these". */
function probabilities(answers: readonly Answer[]): string {
  const changes = answers.flatMap(({ shares }) => shares);
  const rate = mean(changes.map(({ so }) => Number(so)));
  const base = brier(changes.map(({ so }) => ({ probability: rate, so })));
  const held = (drawn: readonly Answer[]) => drawn.map(({ some }) => some);
  const missing = (drawn: readonly Answer[]) => drawn.map(({ someWithout }) => someWithout);
  const noneBrier = (drawn: readonly Answer[]) =>
    brier([
      ...drawn.map(({ some }) => ({ probability: some, so: true })),
      ...drawn.map(({ someWithout }) => ({ probability: someWithout, so: false })),
    ]);
  return table(
    ['', 'measured', 'base rate'],
    [
      ['Brier of each change', withInterval(answers, brierOf, 4), short(base, 4)],
      ['Brier of "one of these"', withInterval(answers, noneBrier), '.250'],
      ['AUROC of "none"', withInterval(answers, (drawn) => auroc(held(drawn), missing(drawn))), '.500'],
      [
        '"none" found at 10 % false',
        withInterval(answers, (drawn) => foundAt(0.1, held(drawn), missing(drawn))),
        '.100',
      ],
    ],
  );
}

const bounds = [0, 0.1, 0.25, 0.5, 0.75, 1];

function calibration(answers: readonly Answer[]): string {
  const changes = answers.flatMap(({ shares, some, sharesWithout, someWithout }) => [
    ...shares.map(({ probability, so }) => ({ probability: some * probability, so })),
    ...sharesWithout.map((probability) => ({ probability: someWithout * probability, so: false })),
  ]);
  const lists = answers.flatMap(({ some, someWithout }) => [
    { probability: some, so: true },
    { probability: someWithout, so: false },
  ]);
  const cells = (said: typeof lists, from: number, to: number) => {
    const inside = said.filter(({ probability }) => probability >= from && (probability < to || to === 1));
    if (inside.length === 0) return ['0', '', ''];
    const so = mean(inside.map((one) => Number(one.so)));
    return [String(inside.length), short(mean(inside.map(({ probability }) => probability))), short(so)];
  };
  return table(
    ['said', 'changes', 'mean said', 'did it', 'lists', 'mean said', 'held it'],
    bounds.slice(1).map((to, index) => {
      const from = bounds[index]!;
      return [`${from} to ${to}`, ...cells(changes, from, to), ...cells(lists, from, to)];
    }),
  );
}

function ablation(samples: readonly Sample[], whole: readonly Answer[]): string {
  const row = (name: string, answers: readonly Answer[]) => {
    const sets = [true, false].map((byPeople) => answers.filter((one) => one.byPeople === byPeople));
    return [name, ...sets.flatMap((set) => [top1, top3, mrr, logLoss].map((figure) => short(figure(set))))];
  };
  const figures = ['top-1', 'top-3', 'MRR', 'log-loss'];
  return table(
    ['without', ...figures, ...figures],
    [
      row('nothing', whole),
      ...learnedSignals.map((id, j) => row(`\`${id}\``, leaveOneRepositoryOut(samples, new Set([j])))),
    ],
  );
}

/** How surprised the ranking is by the culprit, in nats. */
function logLoss(answers: readonly Answer[]): number {
  return mean(
    answers.map(({ shares }) => {
      const right = sum(shares.map(({ probability, so }) => (so ? probability : 0)));
      return -Math.log(Math.max(right, 1e-9));
    }),
  );
}
