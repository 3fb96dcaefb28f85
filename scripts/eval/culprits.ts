/** What the suspect ranking is worth on regressions of repositories it has not learned from. */
import { defaultChangePrior, learnedSignals, type SignalId, weights } from '../../packages/core/src/changes/weights.ts';
import { bm25 } from './bm25.ts';
import { readCases, type Sample, sampleOf, textChoices, withoutSignal } from './culprit-cases.ts';
import { type Choice, type Learned, learn, logitsOf, rightShare, softmax, someOf } from './culprit-learning.ts';
import { auroc, brier, foundAt, mean } from './figures.ts';
import { reliabilityPlot } from './plot.ts';
import { short, table, withInterval } from './tables.ts';

/** How one case was answered with weights and settings that never saw its repository. */
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
/** The score that `sre-aiops rank` prints: the share, times the probability of "one of these" under the usual prior. */
const printedOf = ({ shares, some }: Answer) =>
  shares.map(({ probability, so }) => ({ probability: probability * underPrior(some), so }));

/** What the measurement says: Markdown for docs/results.md, and the calibration as a picture. */
export interface CulpritFigures {
  readonly text: string;
  /** SVG. */
  readonly plot: string;
}

/**
 * Measures the ranking on a folder of regressions (see `readCases`), every case with weights and settings chosen on the other
 * repositories alone (nested cross-validation).
 *
 * @returns Figures with 95 % intervals beside two peers, "none of these", calibration, what every signal gains.
 */
export function measureCulprits(folder: string): CulpritFigures {
  const cases = readCases(folder);
  const samples = cases.map(sampleOf);
  const choices = new Map<string, Choice>();
  const answers = leaveOneRepositoryOut(samples, choices);
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
  const said = sayings(answers);
  const text = [
    ...sets,
    chosen([...choices.values()]),
    `How sure it is against how often it is right, all ${answers.length} cases, with their culprit and without:`,
    calibration(said),
    'Without a signal (learned anew), by people and by script:',
    ablation(samples, answers, choices),
  ].join('\n\n');
  const plot = reliabilityPlot(
    'How sure it is, against how often it is right',
    [
      { name: 'a change did it', points: said.changes },
      { name: 'one of these did it', points: said.lists },
    ],
    bounds,
  );
  return { text, plot };
}

/** Answers every repository's cases with what was learned from the others; settings are chosen there too, or taken from `choices` where it has them. */
function leaveOneRepositoryOut(samples: readonly Sample[], choices: Map<string, Choice>): Answer[] {
  return [...new Set(samples.map((sample) => sample.case.repo))].flatMap((repo) => {
    const others = samples.filter((sample) => sample.case.repo !== repo);
    const learned = learn(others, choices.get(repo));
    choices.set(repo, learned.choice);
    return samples.filter((sample) => sample.case.repo === repo).map((sample) => answerOf(sample, learned));
  });
}

function answerOf(sample: Sample, learned: Learned): Answer {
  const [whole, without] = [sample.whole[learned.choice.text]!, sample.without[learned.choice.text]!];
  const logits = logitsOf(whole, learned.weights);
  return {
    byPeople: sample.case.byPeople,
    rank: rankOf(logits, sample.culprit),
    shares: softmax(logits).map((probability, index) => ({ probability, so: sample.culprit[index]! })),
    some: someOf(whole, learned),
    someWithout: someOf(without, learned),
    sharesWithout: softmax(logitsOf(without, learned.weights)),
  };
}

/** The settings that the folds chose. */
function chosen(choices: readonly Choice[]): string {
  const times = (of: (choice: Choice) => string) => {
    const counts = new Map<string, number>();
    for (const choice of choices) counts.set(of(choice), (counts.get(of(choice)) ?? 0) + 1);
    return [...counts].sort((a, b) => b[1] - a[1]).map(([value, count]) => `${value} (${count})`);
  };
  const text = times(({ text }) => `${textChoices[text]!.lengthCounts} / ${textChoices[text]!.fullRelevance}`);
  return [
    `Settings that the ${choices.length} folds chose, how many each: length counts / full relevance ${text.join(', ')}`,
    `pull to the priors ${times(({ pull }) => String(pull)).join(', ')}`,
    `trust in a script's label ${times(({ weakTrust }) => String(weakTrust)).join(', ')}.`,
  ].join('; ');
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
      ['Brier of each change, as one of them did it', withInterval(answers, brierOf, 4), short(base, 4)],
      [
        'Brier of the printed score',
        withInterval(answers, (drawn) => brier(drawn.flatMap(printedOf)), 4),
        short(base, 4),
      ],
      ['Brier of "one of these"', withInterval(answers, noneBrier), '.250'],
      ['AUROC of "none"', withInterval(answers, (drawn) => auroc(held(drawn), missing(drawn))), '.500'],
      [
        'the same by the best score alone',
        withInterval(answers, (drawn) =>
          auroc(
            drawn.map(({ some, shares }) => some * best(shares.map(({ probability }) => probability))),
            drawn.map(({ someWithout, sharesWithout }) => someWithout * best(sharesWithout)),
          ),
        ),
        '.500',
      ],
      [
        '"none" found at 10 % false',
        withInterval(answers, (drawn) => foundAt(0.1, held(drawn), missing(drawn))),
        '.100',
      ],
    ],
  );
}

const bounds = [0, 0.1, 0.25, 0.5, 0.75, 1];

type Saying = { readonly probability: number; readonly so: boolean };

/** What was said of changes and of lists when half of the lists hold their culprit, and what was so. */
function sayings(answers: readonly Answer[]): {
  readonly changes: readonly Saying[];
  readonly lists: readonly Saying[];
} {
  return {
    changes: answers.flatMap(({ shares, some, sharesWithout, someWithout }) => [
      ...shares.map(({ probability, so }) => ({ probability: some * probability, so })),
      ...sharesWithout.map((probability) => ({ probability: someWithout * probability, so: false })),
    ]),
    lists: answers.flatMap(({ some, someWithout }) => [
      { probability: some, so: true },
      { probability: someWithout, so: false },
    ]),
  };
}

function calibration({ changes, lists }: ReturnType<typeof sayings>): string {
  const cells = (said: readonly Saying[], from: number, to: number) => {
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

function ablation(samples: readonly Sample[], whole: readonly Answer[], choices: Map<string, Choice>): string {
  const row = (name: string, answers: readonly Answer[]) => {
    const sets = [true, false].map((byPeople) => answers.filter((one) => one.byPeople === byPeople));
    return [name, ...sets.flatMap((set) => [top1, top3, mrr, logLoss].map((figure) => short(figure(set))))];
  };
  const figures = ['top-1', 'top-3', 'MRR', 'log-loss'];
  const met = (Object.keys(weights) as SignalId[]).filter(
    (id) => isLearned(id) || samples.some(({ whole: [numbers] }) => numbers!.added.has(id)),
  );
  const without = (id: SignalId) =>
    leaveOneRepositoryOut(
      samples.map((sample) => withoutSignal(sample, id)),
      choices,
    );
  return table(
    ['without', ...figures, ...figures],
    [row('nothing', whole), ...met.map((id) => row(`\`${id}\`${isLearned(id) ? '' : ' (expert)'}`, without(id)))],
  );
}

function isLearned(id: SignalId): boolean {
  return (learnedSignals as readonly SignalId[]).includes(id);
}

/** How surprised the ranking is by the culprit, in nats. */
function logLoss(answers: readonly Answer[]): number {
  return mean(
    answers.map(({ shares }) => {
      const right = rightShare(
        shares.map(({ probability }) => probability),
        shares.map(({ so }) => so),
      );
      return -Math.log(Math.max(right, 1e-9));
    }),
  );
}

function best(values: readonly number[]): number {
  return Math.max(...values);
}

/** A probability under even odds, under the prior that `rank` takes. */
function underPrior(some: number): number {
  const odds = (some / (1 - some)) * (defaultChangePrior / (1 - defaultChangePrior));
  return odds / (1 + odds);
}
