import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type Remediation, stages, toFileEdits } from '@sre-aiops/core';
import { type AnyStage, runStageAt, silentLog } from 'sre-aiops';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type PublishingWorld, publishingWorld } from './publishing-world.ts';

const incident = { folder: join(import.meta.dirname, '../../../incidents/scenario-2-500-schema-drift') };
const ci = {
  '.github/sre-aiops.yml': 'pull-request:\n  ci-workflow: ci.yml\n',
  '.github/workflows/ci.yml': 'name: ci\non: workflow_dispatch\njobs:\n  test:\n    runs-on: ubuntu-latest\n',
};
/** Of the sample service: what its own test asks for, and what it says when that is wrong. */
const sampleTest = [
  'import pathlib, unittest',
  'from checkout import label, total',
  'class CheckoutTest(unittest.TestCase):',
  '    def test_total(self): self.assertEqual(total({"sum": 5, "discount": 0}), 5)',
  '    def test_label(self): self.assertEqual(label({}), "order")',
  '',
].join('\n');
const flakyTest = [
  'import pathlib, unittest',
  'class StockTest(unittest.TestCase):',
  '    def test_reserve(self):',
  '        seen = pathlib.Path(__file__).parent / "seen"',
  '        again = seen.exists()',
  '        seen.touch()',
  '        self.assertTrue(again, "expected 3, was 2")',
  '',
].join('\n');
const python = ['python3', '-m', 'unittest', '-v'];
const maven = (...goals: string[]) => ['mvn', '-B', '-ntp', '-o', '-f', 'bookshop/pom.xml', ...goals];

// Real builds take their time: run by `npm run test:long`.
describe.runIf(process.env.SRE_AIOPS_LONG)('the loop, on real failing builds', () => {
  const scratch = mkdtempSync(join(tmpdir(), 'sre-aiops-loops-'));
  let world: PublishingWorld;
  let folder: string;
  let tree: string;
  let command: readonly string[];
  afterEach(async () => {
    expect(world.proxy.violations).toEqual([]);
    await world.close();
  });
  afterAll(() => rmSync(scratch, { recursive: true }));

  const state = () => world.github.state();
  const open = () => state().pulls.filter(({ head, state: is }) => is === 'open' && !head.includes('/knowledge-'));
  const env = () => ({ GITHUB_TOKEN: world.github.token, GITHUB_API_URL: world.proxy.url });

  async function stage(name: string, options: object = {}) {
    const clock = { now: () => new Date().toISOString() };
    const one = stages.find((candidate) => candidate.name === name) as AnyStage;
    const publish = one.publishes !== undefined;
    const all = { repo: world.github.name, clock, log: silentLog, env: env(), secondMs: 10, publish, ...options };
    return (await runStageAt(one, folder, all)).documents;
  }

  /** Begins with an answer that nobody published yet; what the fix says is given where it shall be wrong. */
  async function answered(name: string, wrong?: (fix: Remediation) => Promise<Remediation>): Promise<void> {
    folder = (await world.deliver({}, { publish: false })).folder;
    tree = join(scratch, name);
    if (!wrong) return;
    const file = join(folder, 'remediation.json');
    writeFileSync(file, JSON.stringify(await wrong(JSON.parse(readFileSync(file, 'utf8')))));
  }

  /** What GitHub's runner would do: the newest run that waits, on the merge of the pull request and the default branch. */
  function check(): { readonly run: number; readonly isGreen: boolean } {
    const { id: run } = state().runs.findLast(({ status }) => status === 'queued')!;
    const [pull] = open();
    const files = { ...state().files('main'), ...pull!.files };
    for (const [path, text] of Object.entries(files)) {
      const file = join(tree, path);
      if (text === null || text === undefined) rmSync(file, { force: true });
      else {
        mkdirSync(dirname(file), { recursive: true });
        writeFileSync(file, text);
      }
    }
    // What an earlier build copied is none of this one.
    rmSync(join(tree, 'bookshop/target/classes/db'), { recursive: true, force: true });
    const { status, stdout, stderr } = spawnSync(command[0]!, command.slice(1), { cwd: tree, encoding: 'utf8' });
    world.github.act.concludeRun(run, status === 0 ? 'success' : 'failure', `${stdout}${stderr}`);
    for (const path of Object.keys(pull!.files)) if (path.endsWith('.sql')) rmSync(join(tree, path), { force: true });
    return { run, isGreen: status === 0 };
  }

  /** Turns until nothing more happens: what each check came to, and what was done about it. */
  async function turns(): Promise<string[]> {
    const seen: string[] = [];
    while (seen.length < 8) {
      const { run, isGreen } = check();
      if (isGreen) return [...seen, 'green'];
      const { remediation } = await stage('repair', { ciRun: run });
      const { verdict } = remediation!.repair!;
      await stage('create-pr');
      seen.push(verdict);
      if (!['mended', 'again'].includes(verdict)) return seen;
    }
    return seen;
  }

  /** One more red run of what stands, however it came to be: no further fix is made. */
  async function endsThere(): Promise<void> {
    const [before] = open();
    const jobs = [{ name: 'test', log: `${before!.head}\nSyntaxError: invalid syntax in checkout.py\n` }];
    const red = { workflow: 'ci.yml', branch: before!.head, conclusion: 'failure', jobs, by: 'actions' } as const;
    const ciRun = await world.github.act.addRun(red);
    expect((await stage('repair', { ciRun })).remediation!.repair!.verdict).toBe('person');
    await stage('create-pr');
    expect(open().map(({ number, files }) => ({ number, files }))).toEqual([
      { number: before!.number, files: before!.files },
    ]);
    expect(state().runs.filter(({ status }) => status === 'queued')).toEqual([]);
  }

  describe('of the bookshop', () => {
    beforeAll(() => mkdirSync(join(scratch, 'bookshop'), { recursive: true }));

    test('a migration whose version was taken meanwhile gets the next free one', async () => {
      world = await publishingWorld(ci, { incident });
      await answered('bookshop');
      command = maven('-Dtest=PostgresSchemaTest#runsEveryMigration', 'test');
      const migrations = 'bookshop/src/main/resources/db/migration';
      const taken = `${migrations}/V14__add_binding_to_book.sql`;
      const sql = 'ALTER TABLE book ADD COLUMN binding VARCHAR(20);\n';
      await stage('create-pr');
      await world.github.act.push({ branch: 'main', files: { [taken]: sql } });
      expect(await turns()).toEqual(['mended', 'green']);
      expect(Object.keys(open()[0]!.files)).toEqual([`${migrations}/V15__drop_price_old_from_book.sql`]);
      await endsThere();
    }, 400_000);

    test('an import that the fix took away and still needs comes back', async () => {
      world = await publishingWorld(ci, { incident });
      const path = 'bookshop/src/main/java/com/bookshop/book/BookService.java';
      await answered('bookshop', (fix) =>
        changed(fix, path, (text) =>
          text
            .replace(/^import org\.springframework\.stereotype\.Service;\n/m, '')
            .replace(/class BookService \{\n/, '$&\n    private static final int SHELVES = 12;\n'),
        ),
      );
      command = maven('compile');
      await stage('create-pr');
      expect(await turns()).toEqual(['mended', 'green']);
      expect(open()[0]!.body).toContain('the import is back');
      await endsThere();
    }, 400_000);
  });

  describe('of a small service', () => {
    const culprits = { 'receipt.py': 'def receipt(order):\n    return str(order)\n' };
    const begin = async (name: string, files: Record<string, string>, wrong = false) => {
      world = await publishingWorld({ ...ci, ...files }, { culprits });
      const bad = (fix: Remediation) =>
        changed(fix, 'checkout.py', (text) => text.replace('order["sum"]', 'order["total"]'));
      await answered(name, wrong ? bad : undefined);
      command = python;
    };

    test('a fix that breaks a test is planned anew, as something else', async () => {
      await begin('test', { 'test_checkout.py': sampleTest }, true);
      await stage('create-pr');
      expect(await turns()).toEqual(['mended', 'green']);
      await endsThere();
    });

    test('a default branch that is red too is left alone', async () => {
      const broken = sampleTest.replace('"order")', '"invoice")');
      await begin('base', { 'test_checkout.py': broken });
      await stage('create-pr');
      tree = join(scratch, 'base-main');
      mkdirSync(tree);
      for (const [path, text] of Object.entries(state().files('main'))) {
        mkdirSync(dirname(join(tree, path)), { recursive: true });
        writeFileSync(join(tree, path), text);
      }
      const { stdout, stderr } = spawnSync(python[0]!, python.slice(1), { cwd: tree, encoding: 'utf8' });
      const jobs = [{ name: 'test', log: `${stdout}${stderr}` }];
      await world.github.act.addRun({ workflow: 'ci.yml', branch: 'main', conclusion: 'failure', jobs });
      const before = open();
      expect(await turns()).toEqual(['base-red']);
      expect(open().map(({ number, files }) => ({ number, files }))).toEqual(
        before.map(({ number, files }) => ({ number, files })),
      );
    });

    test('a flaky test is run again, and nothing is changed', async () => {
      await begin('flaky', { 'test_stock.py': flakyTest });
      await world.github.act.addRun({ workflow: 'ci.yml', branch: 'main', conclusion: 'success' });
      await stage('create-pr');
      const [before] = open();
      expect(await turns()).toEqual(['again', 'green']);
      expect(open()[0]).toEqual(before);
    });
  });

  /** The fix with another edit: what a person or a model got wrong. */
  async function changed(fix: Remediation, path: string, by: (text: string) => string): Promise<Remediation> {
    const readFile = async (file: string, sha: string) => state().files(sha)[file];
    const head = { repository: '', branch: 'main', sha: fix.baseSha, shallow: false };
    const own = fix.edits.find((edit) => edit.path === path)?.content;
    const content = by(own ?? (await readFile(path, fix.baseSha))!);
    const made = await toFileEdits({ edits: [{ path, content }] }, head, { readFile });
    return { ...fix, ...made };
  }
});
