import type { Alert } from '../../incident/alert.ts';

/** Whether lines of this service speak of another one than the alert does. */
export function isForeign(service: string, alert: Alert): boolean {
  return !isSame(service, alert.service) && !platform.test(service);
}

/** The services other than the alert's, where the alert's is among them; none where it is not. */
export function foreignServices(named: readonly string[], alert: Alert | undefined): string[] {
  if (!alert) return [];
  const services = [...new Set(named)];
  const others = services.filter((service) => isForeign(service, alert));
  return services.some((service) => isSame(service, alert.service)) ? others.sort() : [];
}

/** Daemons of the machine below: what they say concerns every service on it. */
const platform =
  /^(?:kernel|kubelet|kube-proxy|containerd|dockerd|crio|systemd.*|sshd|cron|crond|dhclient|NetworkManager|chronyd|rsyslogd|auditd|sudo|su|coredns|etcd|calico.*|cilium.*|istio-proxy|envoy)$/i;

/** A pod, a replica or an instance is named after its service. */
function isSame(service: string, named: string): boolean {
  const a = service.toLowerCase();
  const b = named.toLowerCase();
  return a === b || a.startsWith(`${b}-`) || a.startsWith(`${b}_`) || b.startsWith(`${a}-`) || b.endsWith(`/${a}`);
}
