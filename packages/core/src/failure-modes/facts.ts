import type { EvidenceId, Incident } from '../incident/index.ts';
import type { Told } from './say.ts';
import type { Fact } from './types.ts';

/** Label names by which monitoring systems say the same thing, for each fact. Prometheus, OpenTelemetry, Datadog, Azure. */
const LABELS: Readonly<Record<string, readonly string[]>> = {
  namespace: ['namespace', 'exported_namespace', 'kubernetes_namespace', 'kube_namespace', 'k8s.namespace.name'],
  pod: ['pod', 'pod_name', 'kubernetes_pod_name', 'k8s.pod.name'],
  container: ['container', 'container_name', 'kube_container_name', 'k8s.container.name'],
  deployment: ['deployment', 'kube_deployment', 'k8s.deployment.name', 'horizontalpodautoscaler'],
  node: ['node', 'kubernetes_node', 'k8s.node.name', 'host'],
  endpoint: ['uri', 'path', 'route', 'http_route', 'http.route', 'endpoint'],
  certificate: ['certificate', 'certificate_name', 'cert', 'secret_name'],
  persistentvolumeclaim: ['persistentvolumeclaim', 'pvc'],
  volume: ['persistentvolumeclaim', 'volume', 'pvc'],
  mount: ['mountpoint', 'mount'],
};

/** Where the facts common to all modes stand in logs. */
const PATTERNS: readonly RegExp[] = [
  /\b(?:GET|POST|PUT|PATCH|DELETE|HEAD) (?:https?:\/\/[\w.:-]{1,120})?(?<endpoint>\/[\w./:{}$@~-]{0,160})/,
  /\bpath=\\?"?(?<endpoint>\/[\w./:{}$@~-]{0,160})/,
  /\bns(?:pace)?[=:/ ]{1,3}"?(?<namespace>[a-z0-9][a-z0-9-]{0,62})\b/,
  /\bpod[=:/ ]{1,3}"?(?:(?<namespace>[a-z0-9][a-z0-9-]{0,62})\/)?(?<pod>[a-z0-9][a-z0-9-]{0,80}-[a-z0-9]{4,10})\b/,
  /\bhorizontalpodautoscaler(?:\.autoscaling)?\/(?<autoscaler>[a-z0-9][a-z0-9.-]{0,80})/i,
  /\b(?<exception>(?:[a-z_]\w{0,40}\.){1,8}[A-Z]\w{0,80}(?:Exception|Error))\b/,
  /(?<![\w.+:])(?<exception>[A-Z]\w{2,60}(?:Exception|Error))\b/,
];

/** Names every mode may want: namespace, pod, container, deployment, node, endpoint, exception, mount. Labels before logs. */
export function commonFacts(incident: Pick<Incident, 'alert' | 'log'>): Record<string, Fact> {
  const facts: Record<string, Fact> = {};
  for (const [name, keys] of Object.entries(LABELS)) {
    const key = keys.find((candidate) => isTelling(name, incident.alert.labels[candidate]));
    if (key) addFact(facts, name, incident.alert.labels[key], labelId(key));
  }
  for (const key of ['target', 'instance']) {
    addFact(facts, 'host', /^https?:\/\/([\w.-]{1,160})/.exec(incident.alert.labels[key] ?? '')?.[1], labelId(key));
  }
  for (const pattern of incident.log.patterns) {
    for (const regex of PATTERNS) {
      const groups = regex.exec(pattern.example)?.groups ?? {};
      for (const [name, value] of Object.entries(groups)) addFact(facts, name, value, pattern.id);
    }
  }
  const owner = facts.pod && REPLICA.exec(facts.pod.value)?.[1];
  if (facts.pod && owner && !facts.deployment) facts.deployment = { value: owner, evidence: facts.pod.evidence };
  return facts;
}

/** A pod's name by its Deployment: name, hash of the template, suffix. */
const REPLICA = /^(.{1,200})-[a-f0-9]{6,10}-[a-z0-9]{5}$/;

/** Whoever measures is not what fails: scrapers put their own names into labels. */
export const SCRAPER =
  /kube-state-metrics|node-exporter|blackbox|prometheus|kubelet|cadvisor|alertmanager|otel-?collector|datadog-agent/i;

function isTelling(name: string, value: string | undefined): boolean {
  if (!value) return false;
  if (name === 'endpoint') return value.startsWith('/');
  return !SCRAPER.test(value);
}

/** The failing thing as the alert names it; where the alert names its scraper, the workload or target behind it. */
export function serviceOf({ alert }: Pick<Incident, 'alert'>, facts: Readonly<Record<string, Fact>>): Told {
  if (!SCRAPER.test(alert.service)) return { text: alert.service, evidence: ['A.service'] };
  const workload = ['deployment', 'container'].map((name) => facts[name]).find((fact) => fact !== undefined);
  if (workload) return { text: workload.value, evidence: workload.evidence };
  for (const key of ['target', 'instance']) {
    const host = /^https?:\/\/([\w.-]{1,160})/.exec(alert.labels[key] ?? '')?.[1];
    if (host) return { text: host, evidence: [labelId(key)] };
  }
  return { text: alert.service, evidence: ['A.service'] };
}

/** Adds a captured term unless the name is taken or the term is a mask or nothing. */
export function addFact(facts: Record<string, Fact>, name: string, value: string | undefined, id: EvidenceId): void {
  const term = value?.trim().slice(0, 200) ?? '';
  if (term === '' || term.includes('<*>') || Object.hasOwn(facts, name)) return;
  facts[name] = { value: term, evidence: [id] };
}

/** Evidence id of an alert label, of the label's own name where ids allow it. */
export function labelId(key: string): EvidenceId {
  return /^[\w.-]+$/.test(key) ? `A.labels.${key}` : 'A.title';
}
