import type { LabelRow } from '../store.ts';
import { type Addition, type Call, invalid, type World } from '../world.ts';

/** Labels: their names differ in case to emulate, not to GitHub. */
export const labels: readonly Addition[] = [
  {
    why: 'A label exists once whatever its case; name, description and colour have their limits.',
    method: '*',
    path: /^\/labels(?:\/(.+))?$/,
    before: (world, call, [name = '']) => {
      if (call.method !== 'POST' && call.method !== 'PATCH') return undefined;
      const { name: wanted, description, color } = call.body ?? {};
      const error = (field: string, code: string) => invalid({ resource: 'Label', code, field });
      const tooLong = (field: string, most: number) =>
        invalid({
          resource: 'Label',
          code: 'custom',
          field,
          message: `${field} is too long (maximum is ${most} characters)`,
        });
      if (call.method === 'POST' && typeof wanted !== 'string') return error('name', 'missing_field');
      if (call.method === 'POST' && labelNamed(world, String(wanted))) return error('name', 'already_exists');
      if (typeof wanted === 'string' && wanted.length > 50) return tooLong('name', 50);
      if (typeof description === 'string' && description.length > 100) return tooLong('description', 100);
      if (color !== undefined && !/^[0-9a-f]{6}$/i.test(String(color))) return error('color', 'invalid');
      const known = name ? labelNamed(world, name) : undefined;
      if (known) call.path = call.path.replace(/[^/]+$/, encodeURIComponent(known.name));
      return undefined;
    },
  },
  {
    why: 'A label that an issue names is made, grey and without description; emulate gives it a random colour.',
    method: '*',
    path: /^\/issues(?:\/\d+)?(?:\/labels)?$/,
    before: (world, call) => {
      if (call.method === 'GET' || call.method === 'DELETE') return undefined;
      return nameLabels(world, call);
    },
  },
];

/** The label of that name, whatever its case. */
export function labelNamed(world: World, name: string): LabelRow | undefined {
  const wanted = name.toLowerCase();
  return world.store.labels.findBy('repo_id', world.repoId).find((label) => label.name.toLowerCase() === wanted);
}

/** Makes the labels that a body names and writes their names as they stand. */
function nameLabels(world: World, call: Call) {
  const given = call.body?.labels;
  if (!Array.isArray(given)) return undefined;
  const names = given.map((label: unknown) =>
    typeof label === 'string' ? label : String((label as { name?: unknown } | null)?.name ?? ''),
  );
  if (names.some((name) => name.trim() === '' || name.length > 50)) {
    return invalid({ resource: 'Label', code: 'invalid', field: 'name' });
  }
  const standing = names.map((name) => (labelNamed(world, name) ?? made(world, name)).name);
  call.body = { ...call.body, labels: [...new Set(standing)] };
  return undefined;
}

function made({ store, repoId }: World, name: string): LabelRow {
  return store.labels.insert({
    repo_id: repoId,
    node_id: Buffer.from(`Label:${name}`).toString('base64url'),
    name,
    color: 'ededed',
    description: null,
    default: false,
  });
}
