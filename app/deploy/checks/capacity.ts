import type { Cluster } from './cluster.ts';
import { type KubernetesObject, nameOf, ofKind, workloadsIn } from './manifests.ts';
import { mebibytes, quantity } from './quantity.ts';

/** Live data should fill no more than a third of the heap, or the collector never rests (Hunt and John, Java Performance, "Tuning the heap"). */
const heapPerLiveData = 3;

interface Container {
  readonly name: string;
  readonly env?: readonly { name: string; value?: string }[];
  readonly envFrom?: readonly { configMapRef?: { name: string } }[];
  readonly resources?: Partial<Record<'requests' | 'limits', Readonly<Record<string, string | number>>>>;
}

/** Requests above their limits, which the API server refuses. */
export function requestFindings(objects: readonly KubernetesObject[]): string[] {
  return workloadsIn(objects).flatMap((workload) =>
    containersOf(workload).flatMap(({ name, resources: { requests = {}, limits = {} } = {} }) =>
      Object.entries(requests).flatMap(([resource, request]) => {
        const limit = limits[resource];
        if (limit === undefined || quantity(request) <= quantity(limit)) return [];
        return [`${nameOf(workload)}, ${name}: requests ${resource} ${request}, more than its limit ${limit}.`];
      }),
    ),
  );
}

/**
 * Containers whose memory limit does not hold the largest heap their runtime may take and what it needs outside of it
 * (`memory` in cluster.json), and heaps too small for the live data. A container without a limit or a figure is left out.
 */
export function memoryFindings(objects: readonly KubernetesObject[], { memory }: Cluster): string[] {
  return workloadsIn(objects).flatMap((workload) => {
    const need = memory[workload.metadata.name];
    return containersOf(workload).flatMap((container) => {
      const limit = container.resources?.limits?.memory;
      if (!need || limit === undefined) return [];
      const heap = heapBytes(environmentOf(container, workload, objects), quantity(limit));
      const whole = heap + quantity(need.nonHeap);
      const least = heapPerLiveData * quantity(need.liveHeap);
      return [
        ...(whole > quantity(limit)
          ? [
              `${nameOf(workload)}, ${container.name}: the heap may grow to ${mebibytes(heap)} and ${need.nonHeap} lie outside of it: ${mebibytes(whole)}, and the limit is ${limit}.`,
            ]
          : []),
        ...(heap < least
          ? [
              `${nameOf(workload)}, ${container.name}: a heap of ${mebibytes(heap)} is small for ${need.liveHeap} of live data; ${mebibytes(least)} or more.`,
            ]
          : []),
      ];
    });
  });
}

/**
 * Workloads that cannot follow the highest load seen (load.json): an autoscaler whose maximum is below what its CPU target
 * asks for; without such a target, replicas whose requests do not cover it. Also autoscalers without a workload.
 *
 * Source: Kubernetes documentation, "Horizontal Pod Autoscaling", algorithm details: desired = ceil(use / (target × request)).
 */
export function autoscalerFindings(objects: readonly KubernetesObject[], { load }: Cluster): string[] {
  const lost = ofKind(objects, 'HorizontalPodAutoscaler')
    .filter((scaler) => !workloadsIn(objects).some((workload) => scales(scaler, workload)))
    .map(
      (scaler) =>
        `${nameOf(scaler)}: there is no ${scaler.spec.scaleTargetRef.kind} ${scaler.spec.scaleTargetRef.name}.`,
    );
  const slow = workloadsIn(objects).flatMap((workload) => {
    const peak = load[workload.metadata.name];
    if (!peak) return [];
    const scaler = ofKind(objects, 'HorizontalPodAutoscaler').find((candidate) => scales(candidate, workload));
    const target = cpuTargetOf(scaler);
    const pods =
      target === undefined ? (scaler?.spec.minReplicas ?? workload.spec.replicas ?? 1) : scaler?.spec.maxReplicas;
    const desired = Math.ceil((quantity(peak.cpu) * 100) / ((target ?? 100) * requestOf(workload, 'cpu')));
    return desired <= pods
      ? []
      : [`${nameOf(workload)}: ${peak.cpu} of CPU ask for ${desired} replicas, and there are ${pods} at most.`];
  });
  return [...lost, ...slow];
}

/** Percent of the request. */
function cpuTargetOf(scaler: KubernetesObject | undefined): number | undefined {
  const metrics: { resource?: { name: string; target: { averageUtilization?: number } } }[] =
    scaler?.spec.metrics ?? [];
  return metrics.find(({ resource }) => resource?.name === 'cpu')?.resource?.target.averageUtilization;
}

function scales({ metadata, spec }: KubernetesObject, workload: KubernetesObject): boolean {
  return (
    metadata.namespace === workload.metadata.namespace &&
    spec.scaleTargetRef.kind === workload.kind &&
    spec.scaleTargetRef.name === workload.metadata.name
  );
}

/** What the namespace's quotas do not leave room for when every autoscaler is at its maximum and one rollout surges. */
export function quotaFindings(objects: readonly KubernetesObject[]): string[] {
  return ofKind(objects, 'ResourceQuota').flatMap((quota) => {
    const workloads = workloadsIn(objects).filter(({ metadata }) => metadata.namespace === quota.metadata.namespace);
    return Object.entries(quota.spec.hard ?? {}).flatMap(([name, hard]) => {
      const used = usedBy(name);
      if (!used) return [];
      const most = workloads.reduce((sum, workload) => sum + podsAtMost(workload, objects) * used(workload), 0);
      const surge = Math.max(0, ...workloads.map((workload) => used(workload)));
      if (most + surge <= quantity(String(hard))) return [];
      const shown = (value: number) => (name.includes('memory') ? mebibytes(value) : String(value));
      return [`${nameOf(quota)}: ${name} may grow to ${shown(most + surge)}, and the quota is ${hard}.`];
    });
  });
}

/** What one pod of a workload counts for under a name of a quota; `undefined` for names that are not about pods. */
function usedBy(name: string): ((workload: KubernetesObject) => number) | undefined {
  if (name === 'pods' || name === 'count/pods') return () => 1;
  const match = /^(?:(requests|limits)\.)?(cpu|memory)$/.exec(name);
  if (!match) return undefined;
  return (workload) =>
    match[1] === 'limits' ? limitOf(workload, match[2] ?? '') : requestOf(workload, match[2] ?? '');
}

function podsAtMost(workload: KubernetesObject, objects: readonly KubernetesObject[]): number {
  const scaler = ofKind(objects, 'HorizontalPodAutoscaler').find((candidate) => scales(candidate, workload));
  return scaler?.spec.maxReplicas ?? workload.spec.replicas ?? 1;
}

function containersOf({ spec }: KubernetesObject): Container[] {
  return spec.template.spec.containers;
}

/** Without a request the limit is the request. */
function requestOf(workload: KubernetesObject, resource: string): number {
  return containersOf(workload).reduce(
    (sum, { resources }) => sum + quantity(resources?.requests?.[resource] ?? resources?.limits?.[resource] ?? 0),
    0,
  );
}

function limitOf(workload: KubernetesObject, resource: string): number {
  return containersOf(workload).reduce((sum, { resources }) => sum + quantity(resources?.limits?.[resource] ?? 0), 0);
}

/** Environment of a container, as far as the manifests say it: secrets are not read. */
export function environmentOf(
  { env = [], envFrom = [] }: Pick<Container, 'env' | 'envFrom'>,
  workload: KubernetesObject,
  objects: readonly KubernetesObject[],
): Record<string, string> {
  const maps = envFrom.flatMap(({ configMapRef }) =>
    ofKind(objects, 'ConfigMap').filter(
      ({ metadata }) => metadata.name === configMapRef?.name && metadata.namespace === workload.metadata.namespace,
    ),
  );
  const own = env.flatMap(({ name, value }) => (value === undefined ? [] : [[name, value] as const]));
  return Object.assign({}, ...maps.map(({ data }) => data), Object.fromEntries(own));
}

/**
 * The largest heap, bytes: `-Xmx` before `-XX:MaxRAMPercentage` before the JVM's default of a quarter of the limit. The
 * last one of several counts, as it does for the JVM.
 */
function heapBytes(environment: Readonly<Record<string, string>>, limit: number): number {
  const options = [environment.JDK_JAVA_OPTIONS, environment.JAVA_TOOL_OPTIONS].join(' ');
  const fixed = [...options.matchAll(/-(?:Xmx|XX:MaxHeapSize=)(\d+)([kmgKMG]?)/g)].at(-1);
  if (fixed) return Number(fixed[1]) * 2 ** ({ k: 10, m: 20, g: 30 }[(fixed[2] ?? '').toLowerCase()] ?? 0);
  const share = [...options.matchAll(/-XX:MaxRAMPercentage=(\d+(?:\.\d+)?)/g)].at(-1);
  return (limit * Number(share?.[1] ?? 25)) / 100;
}
