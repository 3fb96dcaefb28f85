import { type Cluster, podIn } from './cluster.ts';
import { type KubernetesObject, nameOf, ofKind } from './manifests.ts';
import { connects } from './network-policy.ts';

/** Label and port of the pod that answers an HTTP-01 challenge (cert-manager documentation, "HTTP01"). */
const solverLabels = { 'acme.cert-manager.io/http01-solver': 'true' };
const solverPort = 8089;

interface Solver {
  readonly selector?: { dnsNames?: string[]; dnsZones?: string[]; matchLabels?: Record<string, string> };
  readonly http01?: { ingress?: { ingressClassName?: string; class?: string; name?: string } };
  readonly dns01?: unknown;
}

/**
 * What keeps cert-manager from issuing or renewing a certificate over ACME, what keeps the ingress from using it or browsers
 * from trusting it, and secrets that no certificate is written to. A DNS-01 solver is taken to work: its credentials are not
 * in the manifests.
 */
export function certificateFindings(objects: readonly KubernetesObject[], cluster: Cluster): string[] {
  const certificates = ofKind(objects, 'Certificate');
  const written = new Set(certificates.map(({ metadata, spec }) => `${metadata.namespace}/${spec.secretName}`));
  const unwritten = ofKind(objects, 'Ingress').flatMap((ingress) =>
    (ingress.spec.tls ?? [])
      .filter(({ secretName }: { secretName?: string }) => !written.has(`${ingress.metadata.namespace}/${secretName}`))
      .map(
        ({ secretName }: { secretName?: string }) => `${nameOf(ingress)}: no certificate is written to ${secretName}.`,
      ),
  );
  return [
    ...certificates.flatMap((certificate) => [
      ...issuance(certificate, objects, cluster),
      ...use(certificate, objects),
    ]),
    ...unwritten,
  ];
}

function issuance(certificate: KubernetesObject, objects: readonly KubernetesObject[], cluster: Cluster): string[] {
  const { issuerRef, dnsNames = [] } = certificate.spec;
  const kind = issuerRef.kind ?? 'Issuer';
  const issuer = ofKind(objects, kind).find(
    ({ metadata }) =>
      metadata.name === issuerRef.name &&
      (kind === 'ClusterIssuer' || metadata.namespace === certificate.metadata.namespace),
  );
  if (!issuer) return [`${nameOf(certificate)}: there is no ${kind} ${issuerRef.name}.`];
  if (issuer.spec.selfSigned || issuer.spec.ca) return [`${nameOf(issuer)}: no browser trusts what it signs.`];
  if (!issuer.spec.acme) return [];
  return dnsNames.flatMap((host: string) => {
    const solver = solverFor(host, issuer.spec.acme.solvers ?? [], certificate.metadata.labels ?? {});
    if (!solver) return [`${nameOf(issuer)}: no solver is for ${host} of ${nameOf(certificate)}.`];
    if (solver.dns01) return [];
    return http01(host, solver, certificate, issuer, objects, cluster);
  });
}

/** The challenge is asked for over the ingress: its class must be served, and the solver's pod reachable. */
function http01(
  host: string,
  { http01 = {} }: Solver,
  certificate: KubernetesObject,
  issuer: KubernetesObject,
  objects: readonly KubernetesObject[],
  cluster: Cluster,
): string[] {
  const { namespace } = certificate.metadata;
  const { ingressClassName, class: annotated, name } = http01.ingress ?? {};
  const edited = ofKind(objects, 'Ingress').find(
    ({ metadata }) => metadata.name === name && metadata.namespace === namespace,
  );
  const wanted = name === undefined ? (ingressClassName ?? annotated) : edited && classOf(edited);
  const controller = controllerOf(wanted, objects, cluster);
  if (!controller) {
    return [
      `${nameOf(issuer)}: challenges for ${host} go to the ingress class ${wanted ?? '(none)'}, which nothing serves.`,
    ];
  }
  const from = podIn(controller.namespace, undefined, cluster, objects);
  const solver = podIn(namespace, solverLabels, cluster, objects);
  const reached = connects(ofKind(objects, 'NetworkPolicy'), from, solver, { protocol: 'TCP', port: solverPort });
  return reached
    ? []
    : [
        `${nameOf(issuer)}: no network policy lets ${controller.namespace} reach port ${solverPort} of the solver for ${host}.`,
      ];
}

/** The controller that serves a class: one that it is known to serve, or one that an IngressClass gives it. */
function controllerOf(
  wanted: string | undefined,
  objects: readonly KubernetesObject[],
  { ingressControllers }: Cluster,
): Cluster['ingressControllers'][number] | undefined {
  if (wanted === undefined) return undefined;
  const declared = ofKind(objects, 'IngressClass').find(({ metadata }) => metadata.name === wanted);
  return ingressControllers.find(
    ({ controller, classes }) => classes.includes(wanted) || declared?.spec.controller === controller,
  );
}

/** The most specific solver whose selector matches: a name before a zone before none (cert-manager documentation, "Selector"). */
function solverFor(host: string, solvers: readonly Solver[], labels: Record<string, string>): Solver | undefined {
  const rank = ({ selector }: Solver): number => {
    if (!Object.entries(selector?.matchLabels ?? {}).every(([key, value]) => labels[key] === value)) return -1;
    const { dnsNames = [], dnsZones = [] } = selector ?? {};
    if (dnsNames.includes(host)) return Number.MAX_SAFE_INTEGER;
    const zones = dnsZones.filter((zone) => host === zone || host.endsWith(`.${zone}`)).map(({ length }) => length);
    if (zones.length > 0) return Math.max(...zones);
    return dnsNames.length + dnsZones.length > 0 ? -1 : 0;
  };
  return solvers
    .map((solver) => ({ solver, rank: rank(solver) }))
    .filter((candidate) => candidate.rank >= 0)
    .sort((one, other) => other.rank - one.rank)[0]?.solver;
}

/** Hosts that an ingress serves with the certificate's secret and that the certificate does not name. */
function use(certificate: KubernetesObject, objects: readonly KubernetesObject[]): string[] {
  const { secretName, dnsNames = [] } = certificate.spec;
  const readers = ofKind(objects, 'Ingress')
    .filter(({ metadata }) => metadata.namespace === certificate.metadata.namespace)
    .flatMap((ingress) =>
      (ingress.spec.tls ?? [])
        .filter((tls: { secretName?: string }) => tls.secretName === secretName)
        .map(({ hosts = [] }: { hosts?: string[] }) => ({ ingress, hosts })),
    );
  if (readers.length === 0) return [`${nameOf(certificate)}: no ingress reads the secret ${secretName}.`];
  return readers.flatMap(({ ingress, hosts }) =>
    hosts
      .filter((host: string) => !dnsNames.some((name: string) => covers(name, host)))
      .map((host: string) => `${nameOf(ingress)}: ${nameOf(certificate)} does not name ${host}.`),
  );
}

/** A wildcard stands for one label. */
function covers(name: string, host: string): boolean {
  return name === host || (name.startsWith('*.') && host.slice(host.indexOf('.') + 1) === name.slice(2));
}

function classOf({ spec, metadata }: KubernetesObject): string | undefined {
  return spec.ingressClassName ?? metadata.annotations?.['kubernetes.io/ingress.class'];
}

/** Ingresses of a class that no controller serves. */
export function ingressClassFindings(objects: readonly KubernetesObject[], cluster: Cluster): string[] {
  return ofKind(objects, 'Ingress').flatMap((ingress) =>
    controllerOf(classOf(ingress), objects, cluster)
      ? []
      : [`${nameOf(ingress)}: nothing serves the ingress class ${classOf(ingress) ?? '(none)'}.`],
  );
}
