import type { Incident, LogPattern } from '../incident/index.ts';

/** A change of the platform that the log tells of near the onset. */
export interface PlatformEvent {
  readonly pattern: LogPattern;
  /** ISO 8601, UTC. */
  readonly at: string;
  /** The line that tells it, without its time. */
  readonly line: string;
}

/** Minutes before the onset in which a change of the platform may have brought the failure. */
const BEFORE = 30;
/** Minutes after it in which its first line may still be written. */
const AFTER = 2;

/** Two versions with an arrow or `to` between them. */
const VERSIONS = /\bv?\d{1,4}\.\d{1,4}(?:\.\d{1,5})?[\w.-]{0,20} ?(?:->|→|=>|to) ?v?\d{1,4}\.\d{1,4}/i;
/** Work that a platform or its operators do: upgrades, reboots, drains, rotations, changed policies, fail-overs. */
const WORK =
  /\b(?:upgrad(?:e|es|ed|ing)|node[ -]?pool|control[ -]plane|reboot(?:s|ed|ing)?|drain(?:ed|ing)|cordon(?:ed|ing)?|reimag(?:e|ed|ing)|fail(?:ed)?[ -]?over (?:to|completed|started)|switch(?:ed)?[ -]?over|maintenance|patch(?:ed|ing) (?:node|host|cluster)|(?:certificate|secret|key|credential)s? (?:was |were |has been )?(?:rotated|renewed|replaced)|network ?polic(?:y|ies) (?:\S{1,80} )?(?:created|updated|changed|applied|configured|deleted)|scaled? (?:up|down|in|out)\b|release \S{1,60} (?:deployed|upgraded)|sync(?:ed|hroni[sz]ed) (?:application|release))\b/i;
/** Who speaks of the platform; an application that upgrades a session or drains a queue does not. */
const PLATFORM =
  /\b(?:node|cluster|kube\w*|k8s|aks|eks|gke|openshift|addon|add-on|daemonset|helm|argocd|flux|terraform|pool|instance|host|vm|coredns|cilium|calico|ingress|istio|cert-manager|operator|gateway|load ?balancer|autoscal\w{1,5}|rds|database|replica ?set|upgrader)\b/i;
/** Consequences: what the platform does to a container that is failing already. */
const REACTION =
  /back-?off|oom|probe failed|restarting failed|Unhealthy|CrashLoop|Evicted|Exception\b|TooManyReplicas|ScalingReplicaSet|SuccessfulRescale|horizontal-?pod-?autoscaler/i;

/** The change of the platform nearest before the onset (or just after it), within half an hour; none when the log has no times. */
export function platformEvent({ log }: Pick<Incident, 'log'>): PlatformEvent | undefined {
  const onset = Date.parse(log.onsetAt ?? '');
  if (Number.isNaN(onset)) return undefined;
  const near = log.patterns.flatMap((pattern): PlatformEvent[] => {
    const { firstAt, count, level } = pattern;
    const minutes = (onset - Date.parse(firstAt ?? '')) / 60_000;
    const line = pattern.example.split('\n')[0]!.slice(0, 600);
    if (!firstAt || count > 5 || level === 'fatal' || !(minutes <= BEFORE && minutes >= -AFTER)) return [];
    if (REACTION.test(line) || !PLATFORM.test(line) || !(WORK.test(line) || VERSIONS.test(line))) return [];
    return [{ pattern, at: firstAt, line: line.replace(/^\S{0,12}\d{4}-\d\d-\d\d[T ]\S{1,40} ?/, '') }];
  });
  const told = (event: PlatformEvent) => (VERSIONS.test(event.line) ? 1 : 0);
  return near.sort(
    (a, b) => told(b) - told(a) || Math.abs(onset - Date.parse(a.at)) - Math.abs(onset - Date.parse(b.at)),
  )[0];
}
