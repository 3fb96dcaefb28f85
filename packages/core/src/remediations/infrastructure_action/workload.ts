import { type Manifest, mapAt, textAt } from '../manifests.ts';
import type { PlanContext } from '../types.ts';

/** What the alert and the log say about the object in trouble. */
export interface Target {
  readonly names: readonly string[];
  readonly pods: readonly string[];
  readonly container: string | undefined;
  readonly namespace: string | undefined;
  readonly environment: string | undefined;
}

/** Reads the labels that Prometheus, OpenTelemetry, Datadog and Azure use, and the facts of the log. */
export function targetOf({ incident, match }: Pick<PlanContext, 'incident' | 'match'>): Target {
  const { alert } = incident;
  const label = (...keys: readonly string[]) => keys.flatMap((key) => alert.labels[key] ?? []);
  const fact = (name: string) => match.facts[name]?.value;
  return {
    names: [
      ...label(
        'deployment',
        'statefulset',
        'daemonset',
        'workload',
        'kube_deployment',
        'k8s.deployment.name',
        'app',
        'app_kubernetes_io_name',
        'horizontalpodautoscaler',
        'persistentvolumeclaim',
      ),
      ...[fact('deployment'), fact('workload'), fact('persistentvolumeclaim'), alert.service].flatMap(
        (name) => name ?? [],
      ),
    ],
    pods: [...label('pod', 'pod_name', 'k8s.pod.name'), ...[fact('pod'), alert.resource].flatMap((name) => name ?? [])],
    container: label('container', 'container_name', 'k8s.container.name')[0] ?? fact('container'),
    namespace: label('namespace', 'exported_namespace', 'k8s.namespace.name', 'kube_namespace')[0] ?? fact('namespace'),
    environment: alert.environment,
  };
}

/** The manifest of some kinds that a target means; `undefined` when nothing fits. */
export function manifestFor(
  manifests: readonly Manifest[],
  kinds: readonly string[],
  target: Target,
): Manifest | undefined {
  return manifests
    .filter(({ kind }) => kinds.includes(kind))
    .map((manifest) => ({ manifest, score: fit(manifest, target) }))
    .filter(({ score }) => score > 0)
    .sort((one, other) => other.score - one.score || (one.manifest.path < other.manifest.path ? -1 : 1))[0]?.manifest;
}

function fit(manifest: Manifest, { names, pods, namespace, environment }: Target): number {
  const labels = Object.values(mapAt(manifest, ['metadata', 'labels']));
  const own = [manifest.name, ...labels];
  let score = 0;
  if (names.includes(manifest.name)) score += 10;
  else if (names.some((name) => labels.includes(name))) score += 6;
  else if (pods.some((pod) => own.some((name) => pod.startsWith(`${name}-`) || pod === name))) score += 8;
  if (score === 0) return 0;
  if (namespace && manifest.namespace === namespace) score += 2;
  if (namespace && manifest.namespace !== '' && manifest.namespace !== namespace) score -= 3;
  if (environment && manifest.path.split('/').includes(environment)) score += 1;
  if (textAt(manifest, ['spec', 'template', 'spec', 'containers', 0, 'resources', 'limits', 'memory'])) score += 1.5;
  return score;
}
