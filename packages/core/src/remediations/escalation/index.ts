import { inSentence, ownCategory } from '../../failure-modes/naming.ts';
import { manifestsOf, mapAt } from '../manifests.ts';
import { dnsFaults } from '../network-policy.ts';
import { ownersOf } from '../owners.ts';
import type { PlanContext, Planner } from '../types.ts';
import { filePatch } from '../unified.ts';
import { evidenceOf, recoverySigns, title } from '../wording.ts';
import { knownFacts } from './hand-over.ts';
import { type Operator, operatorOf } from './operators.ts';

/** A change that is ready but not ours to make. */
interface Prepared {
  readonly path: string;
  readonly why: string;
  readonly diff: string;
  /** Who must approve, as the object itself says. */
  readonly approval?: string;
}

/** Whom to call with what. Never declines: where nothing else may be done, somebody has to know. */
export const escalation: Planner = {
  id: 'escalation',

  async plan(context) {
    const prepared = await prepare(context);
    const operator = context.culprit || prepared ? undefined : await operatorOf(context);
    const to = await whom(context, prepared, operator);
    const { alert } = context.incident;
    const why = prepared?.why ?? reason(context);
    return {
      plan: {
        title: title(`Call ${to}: ${trouble(context, to)}`),
        summary: prepared
          ? `${prepared.why} The change below is prepared and not made: opening a boundary is for its owner to decide.`
          : `${why} No change of ours is safe to make on this evidence; what to do is for ${to} to decide.`,
        edits: [],
        evidence: evidenceOf(context),
        risk: { level: 'low', why: 'Nothing is changed until a person decides.', destructive: false },
        rollback: 'Nothing to take back.',
        verification: recoverySigns(context),
        escalation: {
          to,
          why,
          handOver: [
            ...knownFacts(context, operator),
            ...(prepared ? [`Prepared change to ${prepared.path}, for ${to} to apply:\n${prepared.diff}`] : []),
            ...(alert.links[0] ? [`Alert: ${alert.links[0].url}`] : []),
          ],
        },
      },
    };
  },
};

async function prepare(context: PlanContext): Promise<Prepared | undefined> {
  if (!aboutNames(context)) return undefined;
  const [fault] = dnsFaults(await manifestsOf(context));
  if (!fault) return undefined;
  const { path, content } = fault.edit;
  const before = await context.code.readFile(path, context.head.sha);
  const approval = approvalOf(mapAt(fault.manifest, ['metadata', 'annotations']));
  return { path, why: fault.why, diff: filePatch({ path, before, after: content }), ...(approval ? { approval } : {}) };
}

const nameTrouble =
  /EAI_AGAIN|ENOTFOUND|getaddrinfo|NXDOMAIN|SERVFAIL|UnknownHostException|no such host|name resolution|name or service not known|lookup [\w.-]+|coredns|kube-dns|i\/o timeout|:53\b|network ?polic/i;

/** Whether the evidence is about names that do not resolve or traffic that is not let through. */
function aboutNames({ incident, match }: PlanContext): boolean {
  if (/dns|network/.test(match.mode.id)) return true;
  return incident.log.patterns.slice(0, 10).some(({ example }) => nameTrouble.test(example));
}

function approvalOf(annotations: Readonly<Record<string, string>>): string | undefined {
  return Object.entries(annotations).find(([key]) => /approv|owner|team|contact|responsible/i.test(key))?.[1];
}

const teamLabels = [
  'team',
  'owner',
  'owning_team',
  'owned_by',
  'squad',
  'responsible',
  'contact',
  'service_owner',
  'oncall',
];

async function whom(
  context: PlanContext,
  prepared: Prepared | undefined,
  operator: Operator | undefined,
): Promise<string> {
  const { incident, culprit } = context;
  const service = incident.alert.service;
  const places = prepared ? [prepared.path] : [...(culprit?.files ?? []), ...incident.files].map(({ path }) => path);
  const owners = await ownersOf(context, places.length > 0 ? places : await serviceFiles(context));
  if (prepared && owners.length > 0) return owners.join(' and ');
  if (prepared?.approval) return `the team ${prepared.approval}`;
  if (operator?.who) return operator.who;
  if (owners.length > 0) return owners.join(' and ');
  const labels = Object.entries(incident.alert.labels);
  const team = teamLabels
    .map((name) => labels.find(([label]) => label.toLowerCase().replaceAll(/[-.]/g, '_') === name)?.[1])
    .find(Boolean);
  if (team) return `the team ${team}`;
  return service === 'unknown' ? 'the on-call engineer' : `the on-call engineer of ${service}`;
}

async function serviceFiles({ code, head, incident }: PlanContext): Promise<string[]> {
  const service = incident.alert.service.toLowerCase();
  const paths = await code.listFiles(head.sha);
  return paths.filter((path) => path.toLowerCase().split('/').slice(0, -1).includes(service)).slice(0, 3);
}

/** The failure in a few words, with the service where the one who is called does not have its name already. */
function trouble({ incident, match }: PlanContext, to: string): string {
  const { service } = incident.alert;
  const where = service === 'unknown' || to.includes(service) ? '' : ` at ${service}`;
  return `${inSentence(match.mode.title)}${where}`;
}

function reason({ diagnosis, incident, match, culprit, alternatives = [] }: PlanContext): string {
  if (diagnosis.inconclusive) return 'The evidence does not carry an answer that could be acted on without a person.';
  const last = alternatives.at(-1);
  if (culprit)
    return last
      ? `The change held to be the cause cannot be mended safely without a person: ${last.why}`
      : 'The change held to be the cause cannot be mended safely without a person.';
  const category = ownCategory({ incident, match });
  const where =
    category === 'external'
      ? 'with a provider outside this repository'
      : category === 'infrastructure'
        ? 'in what the service runs on or calls'
        : 'outside the changes that were merged';
  return `No merged change did it, so there is none to take back: the cause (${inSentence(match.mode.title)}) lies ${where}.`;
}
