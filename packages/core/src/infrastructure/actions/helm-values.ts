import { structuredPatch } from 'diff';
import { stringify } from 'yaml';
import { z } from 'zod';
import { fingerprint, unfit } from '../objects.ts';
import type { CommittedFiles, Outlook, WorkContext } from '../outlook.ts';
import { answerAs, asked, askedJson, helm } from '../tools.ts';
import { yamlIn } from '../yaml.ts';

const Release = z.object({
  name: z.string().regex(/^[a-z0-9](?:[a-z0-9.-]{0,51}[a-z0-9])?$/),
  revision: z.coerce.number().int().positive(),
  status: z.string(),
  chart: z.string(),
});
/** Lines that may differ before the way there is not looked for any more: it takes the square of them. */
const maxEditLength = 4_000;

const Upgrade = z.object({ manifest: z.string(), hooks: z.array(z.object({ manifest: z.string() })).nullish() });

/**
 * `update_helm_values`: upgrades the release of a chart of the repository, with the values file of the plan as the commit has
 * it. Values that the release was given before stay (`--reset-then-reuse-values`); the chart's own `values.yaml` counts as
 * defaults, below them. Hooks, which helm keeps apart from the manifest and runs on the way, are compared after it.
 */
export async function updateHelmValues({ parameters, place, tools, files, minutes }: WorkContext): Promise<Outlook> {
  const { chart: folder = '', values = '' } = parameters;
  await assertSays(files, values, [parameters.memoryLimit, parameters.memoryRequest, parameters.storage]);
  const chart = await chartAt(files, folder);
  const releases = answerAs(z.array(Release), await askedJson(tools, helm(place, 'list', '--output=json')));
  const fitting = releases.filter(
    (release) => release.chart.replace(/-v?\d+\.\d+\.\d+(?:[-+].*)?$/, '') === chart.name,
  );
  const [release, ...more] = fitting;
  if (!release || more.length > 0) {
    throw unfit(
      `The namespace ${place.namespace} has ${fitting.length} releases of the chart ${chart.name}, not one.`,
      'Upgrade the release by hand.',
    );
  }
  if (release.status !== 'deployed') {
    throw unfit(
      `The release ${release.name} is ${release.status}, not deployed.`,
      'Mend it with `helm history` and `helm rollback` first.',
    );
  }
  const isDefault = values === join(chart.folder, 'values.yaml');
  // A path that begins with a dot is no address and no chart of a repository.
  const given = isDefault ? [] : [`--values=./${values}`];
  const upgrade = ['upgrade', release.name, `./${chart.folder}`, '--reset-then-reuse-values', ...given];
  const [manifest, hooks] = [
    (await asked(tools, helm(place, 'get', 'manifest', release.name))).text,
    (await asked(tools, helm(place, 'get', 'hooks', release.name))).text,
  ];
  const dryRun = await askedJson(tools, helm(place, ...upgrade, '--dry-run=server', '--output=json'));
  const tried = answerAs(Upgrade, dryRun);
  const old = withoutSecrets([manifest, hooks]);
  const next = withoutSecrets([tried.manifest, ...(tried.hooks ?? []).map((hook) => hook.manifest)]);
  const waits = ['--wait', `--timeout=${minutes}m`];
  return {
    changes: changedLines(old, next),
    before: [release.name, release.revision, fingerprint(old)],
    steps: [
      {
        apply: helm(place, ...upgrade, ...waits),
        undo: [helm(place, 'rollback', release.name, String(release.revision), ...waits)],
        partial: true,
      },
    ],
    rollout: [helm(place, 'status', release.name)],
    readBack: [helm(place, 'history', release.name, '--max=3')],
    wayBack: `The release ${release.name} is rolled back to revision ${release.revision}.`,
  };
}

/** @throws {SreError} when the values file does not say what the plan is about: its fix is not merged yet. */
async function assertSays(files: CommittedFiles, path: string, wanted: readonly (string | undefined)[]): Promise<void> {
  const text = await files.readFile(path);
  const scalars = new Set(text?.match(/[\w.]+/g));
  if (text !== undefined && wanted.every((value) => value === undefined || scalars.has(value))) return;
  throw unfit(
    `${path} of the commit ${files.commit.slice(0, 12)} does not say what the plan is about.`,
    'Merge the fix of the incident first, then run all jobs of this workflow again.',
  );
}

/** The nearest chart at or above a folder. */
async function chartAt(
  files: CommittedFiles,
  folder: string,
): Promise<{ readonly folder: string; readonly name: string }> {
  const parts = folder === '.' ? [] : folder.split('/');
  for (let length = parts.length; length >= 0; length--) {
    const at = parts.slice(0, length).join('/');
    const text = await files.readFile(join(at, 'Chart.yaml'));
    if (text === undefined) continue;
    const { name } = answerAs(z.object({ name: z.string() }), yamlIn(text, join(at, 'Chart.yaml'))[0]);
    return { folder: at === '' ? '.' : at, name };
  }
  throw unfit(`Neither ${folder} nor a folder above it holds a Chart.yaml.`, 'Upgrade the release by hand.');
}

function join(folder: string, file: string): string {
  return folder === '' || folder === '.' ? file : `${folder}/${file}`;
}

/** Manifests in which the values of secrets are told by their hash. */
function withoutSecrets(manifests: readonly string[]): string {
  return manifests
    .flatMap((manifest) => yamlIn(manifest, 'A manifest of the release', { uniqueKeys: false }))
    .map((object) => stringify(hidden(object)))
    .join('---\n');
}

function hidden(object: unknown): unknown {
  if (typeof object !== 'object' || object === null || (object as { kind?: unknown }).kind !== 'Secret') return object;
  const { data, stringData, ...rest } = object as Record<string, unknown>;
  return { ...rest, data: `sha256 ${fingerprint([data, stringData]).slice(0, 12)}` };
}

function changedLines(old: string, next: string): string[] {
  if (old === next) return [];
  const patch = structuredPatch('before', 'after', old, next, '', '', { context: 2, maxEditLength });
  if (!patch) {
    throw unfit(
      `More than ${maxEditLength} lines of the release would change: too many to look through.`,
      'Upgrade the release in smaller parts, or by hand.',
    );
  }
  return patch.hunks.flatMap(({ lines }) => lines);
}
