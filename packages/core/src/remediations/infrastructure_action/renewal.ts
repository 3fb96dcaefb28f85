import {
  editManifests,
  lengthAt,
  type Manifest,
  type ManifestEdit,
  mapAt,
  objectName,
  textAt,
  valueAt,
} from '../manifests.ts';
import type { PlanContext } from '../types.ts';
import { listed } from '../wording.ts';
import type { Prepared } from './index.ts';

interface Fault {
  readonly edit: ManifestEdit;
  readonly why: string;
  readonly done: string;
}

/**
 * What keeps cert-manager from renewing a certificate: a solver for an ingress class that nothing serves, an issuer
 * that does not exist, a secret that nothing reads, or a host that the certificate does not name.
 *
 * Source: cert-manager documentation, "Troubleshooting Problems with ACME / Let's Encrypt Certificates".
 */
export function renewal(context: PlanContext, manifests: readonly Manifest[]): Prepared {
  const certificate = certificateOf(context, manifests);
  if (!certificate) return { declined: 'No cert-manager Certificate in the repository fits the alert.' };
  const fault =
    issuerFault(certificate, manifests) ?? solverFault(certificate, manifests) ?? secretFault(certificate, manifests);
  if (!fault)
    return {
      declined: `${objectName(certificate)}, its issuer and its ingress agree; nothing in the repository keeps it from renewing.`,
    };
  const secret = textAt(certificate, ['spec', 'secretName']) ?? '';
  const was = textAt(fault.edit.manifest, fault.edit.path) ?? '';
  return {
    title: fault.done,
    summary: `${fault.why} The manifest is put right; then the certificate ${certificate.name} is issued anew into the secret ${secret}.`,
    edits: [...editManifests([fault.edit])].map(([path, content]) => ({ path, content })),
    risk: {
      level: 'low',
      why: `Only ${objectName(fault.edit.manifest)} changes; the certificate in use stays in place until a new one is issued.`,
      destructive: false,
    },
    rollback: `Set ${fault.edit.path.at(-1)} of ${objectName(fault.edit.manifest)} back to ${was} and apply the manifests.`,
    verification: [
      `\`kubectl -n ${certificate.namespace || 'default'} get certificate ${certificate.name}\` shows READY True with a new expiry.`,
    ],
    infrastructure: {
      action: 'rotate_cert',
      parameters: { namespace: certificate.namespace || 'default', certificate: certificate.name, secret },
    },
  };
}

function certificateOf({ incident, match }: PlanContext, manifests: readonly Manifest[]): Manifest | undefined {
  const certificates = manifests.filter(({ kind }) => kind === 'Certificate');
  const text = [
    incident.alert.title,
    incident.alert.description,
    incident.alert.resource ?? '',
    ...Object.values(incident.alert.labels),
    ...Object.values(match.facts).map(({ value }) => value),
    ...incident.log.patterns.map(({ example }) => example),
  ].join('\n');
  const score = (certificate: Manifest) => {
    const terms = [certificate.name, textAt(certificate, ['spec', 'secretName']) ?? '', ...hostsOf(certificate)];
    return terms.filter((term) => term && text.includes(term)).length;
  };
  const best = [...certificates].sort((one, other) => score(other) - score(one))[0];
  return best && (score(best) > 0 || certificates.length === 1) ? best : undefined;
}

function issuerFault(certificate: Manifest, manifests: readonly Manifest[]): Fault | undefined {
  const name = textAt(certificate, ['spec', 'issuerRef', 'name']);
  const kind = textAt(certificate, ['spec', 'issuerRef', 'kind']) ?? 'Issuer';
  const issuers = manifests.filter((candidate) => /^(?:Cluster)?Issuer$/.test(candidate.kind));
  if (!name || issuers.some((issuer) => issuer.name === name && issuer.kind === kind)) return undefined;
  const sameName = issuers.find((issuer) => issuer.name === name);
  if (sameName && valueAt(certificate, ['spec', 'issuerRef', 'kind']) !== undefined) {
    return {
      edit: { manifest: certificate, path: ['spec', 'issuerRef', 'kind'], value: sameName.kind },
      why: `${objectName(certificate)} asks the ${kind} ${name}, and ${name} is a ${sameName.kind}.`,
      done: `Ask the ${sameName.kind} ${name} for ${certificate.name}`,
    };
  }
  const only = issuers.filter((issuer) => issuer.kind === kind);
  if (only.length !== 1) return undefined;
  return {
    edit: { manifest: certificate, path: ['spec', 'issuerRef', 'name'], value: only[0]!.name },
    why: `${objectName(certificate)} asks the ${kind} ${name}, which the repository does not have; the only one is ${only[0]!.name}.`,
    done: `Ask the issuer ${only[0]!.name} for ${certificate.name}`,
  };
}

function solverFault(certificate: Manifest, manifests: readonly Manifest[]): Fault | undefined {
  const issuer = manifests.find(
    (candidate) =>
      /^(?:Cluster)?Issuer$/.test(candidate.kind) &&
      candidate.name === textAt(certificate, ['spec', 'issuerRef', 'name']),
  );
  if (!issuer) return undefined;
  const ingresses = manifests.filter(({ kind }) => kind === 'Ingress');
  const known = new Set([
    ...manifests.filter(({ kind }) => kind === 'IngressClass').map(({ name }) => name),
    ...ingresses.flatMap((ingress) => classOf(ingress) ?? []),
  ]);
  const serving = ingresses.find((ingress) => serves(ingress, certificate)) ?? ingresses[0];
  const wanted = serving && classOf(serving);
  for (let index = 0; index < lengthAt(issuer, ['spec', 'acme', 'solvers']); index += 1) {
    for (const key of ['ingressClassName', 'class']) {
      const path = ['spec', 'acme', 'solvers', index, 'http01', 'ingress', key];
      const solver = textAt(issuer, path);
      if (solver === undefined || known.has(solver) || !wanted) continue;
      return {
        edit: { manifest: issuer, path, value: wanted },
        why: `The HTTP-01 solver of ${objectName(issuer)} answers challenges through the ingress class ${solver}, which nothing in the repository serves; ${objectName(serving)} uses ${wanted}. So the challenge for ${listed(hostsOf(certificate))} never succeeds and the certificate is not renewed.`,
        done: `Answer ACME challenges through the ingress class ${wanted}`,
      };
    }
  }
  return undefined;
}

function secretFault(certificate: Manifest, manifests: readonly Manifest[]): Fault | undefined {
  const secret = textAt(certificate, ['spec', 'secretName']);
  const hosts = new Set(hostsOf(certificate));
  for (const ingress of manifests.filter(({ kind }) => kind === 'Ingress')) {
    for (let index = 0; index < lengthAt(ingress, ['spec', 'tls']); index += 1) {
      const read = textAt(ingress, ['spec', 'tls', index, 'secretName']);
      const shared = tlsHosts(ingress, index).some((host) => hosts.has(host));
      const issued = manifests.some(
        (other) => other.kind === 'Certificate' && textAt(other, ['spec', 'secretName']) === read,
      );
      if (!read || !shared || issued || read === secret) continue;
      return {
        edit: { manifest: certificate, path: ['spec', 'secretName'], value: read },
        why: `${objectName(ingress)} reads the secret ${read}, and ${objectName(certificate)} is written to ${secret}, which it does not read.`,
        done: `Write ${certificate.name} to the secret that the ingress reads`,
      };
    }
  }
  return undefined;
}

function serves(ingress: Manifest, certificate: Manifest): boolean {
  const secret = textAt(certificate, ['spec', 'secretName']);
  const hosts = hostsOf(certificate);
  return Array.from({ length: lengthAt(ingress, ['spec', 'tls']) }, (_, index) => index).some(
    (index) =>
      textAt(ingress, ['spec', 'tls', index, 'secretName']) === secret ||
      tlsHosts(ingress, index).some((host) => hosts.includes(host)),
  );
}

function classOf(ingress: Manifest): string | undefined {
  return (
    textAt(ingress, ['spec', 'ingressClassName']) ??
    mapAt(ingress, ['metadata', 'annotations'])['kubernetes.io/ingress.class']
  );
}

function hostsOf(certificate: Manifest): string[] {
  const names = valueAt(certificate, ['spec', 'dnsNames']);
  return Array.isArray(names) ? names.filter((name): name is string => typeof name === 'string') : [];
}

function tlsHosts(ingress: Manifest, index: number): string[] {
  const hosts = valueAt(ingress, ['spec', 'tls', index, 'hosts']);
  return Array.isArray(hosts) ? hosts.filter((host): host is string => typeof host === 'string') : [];
}
