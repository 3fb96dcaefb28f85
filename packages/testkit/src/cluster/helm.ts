import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { type Arguments, argumentsIn } from './arguments.ts';
import type { ClusterState, Ended } from './state.ts';

type Release = ClusterState['releases'][number];

const everywhere = ['kube-context', 'namespace'];
const verbs: Readonly<Record<string, readonly string[]>> = {
  list: ['output'],
  'get manifest': [],
  'get hooks': [],
  upgrade: ['reset-then-reuse-values', 'values', 'dry-run', 'output', 'wait', 'timeout'],
  rollback: ['wait', 'timeout'],
  status: [],
  history: ['max'],
};

/** Answers as helm does, on a state that it changes. Charts are read below a folder. */
export function helm(state: ClusterState, args: readonly string[], folder = '.'): Ended {
  const plain = args.filter((arg) => !arg.startsWith('-'));
  const name = [plain.slice(0, 2).join(' '), plain[0] ?? ''].find((verb) => Object.hasOwn(verbs, verb));
  if (name === undefined) return failed(`unknown command "${plain[0]}" for "helm"`);
  if (state.forbidden.includes(name)) return failed(`${name} is forbidden`);
  const given = argumentsIn(args, [...everywhere, ...verbs[name]!]);
  if ('unknown' in given) return failed(`unknown flag: ${given.unknown}`);
  const [release = '', second = ''] = given.words.slice(name.split(' ').length);
  if (name === 'list') return list(state, given);
  const known = state.releases.find((one) => one.name === release && one.namespace === given.flags.namespace);
  if (!known) return failed('release: not found');
  const now = known.history.at(-1)!;
  if (name === 'get manifest') return { code: 0, stdout: now.manifest };
  if (name === 'get hooks') return { code: 0, stdout: now.hooks };
  if (name === 'status')
    return { code: 0, stdout: `NAME: ${release}\nSTATUS: ${now.status}\nREVISION: ${now.revision}\n` };
  if (name === 'history')
    return { code: 0, stdout: known.history.map(({ revision, status }) => `${revision} ${status}\n`).join('') };
  if (name === 'rollback') return rollback(known, Number(second));
  return upgrade(state, known, second, given, folder);
}

function failed(message: string): Ended {
  return { code: 1, stderr: `Error: ${message}\n` };
}

function list(state: ClusterState, { flags }: Arguments): Ended {
  const shown = state.releases
    .filter(({ namespace }) => namespace === flags.namespace)
    .map(({ name, namespace, chart, history }) => {
      const { revision, status } = history.at(-1)!;
      return { name, namespace, revision: String(revision), status, chart, app_version: '1.0' };
    });
  return { code: 0, stdout: JSON.stringify(shown) };
}

function upgrade(state: ClusterState, release: Release, path: string, { flags }: Arguments, folder: string): Ended {
  const chart = join(folder, path);
  if (!path.startsWith('./') || !existsSync(join(chart, 'Chart.yaml'))) return failed(`path "${path}" not found`);
  const now = release.history.at(-1)!;
  const file = flags.values === undefined ? {} : parse(readFileSync(join(folder, flags.values), 'utf8'));
  const values = combined(now.values, file);
  const { manifest, hooks } = rendered(
    chart,
    combined(parse(readFileSync(join(chart, 'values.yaml'), 'utf8')), values),
  );
  const revision = now.revision + 1;
  if (flags['dry-run']) {
    const answer = {
      name: release.name,
      version: revision,
      manifest,
      hooks: hooks.map((hook) => ({ manifest: hook })),
    };
    return { code: 0, stdout: JSON.stringify(answer) };
  }
  const isBroken = state.broken.includes(`release/${release.name}`);
  now.status = 'superseded';
  release.history.push({ revision, values, manifest, hooks: hooks.join(''), status: isBroken ? 'failed' : 'deployed' });
  if (isBroken) return failed('UPGRADE FAILED: context deadline exceeded');
  return { code: 0, stdout: `Release "${release.name}" has been upgraded. Happy Helming!\n` };
}

function rollback(release: Release, to: number): Ended {
  const goal = release.history.find(({ revision }) => revision === to);
  if (!goal) return failed('release has no such revision');
  release.history.at(-1)!.status = 'superseded';
  release.history.push({ ...goal, revision: release.history.length + 1, status: 'deployed' });
  return { code: 0, stdout: 'Rollback was a success! Happy Helming!\n' };
}

function combined(below: object, above: object): Record<string, unknown> {
  const all: Record<string, unknown> = { ...below };
  for (const [key, value] of Object.entries(above)) {
    const old = all[key];
    all[key] = typeof value === 'object' && value && typeof old === 'object' && old ? combined(old, value) : value;
  }
  return all;
}

/** Templates that hold `{{ .Values.a.b }}` and nothing else of Helm's language; those of hooks stand apart. */
function rendered(chart: string, values: Record<string, unknown>): { manifest: string; hooks: string[] } {
  const valueAt = (path: string) =>
    path.split('.').reduce<unknown>((at, key) => (at as Record<string, unknown>)?.[key], values);
  const texts = readdirSync(join(chart, 'templates'))
    .sort()
    .map((file) => `---\n# Source: ${file}\n${readFileSync(join(chart, 'templates', file), 'utf8')}`)
    .map((text) => text.replaceAll(/\{\{ \.Values\.([\w.]+) \}\}/g, (_, path: string) => String(valueAt(path))));
  const isHook = (text: string) => text.includes('helm.sh/hook:');
  return { manifest: texts.filter((text) => !isHook(text)).join(''), hooks: texts.filter(isHook) };
}
