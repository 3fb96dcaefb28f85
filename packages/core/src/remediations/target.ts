import type { PlanContext } from './types.ts';

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
