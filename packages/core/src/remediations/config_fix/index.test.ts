import { describe, expect, test } from 'vitest';
import { memoryRepository } from '../../../../testkit/src/memory-repository.ts';
import { contentOf, contextFor, planIn, type Told } from '../test-context.ts';
import { configFix } from './index.ts';

interface World {
  readonly path: string;
  readonly before: string;
  readonly after: string;
  /** Text at the head, when a later change touched the file too. */
  readonly head?: string;
  readonly more?: Readonly<Record<string, string>>;
  /** Other files before the change. */
  readonly around?: Readonly<Record<string, string>>;
}

async function fixed({ path, before, after, head, more = {}, around = {} }: World, told: Omit<Told, 'culprit'>) {
  const code = memoryRepository({
    files: { [path]: before, ...around },
    changes: [
      { number: 5, title: 'Tune (#5)', mergedAt: '2026-03-03T09:00:00Z', files: { [path]: after, ...more } },
      ...(head === undefined
        ? []
        : [{ number: 6, title: 'Next', mergedAt: '2026-03-03T10:00:00Z', files: { [path]: head } }]),
    ],
  });
  return configFix.plan(await contextFor(code, { ...told, culprit: code.numbered(5) }));
}

describe('sets an implicated value back and leaves the rest alone', () => {
  test.each<[string, World, string]>([
    [
      'YAML',
      {
        path: 'app/application.yml',
        before: '# pool\ndb:\n  pool:\n    max-size: 20 # per pod\n    name: main\nlevel: info\n',
        after: '# pool\ndb:\n  pool:\n    max-size: 2 # per pod\n    name: main\nlevel: debug\n',
        head: '# pool\ndb:\n  pool:\n    max-size: 2 # per pod\n    name: main\nlevel: debug\nextra: 1\n',
      },
      '# pool\ndb:\n  pool:\n    max-size: 20 # per pod\n    name: main\nlevel: debug\nextra: 1\n',
    ],
    [
      'JSON',
      {
        path: 'config.json',
        before: '{\n  "pool": { "max": 20, "min": 1 },\n  "level": "info"\n}\n',
        after: '{\n  "pool": { "max": 2, "min": 1 },\n  "level": "debug"\n}\n',
      },
      '{\n  "pool": { "max": 20, "min": 1 },\n  "level": "debug"\n}\n',
    ],
    [
      'properties, added and removed keys included',
      {
        path: 'app.properties',
        before: 'app=shop\n# most connections\nspring.pool.max-size=20\nspring.pool.timeout=3000\nz=1\n',
        after: 'app=shop\n# most connections\nspring.pool.max-size=2\nspring.pool.leak=1\nz=2\n',
      },
      'app=shop\n# most connections\nspring.pool.max-size=20\nspring.pool.timeout=3000\nz=2\n',
    ],
    [
      'env',
      { path: 'deploy/.env', before: 'export POOL_MAX=20\nA=1\n', after: 'export POOL_MAX=2\nA=2\n' },
      'export POOL_MAX=20\nA=2\n',
    ],
    [
      'TOML',
      {
        path: 'app.toml',
        before: '[db.pool]\nmax_size = 20 # per pod\n[log]\nlevel = "info"\n',
        after: '[db.pool]\nmax_size = 2 # per pod\n[log]\nlevel = "debug"\n',
      },
      '[db.pool]\nmax_size = 20 # per pod\n[log]\nlevel = "debug"\n',
    ],
    [
      'XML',
      {
        path: 'web.config',
        before: '<c>\n  <add key="PoolMax" value="20" />\n  <level>info</level>\n</c>\n',
        after: '<c>\n  <add key="PoolMax" value="2" />\n  <level>debug</level>\n</c>\n',
      },
      '<c>\n  <add key="PoolMax" value="20" />\n  <level>debug</level>\n</c>\n',
    ],
    [
      'Terraform',
      {
        path: 'infra/db.tf',
        before: 'resource "pool" "main" {\n  max_connections = 200\n  level           = "info"\n}\n',
        after: 'resource "pool" "main" {\n  max_connections = 20\n  level           = "debug"\n}\n',
      },
      'resource "pool" "main" {\n  max_connections = 200\n  level           = "debug"\n}\n',
    ],
    [
      'a Dockerfile',
      {
        path: 'Dockerfile',
        before: 'FROM a\nENV POOL_MAX=20 LEVEL=info\n',
        after: 'FROM a\nENV POOL_MAX=2 LEVEL=debug\n',
      },
      'FROM a\nENV POOL_MAX=20 LEVEL=debug\n',
    ],
    [
      'the environment of a Deployment',
      {
        path: 'k8s/api.yaml',
        before:
          'kind: Deployment\nspec:\n  env:\n    - name: LEVEL\n      value: info\n    - name: POOL_MAX\n      value: "20"\n',
        after:
          'kind: Deployment\nspec:\n  env:\n    - name: LEVEL\n      value: debug\n    - name: POOL_MAX\n      value: "2"\n',
      },
      'kind: Deployment\nspec:\n  env:\n    - name: LEVEL\n      value: debug\n    - name: POOL_MAX\n      value: "20"\n',
    ],
  ])('%s', async (_, world, wanted) => {
    const plan = planIn(
      await fixed(world, {
        mode: 'pool-exhaustion',
        log: ['TimeoutError: pool exhausted, all connections in use (max 2)'],
      }),
    );

    expect(contentOf(plan, world.path)).toBe(wanted);
  });
});

test('takes an added value out together with the group that came with it', async () => {
  const plan = planIn(
    await fixed(
      {
        path: 'a.yml',
        before: 'http:\n  port: 80\n',
        after: 'http:\n  port: 80\n  retry:\n    interval: 10ms\n    # often\n    attempts: 50\nname: x\n',
      },
      { mode: 'upstream-rate-limit', log: ['429 Too Many Requests from quotes, retry attempts 50, interval 10ms'] },
    ),
  );

  expect(contentOf(plan, 'a.yml')).toBe('http:\n  port: 80\nname: x\n');
});

test('follows one substitution through every file', async () => {
  const plan = planIn(
    await fixed(
      {
        path: 'xs-security.json',
        before: '{ "appname": "shop" }\n',
        after: '{ "appname": "shop-v2" }\n',
        more: { 'src/main.py': 'print(1)\n', 'mta.yaml': 'name: shop-v2\n' },
      },
      { mode: 'auth-mismatch', log: ['invalid token: audience shop does not match shop-v2, appname mismatch'] },
    ),
  );

  expect(plan.title).toBe('Set appname back to shop');
  expect(contentOf(plan, 'xs-security.json')).toBe('{ "appname": "shop" }\n');
  expect(plan.edits.map(({ path }) => path)).not.toContain('src/main.py');
});

test('never touches the version of a dependency', async () => {
  const planned = await fixed(
    {
      path: 'package.json',
      before: '{ "dependencies": { "pool": "1.0.0" } }',
      after: '{ "dependencies": { "pool": "2.0.0" } }',
    },
    { mode: 'pool-exhaustion', log: ['pool exhausted'] },
  );

  expect(planned).toHaveProperty('declined');
});

test('declines when the evidence points at none of many values', async () => {
  const planned = await fixed(
    { path: 'a.yml', before: 'colour: red\nb: 1\n', after: 'colour: blue\nb: 1\nfont: serif\n' },
    { mode: 'code-defect', log: ['NullPointerException in Cart'] },
  );

  expect(planned).toEqual({ declined: expect.stringContaining('points at none') });
});

test('brings a Terraform resource back that the change replaced by another, whole', async () => {
  const vpc = 'resource "aws_vpc" "main" {\n  cidr_block = "10.0.0.0/16"\n}\n\n';
  const old =
    'resource "aws_security_group_rule" "db_from_vpc" {\n  type        = "ingress"\n  from_port   = 5432\n  to_port     = 5432\n  cidr_blocks = ["10.0.0.0/16"]\n}\n';
  const now =
    'locals {\n  clients = {\n    api = aws_security_group.api.id\n  }\n}\n\nresource "aws_security_group_rule" "db_from_client" {\n  for_each  = local.clients\n  type      = "ingress"\n  from_port = 5432\n  to_port   = 5432\n}\n';
  const plan = planIn(
    await fixed(
      { path: 'db.tf', before: vpc + old, after: vpc + now },
      {
        mode: 'dns-or-network-policy',
        log: [{ example: 'dial tcp 10.0.4.21:5432: i/o timeout', level: 'error' }],
      },
    ),
  );

  expect(contentOf(plan, 'db.tf')).toBe(vpc + old);
});

test('sets back only the limit of what fails, when a change lowered that of several', async () => {
  const values = (memory: string) => `resources:\n  limits:\n    memory: ${memory}\n`;
  const plan = planIn(
    await fixed(
      {
        path: 'envs/shop.yaml',
        before: values('2Gi'),
        after: values('768Mi'),
        around: { 'envs/render.yaml': values('2Gi') },
        more: { 'envs/render.yaml': values('768Mi') },
      },
      {
        mode: 'container-oom-kill',
        facts: { deployment: 'render' },
        log: [{ example: 'OOMKilled memory.limit=805306368', level: 'error' }],
      },
    ),
  );

  expect(plan.edits.map(({ path }) => path)).toEqual(['envs/render.yaml']);
});
