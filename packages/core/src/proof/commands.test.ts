import { expect, test } from 'vitest';
import { suiteOf, testsRan } from './commands.ts';

const files = [
  'README.md',
  'shop/pom.xml',
  'shop/src/main/java/A.java',
  'web/package.json',
  'web/package-lock.json',
  'web/src/a.ts',
  'api/go.mod',
  'api/internal/pay/pay.go',
  'jobs/build.gradle.kts',
  'jobs/gradlew',
  'tool/Cargo.toml',
  'data/pyproject.toml',
  'data/pkg/x.py',
  'net/Shop.sln',
  'net/Shop/Cart.cs',
  'deploy/base/app.yaml',
];

test.each([
  ['shop/src/main/java/A.java', ['mvn --batch-mode --no-transfer-progress test in shop']],
  ['web/src/a.ts', ['npm ci --no-audit --no-fund in web', 'npm test in web']],
  ['api/internal/pay/pay.go', ['go test ./... in api']],
  ['jobs/src/a.kt', ['./gradlew --console=plain test in jobs']],
  ['tool/src/main.rs', ['cargo test --quiet in tool']],
  ['data/pkg/x.py', ['python3 -m pytest --quiet in data']],
  ['net/Shop/Cart.cs', ['dotnet test --nologo in net']],
  ['deploy/base/app.yaml', []],
])('the tests of %s are those of the nearest build file', (path, commands) => {
  expect(suiteOf(files, [path]).map(({ args, folder }) => `${args.join(' ')} in ${folder}`)).toEqual(commands);
});

test('a fix of two parts runs the tests of both, each once, and a build at the root serves what has none of its own', () => {
  const suite = suiteOf([...files, 'pom.xml'], ['web/src/a.ts', 'web/src/b.ts', 'deploy/base/app.yaml']);

  expect(suite.map(({ args, folder }) => [args[0], folder])).toEqual([
    ['npm', 'web'],
    ['npm', 'web'],
    ['mvn', ''],
  ]);
});

test.each([
  ['[ERROR] Tests run: 4, Failures: 1, Errors: 0', true],
  ['[INFO] Tests run: 0, Failures: 0', false],
  ['3 tests completed, 1 failed', true],
  ['========= 1 failed, 3 passed in 0.20s =========', true],
  ['no tests ran in 0.01s', false],
  ['# tests 12\n# pass 12', true],
  [' Test Files  1 passed (1)\n      Tests  4 passed (4)', true],
  ['No test files found, exiting with code 1', false],
  ['--- FAIL: TestPay (0.00s)', true],
  ['ok  \tshop/pay\t0.012s', true],
  ['test result: ok. 5 passed; 0 failed; 0 ignored', true],
  ['Passed!  - Failed:     0, Passed:     8, Skipped:     0', true],
  ['OK (7 tests, 20 assertions)', true],
  ['12 examples, 0 failures', true],
  ['', undefined],
  ['all manifests are fine', undefined],
])('whether %j tells that tests ran', (output, ran) => {
  expect(testsRan(output)).toBe(ran);
});
