import { isDeepStrictEqual } from 'node:util';
import { createTwoFilesPatch } from 'diff';
import { parseAllDocuments, stringify } from 'yaml';
import { type Arguments, argumentsIn } from './arguments.ts';
import type { ClusterObject, ClusterState, Ended } from './state.ts';

type Verb = (state: ClusterState, given: Arguments, input: string) => Ended;

const everywhere = ['context', 'namespace'];
const verbs: Readonly<Record<string, readonly [flags: readonly string[], run: Verb]>> = {
  'config view': [['minify', 'output'], configView],
  get: [['output', 'ignore-not-found'], get],
  patch: [['type', 'patch', 'subresource', 'dry-run', 'output'], patch],
  apply: [['filename', 'dry-run', 'output'], apply],
  diff: [['filename'], diff],
  replace: [['filename'], replace],
  delete: [['ignore-not-found', 'wait', 'dry-run'], remove],
  'rollout status': [['timeout'], rolloutStatus],
  'rollout undo': [['to-revision'], rolloutUndo],
  wait: [['for', 'timeout'], wait],
};

/** Answers as kubectl does, on a state that it changes. */
export function kubectl(state: ClusterState, args: readonly string[], input: string): Ended {
  const plain = args.filter((arg) => !arg.startsWith('-'));
  const name = [plain.slice(0, 2).join(' '), plain[0] ?? ''].find((verb) => Object.hasOwn(verbs, verb));
  if (name === undefined) return failed(`error: unknown command "${plain[0]}" for "kubectl"`);
  if (state.forbidden.includes(name)) return failed(`Error from server (Forbidden): ${name} is forbidden`);
  const [flags, run] = verbs[name]!;
  const given = argumentsIn(args, [...everywhere, ...flags]);
  if ('unknown' in given) return failed(`error: unknown flag: ${given.unknown}`);
  if (given.flags.context !== undefined && given.flags.context !== state.context) {
    return failed(`error: context "${given.flags.context}" does not exist`);
  }
  return run(state, { ...given, words: given.words.slice(name.split(' ').length) }, input);
}

function failed(stderr: string): Ended {
  return { code: 1, stderr: `${stderr}\n` };
}

function configView({ context, server }: ClusterState): Ended {
  const clusters = [{ name: context, cluster: { server, 'certificate-authority-data': 'DATA+OMITTED' } }];
  return { code: 0, stdout: JSON.stringify({ kind: 'Config', 'current-context': context, clusters }) };
}

/** Kind of an object by the names that kubectl takes for it. */
function kindOf(word: string): string {
  return word
    .split('.')[0]!
    .toLowerCase()
    .replace(/ies$/, 'y')
    .replace(/s$/, '')
    .replace(/classe$/, 'class');
}

function found(state: ClusterState, word: string, namespace: string | undefined): ClusterObject | undefined {
  const [kind = '', name] = word.split('/');
  return state.objects.find(
    ({ kind: is, metadata }) =>
      is.toLowerCase() === kindOf(kind) && metadata.name === name && metadata.namespace === namespace,
  );
}

function notFound(word: string): Ended {
  const [kind, name] = word.split('/');
  return failed(`Error from server (NotFound): ${kind} "${name}" not found`);
}

function get(state: ClusterState, { words: [word = ''], flags }: Arguments): Ended {
  const [kind = '', name] = word.split('/');
  if (kind === 'namespace') {
    const uid = state.namespaces[name ?? ''];
    return uid === undefined ? notFound(word) : show({ kind: 'Namespace', metadata: { name: name!, uid } }, flags);
  }
  if (name === undefined) {
    const items = state.objects.filter(
      ({ kind: is, metadata }) => is.toLowerCase() === kindOf(kind) && metadata.namespace === flags.namespace,
    );
    return { code: 0, stdout: JSON.stringify({ kind: 'List', items }) };
  }
  const object = found(state, word, flags.namespace);
  if (!object) return flags['ignore-not-found'] ? { code: 0, stdout: '' } : notFound(word);
  return show(object, flags);
}

function show(object: ClusterObject, { output }: Arguments['flags'], said = ''): Ended {
  if (output === 'json') return { code: 0, stdout: JSON.stringify(object) };
  if (output === 'yaml') return { code: 0, stdout: stringify(object) };
  if (output === 'name') return { code: 0, stdout: `${object.kind.toLowerCase()}/${object.metadata.name}\n` };
  return { code: 0, stdout: said || `NAME  GENERATION\n${object.metadata.name}  ${object.metadata.generation ?? 1}\n` };
}

/** Lets an object become another one, or only says what it would be. */
function become(
  state: ClusterState,
  object: ClusterObject,
  next: ClusterObject,
  flags: Arguments['flags'],
  said: string,
): Ended {
  const isSame = isDeepStrictEqual(object.spec, next.spec);
  const generation = (object.metadata.generation ?? 1) + (isSame ? 0 : 1);
  const made = { ...next, metadata: { ...next.metadata, generation } };
  if (!flags['dry-run']) settle(state, object, made);
  const mode = flags['dry-run'] ? ' (server dry run)' : '';
  return show(made, flags, `${object.kind.toLowerCase()}/${object.metadata.name} ${said}${mode}\n`);
}

/** Keeps an object; a template that is new is a revision. */
function settle(state: ClusterState, old: ClusterObject, next: ClusterObject): void {
  next.metadata.resourceVersion = String(Number(old.metadata.resourceVersion ?? 1) + 1);
  const name = `${next.kind.toLowerCase()}/${next.metadata.name}`;
  if (!isDeepStrictEqual(old.spec?.template, next.spec?.template)) {
    state.revisions[name] ??= [old.spec.template];
    const known = state.revisions[name];
    known.push(next.spec.template);
    next.metadata.annotations = {
      ...next.metadata.annotations,
      'deployment.kubernetes.io/revision': String(known.length),
    };
  }
  state.objects[state.objects.indexOf(old)] = next;
}

function patch(state: ClusterState, { words: [word = ''], flags }: Arguments): Ended {
  const object = found(state, word, flags.namespace);
  if (!object) return notFound(word);
  const change = JSON.parse(flags.patch ?? '{}');
  const version = change.metadata?.resourceVersion;
  if (version !== undefined && version !== object.metadata.resourceVersion) {
    return failed(
      `Error from server (Conflict): the object has been modified; please apply your changes to the latest version`,
    );
  }
  if (change.status && flags.subresource !== 'status') return show(object, flags, 'no change\n');
  const next = merged(structuredClone(object), change, flags.type === 'strategic') as ClusterObject;
  return become(state, object, next, flags, 'patched');
}

/** A merge patch (RFC 7386), or a strategic one, in which lists of containers are merged by their names. */
function merged(value: unknown, change: unknown, strategic: boolean): unknown {
  if (Array.isArray(change) && strategic && Array.isArray(value)) {
    return value.map((item) => merged(item, change.find(({ name }) => name === item.name) ?? {}, strategic));
  }
  if (typeof change !== 'object' || change === null || Array.isArray(change)) return change;
  const next: Record<string, unknown> = { ...(value as object) };
  for (const [key, part] of Object.entries(change)) {
    if (part === null) delete next[key];
    else next[key] = merged(next[key], part, strategic);
  }
  return next;
}

function manifestsIn(input: string): ClusterObject[] {
  const documents = parseAllDocuments(input);
  return Array.isArray(documents) ? documents.map((document) => document.toJS() as ClusterObject).filter(Boolean) : [];
}

function applied(state: ClusterState, manifest: ClusterObject, namespace: string | undefined) {
  const old = found(state, `${manifest.kind}/${manifest.metadata.name}`, namespace);
  const base: ClusterObject = old ?? {
    kind: manifest.kind,
    metadata: { name: manifest.metadata.name, uid: `uid-${manifest.metadata.name}` },
  };
  const metadata = { ...base.metadata, ...manifest.metadata, ...(namespace ? { namespace } : {}) };
  return { old, next: { ...base, ...manifest, metadata } };
}

function apply(state: ClusterState, { flags }: Arguments, input: string): Ended {
  const lines = manifestsIn(input).map((manifest) => {
    const { old, next } = applied(state, manifest, flags.namespace);
    const name = `${next.kind.toLowerCase()}/${next.metadata.name}`;
    if (flags['dry-run']) return `${name} ${old ? 'configured' : 'created'} (server dry run)`;
    if (old) become(state, old, next, {}, '');
    else state.objects.push({ ...next, metadata: { ...next.metadata, generation: 1, resourceVersion: '1' } });
    return `${name} ${old ? 'configured' : 'created'}`;
  });
  if (!flags['dry-run'] && state.broken.includes('apply'))
    return { code: 1, stdout: `${lines.join('\n')}\n`, stderr: 'error: the server went away\n' };
  return { code: 0, stdout: `${lines.join('\n')}\n` };
}

function diff(state: ClusterState, { flags }: Arguments, input: string): Ended {
  const parts = manifestsIn(input).flatMap((manifest) => {
    const { old, next } = applied(state, manifest, flags.namespace);
    if (old && isDeepStrictEqual(old.spec, next.spec)) return [];
    const after = { ...next, metadata: { ...next.metadata, generation: (old?.metadata.generation ?? 0) + 1 } };
    const [live, then] = [old ? stringify(old) : '', stringify(after)];
    // The real one names temporary files and times that differ from run to run.
    const name = `networking.k8s.io.v1.NetworkPolicy.${flags.namespace}.${next.metadata.name}`;
    const [was, is] = ['LIVE', 'MERGED'].map((kind) => `/tmp/${kind}-${state.log.length}/${name}`) as [string, string];
    const patch = createTwoFilesPatch(was, is, live, then, String(state.log.length), String(state.log.length));
    return [`diff -u -N ${was} ${is}\n${patch.split('\n').slice(1).join('\n')}`];
  });
  return { code: parts.length > 0 ? 1 : 0, stdout: parts.join('') };
}

function replace(state: ClusterState, { flags }: Arguments, input: string): Ended {
  for (const manifest of manifestsIn(input)) {
    const old = found(state, `${manifest.kind}/${manifest.metadata.name}`, flags.namespace);
    if (!old) return notFound(`${manifest.kind}/${manifest.metadata.name}`);
    become(state, old, { ...manifest, metadata: { ...old.metadata, ...manifest.metadata } }, {}, '');
  }
  return { code: 0, stdout: 'replaced\n' };
}

function remove(state: ClusterState, { words: [word = ''], flags }: Arguments): Ended {
  const object = found(state, word, flags.namespace);
  if (!object) return flags['ignore-not-found'] ? { code: 0 } : notFound(word);
  if (!flags['dry-run']) state.objects.splice(state.objects.indexOf(object), 1);
  return { code: 0, stdout: `${word} deleted${flags['dry-run'] ? ' (server dry run)' : ''}\n` };
}

/** A broken deployment comes to rest only with the template that it had first. */
function rolloutStatus(state: ClusterState, { words: [word = ''], flags }: Arguments): Ended {
  const object = found(state, word, flags.namespace);
  if (!object) return notFound(word);
  const first = state.revisions[word]?.[0] ?? object.spec.template;
  if (state.broken.includes(word) && !isDeepStrictEqual(object.spec.template, first)) {
    return {
      code: 1,
      stdout: 'Waiting for rollout to finish: 1 out of 3 new replicas have been updated...\n',
      stderr: 'error: timed out waiting for the condition\n',
    };
  }
  return { code: 0, stdout: `${word.replace('/', ' "')}" successfully rolled out\n` };
}

function rolloutUndo(state: ClusterState, { words: [word = ''], flags }: Arguments): Ended {
  const object = found(state, word, flags.namespace);
  const known = state.revisions[word] ?? [];
  const template = known[Number(flags['to-revision'] ?? known.length - 1) - 1];
  if (!object || !template) return failed('error: no rollout history found');
  return become(state, object, { ...object, spec: { ...object.spec, template } }, {}, 'rolled back');
}

/** What a controller does in the meantime happens here: certificates are issued, claims grow. */
function wait(state: ClusterState, { words: [word = ''], flags }: Arguments): Ended {
  const object = found(state, word, flags.namespace);
  if (!object) return notFound(word);
  const late = failed(`error: timed out waiting for the condition on ${word}`);
  if (state.broken.includes(`${kindOf(word.split('/')[0]!)}/${object.metadata.name}`)) return late;
  if (object.kind === 'Certificate') issue(object);
  if (object.kind === 'PersistentVolumeClaim') object.status = { capacity: object.spec.resources.requests };
  const [, path = '', value] = /^jsonpath=\{\.([\w.]+)\}=(.+)$/.exec(flags.for ?? '') ?? [];
  const there = path
    .split('.')
    .reduce<unknown>((at, key) => (at as Record<string, unknown> | undefined)?.[key], object);
  const isReady = object.status?.conditions?.some(
    (condition: { type: string; status: string }) => condition.type === 'Ready' && condition.status === 'True',
  );
  const isMet = path === '' ? flags.for === 'condition=Ready' && isReady : String(there) === value;
  return isMet ? { code: 0, stdout: `${word} condition met\n` } : late;
}

function issue(certificate: ClusterObject): void {
  const conditions = (certificate.status?.conditions ?? []) as { type: string; status: string }[];
  if (!conditions.some(({ type, status }) => type === 'Issuing' && status === 'True')) return;
  certificate.status = {
    ...certificate.status,
    revision: (certificate.status.revision ?? 0) + 1,
    conditions: [{ type: 'Ready', status: 'True' }],
  };
}
