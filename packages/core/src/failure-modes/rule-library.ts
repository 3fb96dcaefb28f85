import { onKubernetes, podSelector, promString, rule, runtimeOf, selector } from './rules.ts';
import type { Story } from './story.ts';
import type { AlertRule } from './types.ts';

/** Share of failing requests per endpoint, by Micrometer's `http_server_requests_seconds_count`. Spring only. */
export function serverErrors(story: Story, status = '5..', suffix = 'ServerErrors'): AlertRule | undefined {
  if (runtimeOf(story) !== 'spring') return undefined;
  const all = selector(story);
  const failing = joined(all, [`status=~"${status}"`]);
  return rule(story, {
    suffix,
    expr: `sum by (uri) (rate(http_server_requests_seconds_count${failing}[5m])) / sum by (uri) (rate(http_server_requests_seconds_count${all}[5m])) > 0.05`,
    for: '2m',
    severity: 'critical',
    summary: `More than 5 % of the requests to one endpoint of ${story.service.text} answer ${status.replace('..', 'xx')}`,
  });
}

/** Mean response time per endpoint, by Micrometer. Spring only. */
export function slowRequests(story: Story, seconds = 2): AlertRule | undefined {
  if (runtimeOf(story) !== 'spring') return undefined;
  const all = selector(story);
  return rule(story, {
    suffix: 'SlowRequests',
    expr: `sum by (uri) (rate(http_server_requests_seconds_sum${all}[5m])) / sum by (uri) (rate(http_server_requests_seconds_count${all}[5m])) > ${seconds}`,
    for: '5m',
    severity: 'warning',
    summary: `One endpoint of ${story.service.text} takes longer than ${seconds} s on average`,
  });
}

/** Heap near its maximum, by Micrometer's JVM metrics. */
export function heapFilling(story: Story): AlertRule | undefined {
  if (!['spring', 'jvm'].includes(runtimeOf(story))) return undefined;
  const heap = joined(selector(story), ['area="heap"']);
  return rule(story, {
    suffix: 'HeapFilling',
    expr: `sum by (instance) (jvm_memory_used_bytes${heap}) / sum by (instance) (jvm_memory_max_bytes${heap}) > 0.85`,
    for: '10m',
    severity: 'warning',
    summary: `The heap of ${story.service.text} stays above 85 %`,
  });
}

/** Threads that wait for a connection, by HikariCP's metrics. Spring only. */
export function poolPending(story: Story): AlertRule | undefined {
  if (runtimeOf(story) !== 'spring') return undefined;
  return rule(story, {
    suffix: 'PoolPending',
    expr: `max by (instance, pool) (hikaricp_connections_pending${selector(story)}) > 0`,
    for: '2m',
    severity: 'warning',
    summary: `Threads of ${story.service.text} wait for a database connection`,
  });
}

/** How long a connection stays in use, by HikariCP's metrics. Spring only. */
export function poolUsage(story: Story): AlertRule | undefined {
  if (runtimeOf(story) !== 'spring') return undefined;
  const all = selector(story);
  return rule(story, {
    suffix: 'ConnectionsHeldLong',
    expr: `sum by (pool) (rate(hikaricp_connections_usage_seconds_sum${all}[5m])) / sum by (pool) (rate(hikaricp_connections_usage_seconds_count${all}[5m])) > 1`,
    for: '5m',
    severity: 'warning',
    summary: `Requests of ${story.service.text} hold a database connection longer than 1 s`,
  });
}

/** Containers killed for memory, by kube-state-metrics. */
export function oomKills(story: Story): AlertRule | undefined {
  if (!onKubernetes(story)) return undefined;
  return rule(story, {
    suffix: 'ContainerOomKilled',
    expr: `kube_pod_container_status_last_terminated_reason${podSelector(story, ['reason="OOMKilled"'])} == 1 and on (namespace, pod, container) increase(kube_pod_container_status_restarts_total${podSelector(story)}[10m]) > 0`,
    for: '0m',
    severity: 'critical',
    summary: `A container of ${story.service.text} was killed for exceeding its memory limit`,
  });
}

/** Working set near the limit, by cAdvisor and kube-state-metrics. */
export function memoryNearLimit(story: Story): AlertRule | undefined {
  if (!onKubernetes(story)) return undefined;
  return rule(story, {
    suffix: 'MemoryNearLimit',
    expr: `max by (namespace, pod, container) (container_memory_working_set_bytes${podSelector(story, ['container!=""'])}) / max by (namespace, pod, container) (kube_pod_container_resource_limits${podSelector(story, ['resource="memory"'])}) > 0.9`,
    for: '5m',
    severity: 'warning',
    summary: `A container of ${story.service.text} uses more than 90 % of its memory limit`,
  });
}

/** An autoscaler with nothing left to add, by kube-state-metrics. */
export function scaledOut(story: Story): AlertRule | undefined {
  const namespace = story.fact('namespace');
  const autoscaler = story.fact('autoscaler') ?? story.fact('deployment');
  if (!namespace || !autoscaler) return undefined;
  const labels = `{namespace=${promString(namespace.text)}, horizontalpodautoscaler=${promString(autoscaler.text)}}`;
  return rule(story, {
    suffix: 'AutoscalerAtMaximum',
    expr: `kube_horizontalpodautoscaler_status_current_replicas${labels} >= on (namespace, horizontalpodautoscaler) kube_horizontalpodautoscaler_spec_max_replicas${labels}`,
    for: '10m',
    severity: 'warning',
    summary: `The autoscaler ${autoscaler.text} in ${namespace.text} runs at its maximum`,
  });
}

/** Containers that cannot start, by kube-state-metrics. */
export function cannotStart(story: Story): AlertRule | undefined {
  if (!onKubernetes(story)) return undefined;
  const reasons = 'reason=~"CrashLoopBackOff|CreateContainerConfigError|ImagePullBackOff"';
  return rule(story, {
    suffix: 'CannotStart',
    expr: `max by (namespace, pod, reason) (kube_pod_container_status_waiting_reason${podSelector(story, [reasons])}) == 1`,
    for: '5m',
    severity: 'critical',
    summary: `A container of ${story.service.text} does not come up`,
  });
}

/** Certificates near their end, by cert-manager. */
export function certificateExpiring(story: Story): AlertRule | undefined {
  if (!onKubernetes(story) && !story.fact('certificate')) return undefined;
  return rule(story, {
    suffix: 'CertificateExpiring',
    expr: `certmanager_certificate_expiration_timestamp_seconds${certificateSelector(story)} - time() < 14 * 86400`,
    for: '1h',
    severity: 'warning',
    summary: `A certificate of ${story.service.text} ends in less than 14 days, so its renewal has failed`,
  });
}

/** Certificates that are not ready, by cert-manager. */
export function certificateNotReady(story: Story): AlertRule | undefined {
  if (!onKubernetes(story) && !story.fact('certificate')) return undefined;
  return rule(story, {
    suffix: 'CertificateNotReady',
    expr: `certmanager_certificate_ready_status${joined(certificateSelector(story), ['condition="False"'])} == 1`,
    for: '15m',
    severity: 'critical',
    summary: `cert-manager reports a certificate of ${story.service.text} as not ready`,
  });
}

/** Failing name resolution, by CoreDNS. */
export function dnsFailures(story: Story): AlertRule | undefined {
  if (!onKubernetes(story)) return undefined;
  return rule(story, {
    suffix: 'DnsFailures',
    expr: 'sum(rate(coredns_dns_responses_total{rcode="SERVFAIL"}[5m])) / sum(rate(coredns_dns_responses_total[5m])) > 0.02',
    for: '5m',
    severity: 'critical',
    summary: `The cluster that runs ${story.service.text} fails to resolve names`,
  });
}

/** A filesystem about to fill, by node_exporter or the kubelet. */
export function diskFilling(story: Story): AlertRule | undefined {
  const volume = story.fact('volume');
  const namespace = story.fact('namespace');
  const mount = story.fact('mount');
  const claim =
    volume && namespace
      ? `{namespace=${promString(namespace.text)}, persistentvolumeclaim=${promString(volume.text)}}`
      : undefined;
  const place = mount ? `{mountpoint=${promString(mount.text)}}` : '{fstype!~"tmpfs|overlay"}';
  const expr = claim
    ? `kubelet_volume_stats_available_bytes${claim} / kubelet_volume_stats_capacity_bytes${claim} < 0.15`
    : `node_filesystem_avail_bytes${place} / node_filesystem_size_bytes${place} < 0.15 and predict_linear(node_filesystem_avail_bytes${place}[6h], 86400) < 0`;
  return rule(story, {
    suffix: 'DiskFilling',
    expr,
    for: '15m',
    severity: 'warning',
    summary: `The disk under ${story.service.text} has less than 15 % left`,
  });
}

function certificateSelector(story: Story): string {
  const certificate = story.fact('certificate');
  const namespace = story.fact('namespace');
  const matchers = [
    ...(namespace ? [`namespace=${promString(namespace.text)}`] : []),
    ...(certificate ? [`name=${promString(certificate.text.split('/').at(-1) ?? '')}`] : []),
  ];
  return matchers.length > 0 ? `{${matchers.join(', ')}}` : '';
}

function joined(labels: string, matchers: readonly string[]): string {
  return labels === '' ? `{${matchers.join(', ')}}` : `${labels.slice(0, -1)}, ${matchers.join(', ')}}`;
}
