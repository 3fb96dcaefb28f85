import { z } from 'zod';
import { InfrastructureAction } from '../incident/remediation.ts';
import { refusedPath } from './paths.ts';

/** What may be done at all: everything the file allows, issues only, or nothing. */
export const Mode = z.enum(['on', 'report', 'off']);
export type Mode = z.infer<typeof Mode>;

/** The closed list of infrastructure actions. */
export const infrastructureActions = InfrastructureAction.shape.action.options;

/**
 * One pattern of `paths`, in gitignore syntax. What would silently mean nothing, or the opposite, is refused; the number of
 * wildcards is bounded because each multiplies the time of a match.
 */
const Pattern = z
  .string()
  .trim()
  .min(1, 'is empty')
  .max(200, 'is longer than 200 characters')
  .refine((text) => !text.startsWith('!'), 'begins with "!"; name what is not allowed under paths.deny instead')
  .refine((text) => !text.startsWith('#'), 'begins with "#", which makes it a comment')
  .refine((text) => !/^\.{1,2}\/|\/\.{0,2}\/|\\$|\p{Cc}/u.test(text), 'is no path from the root of the repository')
  .refine(
    (text) => text.split('/').every((part) => part === '**' || (part.match(/\*/g)?.length ?? 0) <= 3),
    'has more than three "*" between two slashes',
  )
  .refine((text) => text.split('/').filter((part) => part === '**').length <= 3, 'has more than three "**"');

const Patterns = z.array(Pattern).max(200);

/** A JSONPath expression, as RFC 9535 has them. */
const JsonPath = z.string().regex(/^\$/, 'must be a JSONPath, such as $.incident.service.name').max(300);

/** What a payload can be told to mean: the names that the generic source of alerts reads, in kebab-case. */
const AlertField = z.enum([
  'title',
  'description',
  'service',
  'severity',
  'status',
  'environment',
  'resource',
  'rule',
  'id',
  'fired-at',
  'resolved-at',
  'url',
]);

/**
 * An expression of one's own. It is tried on every line, so it must not take long on any: no group that repeats may hold
 * a repetition, and nothing refers back.
 */
const LinePattern = z
  .string()
  .min(3, 'is shorter than three characters')
  .max(200, 'is longer than 200 characters')
  .refine((source) => {
    try {
      return !new RegExp(source, 'u').test('');
    } catch {
      return false;
    }
  }, 'is no regular expression of JavaScript, or matches nothing at all')
  .refine((source) => !/\([^)]*[*+{][^)]*\)[*+{]|\\[1-9]|\\k</.test(source), 'repeats a repetition, or refers back');

/** File name of a workflow below `.github/workflows`. */
const WorkflowFile = z
  .string()
  .regex(/^[\w][\w.-]{0,95}\.ya?ml$/, 'must be the file name of a workflow below .github/workflows, such as ci.yml');

const KnowledgePath = z
  .string()
  .regex(/^[\w.][\w.-]*(?:\/[\w.][\w.-]*)*$/, 'must be a folder of the repository, such as docs/knowledge')
  .max(200)
  .refine((path) => refusedPath(`${path}/incidents.md`) === undefined, 'is a folder that is never written to');

/** Path of a prompt of the user's own. */
const PromptFile = z
  .string()
  .regex(
    /^(?!.*\.\.)[\w.-]+(?:\/[\w.-]+)*\.ya?ml$/,
    'must be a YAML file of the repository, such as docs/diagnose.prompt.yml',
  )
  .max(200);
const ownPrompt = z.union([z.literal(''), PromptFile]).default('');

/** Name of a service as its alerts have it. Wildcards are bounded because each multiplies the time of a match. */
const ServiceName = z
  .string()
  .regex(/^\S(?:[^\p{Cc}]{0,98}\S)?$/u, 'must be the name of a service, such as checkout or catalog-*')
  .refine((name) => (name.match(/\*/g)?.length ?? 0) <= 3, 'has more than three "*"');

const RepositoryName = z
  .string()
  .regex(/^[A-Za-z0-9][\w-]{0,99}\/(?!\.{1,2}$)[\w.-]{1,100}$/, 'must be a repository, such as my-org/checkout');

/**
 * The content of `.github/sre-aiops.yml`, as it is written: kebab-case keys, all optional. Unknown keys are problems.
 * `schemas/policy.json` is generated from this.
 */
export const PolicyFile = z.strictObject({
  mode: Mode.default('on').describe(
    '`on`: all of the below. `report`: issues and comments only, no branch, pull request, commit or dispatch; the token still needs `contents: write`, for the hidden ref that keeps two runs from opening two issues. `off`: nothing. A repository variable can make it stricter, never looser.',
  ),
  paths: z
    .strictObject({
      allow: Patterns.default([]).describe(
        'Files that a fix may touch, gitignore style. Empty: all that are not denied.',
      ),
      deny: Patterns.default([]).describe(
        'Files that nothing may touch, the knowledge base included, gitignore style. Stronger than `paths.allow`.',
      ),
    })
    .prefault({})
    .describe('Where a fix may write.'),
  limits: z
    .strictObject({
      files: z
        .int()
        .min(1)
        .max(100)
        .default(30)
        .describe('Files of one fix. A rollback may touch 300: it brings back a state that was reviewed.'),
      kilobytes: z
        .int()
        .min(1)
        .max(10_240)
        .default(1024)
        .describe('New content of one fix, all files together, in units of 1,024 bytes. A rollback: ten times that.'),
    })
    .prefault({})
    .describe('How much a fix may write.'),
  issue: z
    .strictObject({
      'comment-minutes': z
        .int()
        .min(1)
        .max(10_080)
        .default(60)
        .describe('At most one comment in each stretch of so many minutes while an alert fires again and again.'),
      'close-when-resolved': z.boolean().default(false).describe('Closes the issue when its alert is resolved.'),
      'assign-code-owners': z
        .boolean()
        .default(false)
        .describe(
          'Assigns the people that CODEOWNERS names for the touched files, at most ten. Teams and addresses cannot be assigned.',
        ),
    })
    .prefault({})
    .describe('How issues behave.'),
  'pull-request': z
    .strictObject({
      draft: z.boolean().default(true).describe('Opens pull requests as drafts.'),
      'ci-workflow': z
        .union([z.literal(''), WorkflowFile])
        .default('')
        .describe(
          'Workflow to dispatch on the branch, a file name below `.github/workflows`. It must declare `workflow_dispatch`. Empty: none.',
        ),
      'wait-minutes': z.int().min(0).max(120).default(0).describe('How many minutes to wait for its result.'),
    })
    .prefault({})
    .describe('How pull requests are opened.'),
  knowledge: z
    .strictObject({
      path: KnowledgePath.default('knowledge-base').describe('Folder of the knowledge base.'),
      publish: z
        .enum(['pull-request', 'direct', 'off'])
        .default('pull-request')
        .describe(
          '`direct` commits to the default branch and falls back to a pull request where it is protected. `off`: nothing is learned.',
        ),
    })
    .prefault({})
    .describe('Where and how lessons are written.'),
  infrastructure: z
    .strictObject({
      workflow: WorkflowFile.default('infra-remediation.yml').describe(
        'Workflow that does the infrastructure work, a file name below `.github/workflows`.',
      ),
      actions: z
        .array(z.enum(infrastructureActions))
        .max(infrastructureActions.length)
        .default([...infrastructureActions])
        .describe(
          'Actions that may be asked for. Asking changes nothing: people approve each plan in the environment of the workflow. It takes the inputs `incident-id`, `action`, `parameters` (JSON), `plan-hash` and `issue-number`; put the hash into its `run-name`, so that people and re-runs see which plan it is.',
        ),
    })
    .prefault({})
    .describe('Which infrastructure work may be asked for.'),
  alerts: z
    .strictObject({
      fields: z
        .partialRecord(AlertField, JsonPath)
        .default({})
        .describe('Where a payload of your own has what: JSONPath expressions. Payloads of known vendors need none.'),
    })
    .prefault({})
    .describe('How alerts are read.'),
  redaction: z
    .strictObject({
      ips: z.boolean().default(false).describe('Takes IP addresses out of alerts and logs too.'),
      hosts: z.boolean().default(false).describe('Takes names of hosts out too.'),
      patterns: z
        .record(z.string().regex(/^[a-z]+(?:-[a-z]+){0,3}$/, 'must be a name such as customer-number'), LinePattern)
        .refine((patterns) => Object.keys(patterns).length <= 20, 'has more than 20 entries')
        .default({})
        .describe(
          'What else is taken out: a name, and a regular expression of JavaScript whose group `value`, or else whole match, becomes `[name-1]`.',
        ),
    })
    .prefault({})
    .describe('What is taken out of texts beside secrets and personal data.'),
  prompts: z
    .strictObject({
      diagnose: ownPrompt.describe('A file of yours in place of `prompts/diagnose.prompt.yml`. Empty: ours.'),
      doubt: ownPrompt.describe('The same for `doubt`, which asks what speaks against a diagnosis.'),
      remediate: ownPrompt.describe('The same for `remediate`.'),
      'sre-artifacts': ownPrompt.describe('The same for `sre-artifacts`.'),
      repair: ownPrompt.describe('The same for `repair`.'),
    })
    .prefault({})
    .describe(
      'What a model is asked, in your own words. A file that lacks a slot of ours, has another or is no prompt is not used: ours is, and a warning says why.',
    ),
  services: z
    .record(ServiceName, RepositoryName)
    .default({})
    .describe(
      'Where services live whose alerts arrive here: name of the service, `*` for any part of it, and `owner/name`. Heeded where an action is given `repository: by-service`.',
    ),
});

type CamelKey<Key> = Key extends `${infer Head}-${infer Tail}` ? `${Head}${Capitalize<CamelKey<Tail>>}` : Key;
type CamelKeys<Value> = Value extends readonly unknown[]
  ? Readonly<Value>
  : Value extends object
    ? { readonly [Key in keyof Value as CamelKey<Key>]: CamelKeys<Value[Key]> }
    : Value;

/**
 * What may be written, where, and how much: {@link PolicyFile} with every key filled in and in camelCase
 * (`comment-minutes` is `commentMinutes`). Times in minutes, sizes in units of 1,024 bytes, as the keys say.
 */
export type Policy = CamelKeys<Omit<z.output<typeof PolicyFile>, 'services' | 'redaction' | 'prompts'>> &
  Pick<Readonly<z.output<typeof PolicyFile>>, 'services' | 'redaction' | 'prompts'>;

/** A checked file with its keys in camelCase. Values stay as they are, and so do the names of services, patterns and prompts. */
export function toPolicy({ services, redaction, prompts, ...file }: z.output<typeof PolicyFile>): Policy {
  return { ...(camelKeys(file) as Policy), services, redaction, prompts };
}

/** The policy of a repository that has no file. */
export const defaultPolicy: Policy = toPolicy(PolicyFile.parse({}));

const strictness: readonly Mode[] = ['on', 'report', 'off'];

/** The stricter of two modes: a repository variable can only take away from what the file allows. */
export function stricterMode(one: Mode, other: Mode): Mode {
  return strictness.indexOf(one) >= strictness.indexOf(other) ? one : other;
}

function camelKeys(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [
      key.replaceAll(/-([a-z])/g, (_, letter: string) => letter.toUpperCase()),
      camelKeys(inner),
    ]),
  );
}
