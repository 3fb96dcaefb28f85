import { z } from 'zod';
import { differences, type KubernetesObject, objectsOf, steady, theObject, triedObject, unfit } from '../objects.ts';
import type { Outlook, WorkContext } from '../outlook.ts';
import { answerAs, asked, kubectl } from '../tools.ts';

const Condition = z.looseObject({ type: z.string(), status: z.string() });
const Certificate = z.object({
  spec: z.object({ secretName: z.string() }),
  status: z
    .object({ revision: z.number().int().nonnegative().default(0), conditions: z.array(Condition).default([]) })
    .default({ revision: 0, conditions: [] }),
});
type Condition = z.infer<typeof Condition>;

const belongsTo = 'cert-manager.io/certificate-name';

/**
 * `rotate_cert`: has cert-manager issue a certificate anew. One that is not being issued is marked as `cmctl renew` does it,
 * by the condition `Issuing`; the requests of one that is being issued, and gets nowhere, are deleted, so that cert-manager
 * makes new ones by what the issuer says now. The secret is never read, and holds the old certificate until the new one is there.
 *
 * Source: cert-manager documentation, "Certificate resource: Actions triggering private key rotation", "cmctl: Renew",
 * "Troubleshooting".
 */
export async function rotateCertificate({ parameters, place, tools, minutes }: WorkContext): Promise<Outlook> {
  const name = `certificates.cert-manager.io/${parameters.certificate}`;
  const object = await theObject(tools, place, name);
  const { spec, status } = answerAs(Certificate, object);
  if (spec.secretName !== parameters.secret) {
    throw unfit(
      `${name} is not written to the secret that the plan names.`,
      'Bring the manifest of the fix into the cluster first, then run this again.',
    );
  }
  const isIssuing = status.conditions.some(({ type, status: is }) => type === 'Issuing' && is === 'True');
  const requests = isIssuing
    ? (await objectsOf(tools, place, 'certificaterequests.cert-manager.io')).filter((request) =>
        isOpen(request, parameters.certificate),
      )
    : [];
  const marks = [
    'patch',
    name,
    '--subresource=status',
    '--type=merge',
    `--patch=${JSON.stringify(issuing(object, status.conditions))}`,
  ];
  const deletions = requests.map(({ metadata }) => [
    'delete',
    `certificaterequests.cert-manager.io/${metadata.name}`,
    '--wait=false',
  ]);
  for (const deletion of deletions) await asked(tools, kubectl(place, ...deletion, '--dry-run=server'));
  const changes = isIssuing
    ? deletions.map(([, request]) => `${request}: deleted, and made anew by cert-manager`)
    : differences(object, await triedObject(tools, place, marks), ['status']);
  if (isIssuing && deletions.length === 0) {
    throw unfit(`${name} is being issued, and has no open request that keeps it.`, 'Wait, or look at its events.');
  }
  const next = `{.status.revision}=${status.revision + 1}`;
  return {
    changes,
    before: [steady(object), status.revision],
    steps: (isIssuing ? deletions : [marks]).map((args) => ({ apply: kubectl(place, ...args), undo: [] })),
    rollout: [
      kubectl(place, 'wait', name, `--for=jsonpath=${next}`, `--timeout=${minutes}m`),
      kubectl(place, 'wait', name, '--for=condition=Ready', `--timeout=${minutes}m`),
    ],
    readBack: [kubectl(place, 'get', name, '--output=wide')],
    wayBack: `There is nothing to take back: the secret ${spec.secretName} holds the certificate in use until a new one is issued.`,
  };
}

/** The version of the object is part of the patch: one that was changed since is not overwritten. */
function issuing({ metadata }: KubernetesObject, conditions: readonly Condition[]): object {
  const mark = { type: 'Issuing', status: 'True', reason: 'ManuallyTriggered', message: 'Asked for by sre-aiops' };
  const others = conditions.filter(({ type }) => type !== 'Issuing');
  return { metadata: { resourceVersion: metadata.resourceVersion }, status: { conditions: [...others, mark] } };
}

function isOpen({ metadata, status }: KubernetesObject, certificate: string | undefined): boolean {
  const conditions = z.array(Condition).catch([]).parse(status?.conditions);
  const isReady = conditions.some(({ type, status: is }) => type === 'Ready' && is === 'True');
  return (
    metadata.annotations?.[belongsTo] === certificate && !isReady && /^[a-z0-9][a-z0-9.-]{0,252}$/.test(metadata.name)
  );
}
