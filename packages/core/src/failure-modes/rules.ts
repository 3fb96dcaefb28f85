import type { Signal } from '../incident/index.ts';
import { SCRAPER } from './facts.ts';
import { clock, quantity } from './say.ts';
import { isBadWhenHigh, isBreached, type Story } from './story.ts';
import type { AlertRule } from './types.ts';

/** What the service seems to run on, by its log and the alert's labels; it decides which metrics it exports. */
export type Runtime = 'spring' | 'jvm' | 'node' | 'python' | 'go' | 'dotnet' | 'ruby' | 'other';

const RUNTIMES: readonly (readonly [Runtime, RegExp])[] = [
  ['spring', /org\.springframework|HikariPool-|o\.s\.[a-z]|o\.h\.engine|org\.hibernate/],
  ['jvm', /\bat [\w.$]{3,200}\([\w$]{1,80}\.(?:java|kt|scala):\d|java\.(?:lang|util|sql|net|io)\./],
  ['node', /node_modules|node:internal|\(?\/[\w./-]{1,120}\.[cm]?[jt]s:\d|\bERR_[A-Z_]{3}/],
  ['python', /Traceback \(most recent call last\)|File "[^"]{1,200}\.py"|site-packages/],
  ['go', /goroutine \d|\.go:\d|\bpanic: /],
  ['dotnet', /\bat [\w.`<>]{3,200}\([^)]{0,200}\) in |System\.\w{2,40}(?:\.\w{2,40})?Exception|Microsoft\./],
  ['ruby', /\.rb:\d|ActiveRecord::|ActionController::|NoMethodError/],
];

/** Runtime of the service; `other` when the log does not show it. */
export function runtimeOf({ situation: { incident } }: Story): Runtime {
  const text = incident.log.patterns.map(({ example }) => example.slice(0, 2_000)).join('\n');
  return RUNTIMES.find(([, sign]) => sign.test(text))?.[0] ?? 'other';
}

/** Labels that tell a service's metrics from those of others. */
const OWN_LABELS = ['job', 'namespace', 'application', 'app', 'service'];

/**
 * Label matchers that the service's own metrics surely have: those of the alert's labels that do not name a scraper, and
 * the namespace that the evidence shows; else none.
 */
export function selector(story: Story): string {
  const { labels } = story.situation.incident.alert;
  const namespace = story.fact('namespace')?.text;
  const values: Record<string, string | undefined> = { ...labels, ...(namespace ? { namespace } : {}) };
  const matchers = OWN_LABELS.flatMap((name) => {
    const value = values[name];
    return value && !SCRAPER.test(value) ? [`${name}=${promString(value)}`] : [];
  });
  return matchers.length > 0 ? `{${matchers.join(', ')}}` : '';
}

/** What to add to a rule that no label of the evidence narrows to the service. */
export function unbound(story: Story, expr: string): string {
  if (
    /\b(?:job|namespace|application|app|service|pod|name|rcode|horizontalpodautoscaler|persistentvolumeclaim|mountpoint)=/.test(
      expr,
    )
  )
    return '';
  return ` No label in the evidence narrows it to ${story.service.text}: add the one that your Prometheus has.`;
}

/** Alert sources whose metrics are Prometheus' own. */
const FROM_PROMETHEUS = /^(?:alertmanager|prometheus|grafana)$/;

/** A PromQL string literal. Only what needs no escape passes; the rest is cut out. */
export function promString(value: string): string {
  return `"${value.replaceAll(/[^\w .:/@-]/g, '').slice(0, 120)}"`;
}

/** Matcher for pods of the alert's workload. */
export function podSelector(story: Story, extra: readonly string[] = []): string {
  const namespace = story.fact('namespace');
  const workload = story.fact('deployment')?.text ?? story.service.text;
  const matchers = [
    ...(namespace ? [`namespace=${promString(namespace.text)}`] : []),
    `pod=~${promString(`${workload}-`).slice(0, -1)}.+"`,
    ...extra,
  ];
  return `{${matchers.join(', ')}}`;
}

/** True when the evidence shows Kubernetes under the service. */
export function onKubernetes(story: Story): boolean {
  return story.fact('namespace') !== undefined || story.fact('pod') !== undefined;
}

/** CamelCase of service and words: `BookshopHeapFilling`. */
export function ruleName(story: Story, suffix: string): string {
  const words = story.service.text.split(/[^A-Za-z0-9]+/).filter(Boolean);
  const name = words.map((word) => word[0]!.toUpperCase() + word.slice(1)).join('');
  return `${/^[A-Za-z]/.test(name) ? name : `Service${name}`}${suffix}`.slice(0, 100);
}

/** What makes a rule of a failure mode: everything else comes from the story. */
export interface RuleDraft {
  readonly suffix: string;
  readonly expr: string;
  readonly for: string;
  readonly severity: 'critical' | 'warning';
  readonly summary: string;
}

/** A rule with this incident in its description. */
export function rule(story: Story, draft: RuleDraft): AlertRule {
  const when =
    story.onset && story.lead
      ? `On ${day(story)} the log first showed it at ${story.onset.text}`
      : `On ${day(story)} the alert came at ${story.fired.text}`;
  return {
    alert: ruleName(story, draft.suffix),
    expr: draft.expr,
    for: draft.for,
    severity: draft.severity,
    summary: draft.summary,
    description: `${when}; ${story.lead ? 'the log then said' : 'it was'} ${story.line.text}.${unbound(story, draft.expr)}`,
    evidence: [...new Set([...story.line.evidence, 'A.service', 'A.firedAt'])],
  };
}

function day(story: Story): string {
  return story.situation.incident.alert.firedAt.slice(0, 10);
}

/**
 * Rules over the metrics that the alert itself carries and that were beyond their limits: an earlier warning each. A metric
 * that kept within its limit warns of nothing; one without a limit is bounded by where it stood.
 */
export function ownMetricRules(story: Story): AlertRule[] {
  const { signals } = story.situation.incident;
  const beyond = signals.filter(isBreached).slice(0, 2);
  const first = story.signal;
  if (beyond.length > 0) return beyond.map((signal) => ownMetricRule(story, signal));
  return first && first.threshold === undefined ? [ownMetricRule(story, first)] : [];
}

/** For an incident without any metric: `up`, which every scrape target has. */
export function targetDown(story: Story): AlertRule {
  const { alert } = story.situation.incident;
  return {
    alert: ruleName(story, 'Down'),
    expr: `up{job=${promString(alert.labels.job ?? alert.service)}} == 0`,
    for: '2m',
    severity: 'critical',
    summary: `${story.service.text} cannot be scraped`,
    description: `The alert of ${clock(alert.firedAt)} on ${day(story)} carried no measurement; up is the one metric that every scrape target has.`,
    evidence: ['A.service', 'A.firedAt'],
  };
}

function ownMetricRule(story: Story, signal: Signal): AlertRule {
  const limit = signal.threshold ?? signal.value;
  const high = isBadWhenHigh(signal);
  const bound = Number((signal.baseline === undefined ? limit : (limit + signal.baseline) / 2).toPrecision(4));
  const { source } = story.situation.incident.alert;
  const expr = `${promName(signal.name)}${selector(story)} ${high ? '>' : '<'} ${bound}`;
  const borrowed = FROM_PROMETHEUS.test(source)
    ? ''
    : ' The name is that of the alert, which did not come from Prometheus: see whether Prometheus has the metric, and under which name.';
  const words = signal.name.split(/[^A-Za-z0-9]+/).filter(Boolean);
  const suffix = words.map((word) => word[0]!.toUpperCase() + word.slice(1)).join('');
  return {
    alert: ruleName(story, `${suffix.slice(0, 50)}${high ? 'High' : 'Low'}`),
    expr,
    for: '5m',
    severity: 'warning',
    summary: `${signal.name} of ${story.service.text} is ${high ? 'above' : 'below'} ${quantity(bound, signal.unit)}`,
    description: `At ${story.fired.text} on ${day(story)} it stood at ${quantity(signal.value, signal.unit)}${signal.threshold === undefined ? '' : ` with the limit at ${quantity(limit, signal.unit)}`}.${borrowed}${unbound(story, expr)}`,
    evidence: [signal.id, 'A.firedAt', 'A.service'],
  };
}

/** Words of PromQL that are no metric names. */
const KEYWORD =
  /^(?:sum|min|max|avg|group|count|std(?:dev|var)|topk|bottomk|quantile|count_values|by|without|on|ignoring|group_(?:left|right)|and|or|unless|offset|bool|inf|nan|atan2|limitk|limit_ratio|start|end)$/i;

/** A metric's name as Prometheus writes it: letters, digits, underscores and colons. */
export function promName(name: string): string {
  const clean = name.replaceAll(/[^\w:]+/g, '_').replaceAll(/^_+|_+$/g, '');
  return /^[A-Za-z_:]/.test(clean) && !KEYWORD.test(clean) ? clean : `metric_${clean}`;
}
