import { describe, expect, test } from 'vitest';
import type { FilePair } from '../remediations/unified.ts';
import { weakenedTests } from './weakened-tests.ts';

/** `kind name` of each weakening, in order. */
function found(pairs: readonly FilePair[], takesBack: readonly FilePair[] = []): string[] {
  return weakenedTests(pairs, takesBack).map(({ kind, name }) => `${kind} ${name}`.trim());
}

interface Sample {
  readonly framework: string;
  readonly path: string;
  /** Two tests, `one` with two assertions and `two` with one. */
  readonly text: string;
  readonly names: readonly [string, string];
  /** The text of test one, and one of its assertions. */
  readonly one: string;
  readonly assertion: string;
  /** Replacements that switch test one off. */
  readonly offs: readonly (readonly [from: string, to: string])[];
}

function sampleOf(
  framework: string,
  path: string,
  [head, one, two, tail]: readonly [string, string, string, string],
  names: readonly [string, string],
  assertion: string,
  offs: Sample['offs'],
): Sample {
  return { framework, path, text: head + one + two + tail, names, one, assertion, offs };
}

const samples: readonly Sample[] = [
  sampleOf(
    'JUnit',
    'src/test/java/ATest.java',
    [
      'class ATest {\n',
      '  @Test\n  @DisplayName("adds (all)")\n  void one() throws Exception {\n    int x = add(1, 2);\n    assertEquals(3, x);\n    assertThat(x).isPositive();\n  }\n',
      '  @ParameterizedTest\n  @CsvSource({\n    "1, 2",\n    "2, 3"\n  })\n  public <T> void two(int a) {\n    assertTrue(a > 0); // not @Disabled\n  }\n',
      '}\n',
    ],
    ['one', 'two'],
    '    assertEquals(3, x);\n',
    [
      ['  @Test\n', '  @Test\n  @Disabled("later")\n'],
      ['  @Test\n', '  @Ignore @Test\n'],
      ['    int x', '    assumeTrue(false);\n    int x'],
    ],
  ),
  sampleOf(
    'TestNG',
    'src/test/java/ATest.java',
    [
      'class ATest {\n',
      '  @Test\n  public void one() {\n    assertEquals(a(), 3);\n    assertNull(b());\n  }\n',
      '  @Test(groups = "x") public void two() {\n    assertTrue(c());\n  }\n',
      '}\n',
    ],
    ['one', 'two'],
    '    assertNull(b());\n',
    [['@Test\n', '@Test(enabled = false)\n']],
  ),
  sampleOf(
    'Spock',
    'src/test/groovy/ASpec.groovy',
    [
      'class ASpec extends Specification {\n',
      '  def "adds one"() {\n    expect:\n    add(1) == 2\n    add(2) == 3\n  }\n',
      "  def 'adds two'() {\n    expect:\n    add(1, 1) == 2\n  }\n",
      '}\n',
    ],
    ['adds one', 'adds two'],
    '    add(2) == 3\n',
    [['  def "adds one"', '  @Ignore\n  def "adds one"']],
  ),
  sampleOf(
    'kotlin.test',
    'src/test/kotlin/ATest.kt',
    [
      'class ATest {\n',
      '  @Test fun `adds one`() {\n    val x = add(1)\n    assertEquals(2, x)\n    assertNotNull(x)\n  }\n',
      '  @Test\n  fun two() = assertTrue(ok())\n',
      '}\n',
    ],
    ['adds one', 'two'],
    '    assertNotNull(x)\n',
    [['@Test fun `adds', '@Disabled @Test fun `adds']],
  ),
  sampleOf(
    'pytest',
    'tests/test_a.py',
    [
      'import a\n\n',
      '@pytest.mark.parametrize("x", [\n    1,\n])\nasync def test_one(x):\n    y = await a.add(x)\n    assert y == 2\n    assert y > 0  # sure\n\n',
      'def test_two():\n    with pytest.raises(ValueError):\n        a.add(None)\n',
      '',
    ],
    ['test_one', 'test_two'],
    '    assert y > 0  # sure\n',
    [
      ['@pytest.mark.param', '@pytest.mark.skip(reason="x")\n@pytest.mark.param'],
      ['@pytest.mark.param', '@pytest.mark.xfail\n@pytest.mark.param'],
      ['    y = await', '    pytest.skip("no")\n    y = await'],
    ],
  ),
  sampleOf(
    'unittest',
    'tests/test_a.py',
    [
      'class ATest(TestCase):\n',
      '    def test_one(self):\n        x = add(1)\n        self.assertEqual(x, 2)\n        self.assertTrue(x)\n',
      '    def test_two(self):\n        self.assertIsNone(add(None))\n',
      '',
    ],
    ['test_one', 'test_two'],
    '        self.assertTrue(x)\n',
    [
      ['    def test_one', '    @unittest.skip("x")\n    def test_one'],
      ['        x = add', '        self.skipTest("x")\n        x = add'],
    ],
  ),
  sampleOf(
    'Vitest, Jest, Mocha',
    'src/a.test.ts',
    [
      "describe('a', () => {\n",
      "  it('adds one', async () => {\n    const x = await add(1);\n    expect(x).toBe(2);\n    expect(x).toBeGreaterThan(0);\n  });\n",
      "  test.each([\n    [1, 2],\n  ])('adds %s', (a, b) => {\n    expect(add(a)).toBe(b);\n  });\n",
      '});\n',
    ],
    ['adds one', 'adds %s'],
    '    expect(x).toBeGreaterThan(0);\n',
    [
      ["it('adds one'", "it.skip('adds one'"],
      ["it('adds one'", "xit('adds one'"],
      ["it('adds one'", "it.only('adds one'"],
      ["it('adds one'", "it.fails('adds one'"],
    ],
  ),
  sampleOf(
    'node:test',
    'test/a.test.mjs',
    [
      '',
      "test('one', () => {\n  const x = add(1);\n  assert.equal(x, 2);\n  assert.ok(x);\n});\n",
      "test('two', (t) => {\n  t.assert.equal(add(2), 3);\n});\n",
      '',
    ],
    ['one', 'two'],
    '  assert.ok(x);\n',
    [
      ["test('one', ", "test('one', { skip: true }, "],
      ["test('one', () => {\n", "test('one', (t) => {\n  t.skip('no');\n"],
    ],
  ),
  sampleOf(
    'go test',
    'a_test.go',
    [
      'package a\n\n',
      'func TestOne(t *testing.T) {\n\tx := add(1)\n\tif x != 2 {\n\t\tt.Errorf("got %d", x)\n\t}\n\trequire.NotNil(t, x)\n}\n',
      'func (s *Suite) TestTwo() {\n\ts.Equal(1, one())\n}\n',
      '',
    ],
    ['TestOne', 'TestTwo'],
    '\trequire.NotNil(t, x)\n',
    [['\tx := add', '\tt.Skip("flaky")\n\tx := add']],
  ),
  sampleOf(
    'Rust',
    'src/lib.rs',
    [
      'pub fn add() {}\n#[cfg(test)]\nmod tests {\n',
      '    #[test]\n    fn one() {\n        let x = add(1);\n        assert_eq!(x, 2);\n        assert!(x > 0);\n    }\n',
      '    #[tokio::test]\n    async fn two() {\n        assert!(ok().await);\n    }\n',
      '}\n',
    ],
    ['one', 'two'],
    '        assert!(x > 0);\n',
    [['    #[test]\n', '    #[test]\n    #[ignore = "slow"]\n']],
  ),
  sampleOf(
    'RSpec',
    'spec/a_spec.rb',
    [
      'RSpec.describe A do\n',
      "  it 'adds one' do\n    x = add(1)\n    expect(x).to eq(2)\n    expect(x).to be > 0\n  end\n",
      "  it 'adds two' do\n    expect { add(nil) }.to raise_error(X)\n  end\n",
      'end\n',
    ],
    ['adds one', 'adds two'],
    '    expect(x).to be > 0\n',
    [
      ["it 'adds one'", "xit 'adds one'"],
      ["it 'adds one' do", "it 'adds one', skip: true do"],
      ['    x = add', "    pending 'later'\n    x = add"],
    ],
  ),
  sampleOf(
    'Minitest',
    'test/a_test.rb',
    [
      'class ATest < Minitest::Test\n',
      '  def test_one\n    x = add(1)\n    assert_equal 2, x\n    refute_nil x\n  end\n',
      '  def test_two\n    assert_raises(X) { add(nil) }\n  end\n',
      'end\n',
    ],
    ['test_one', 'test_two'],
    '    refute_nil x\n',
    [['    x = add', "    skip 'later'\n    x = add"]],
  ),
  sampleOf(
    'xUnit, NUnit',
    'tests/ATests.cs',
    [
      'public class ATests\n{\n',
      '    [Fact]\n    public async Task One()\n    {\n        var x = await Add(1);\n        Assert.Equal(2, x);\n        x.Should().BePositive();\n    }\n',
      '    [Theory, Trait("a", "b")]\n    [InlineData(1)]\n    public void Two(int a)\n    {\n        Assert.That(a > 0);\n    }\n',
      '}\n',
    ],
    ['One', 'Two'],
    '        Assert.Equal(2, x);\n',
    [
      ['[Fact]', '[Fact(Skip = "later")]'],
      ['[Fact]', '[Fact]\n    [Ignore("x")]'],
    ],
  ),
  sampleOf(
    'PHPUnit',
    'tests/ATest.php',
    [
      '<?php\nclass ATest extends TestCase {\n',
      '  public function testOne(): void {\n    $x = add(1);\n    $this->assertSame(2, $x);\n    self::assertNotNull($x);\n  }\n',
      '  /** @test */\n  public function two() {\n    $this->expectException(X::class);\n  }\n',
      '}\n',
    ],
    ['testOne', 'two'],
    '    self::assertNotNull($x);\n',
    [['    $x = add', "    $this->markTestSkipped('later');\n    $x = add"]],
  ),
];

describe.each(samples)('$framework', ({ path, text, names, one, assertion, offs }) => {
  const change = (after: string | undefined): FilePair[] => [{ path, before: text, after }];

  test('its tests stay as they are under changes that weaken nothing', () => {
    expect(found(change(`${text}\n`))).toEqual([]);
    expect(found(change(text.replace('2', '20')))).toEqual([]);
    expect(found([{ path, before: undefined, after: text }])).toEqual([]);
  });

  test('a test that is gone is named', () => {
    expect(found(change(text.replace(one, '')))).toEqual([`test-removed ${names[0]}`]);
  });

  test('a deleted file is named, with its tests', () => {
    const all = [`test-removed ${names[0]}`, `test-removed ${names[1]}`];
    const expected = path.endsWith('lib.rs') ? all : ['file-deleted', ...all];
    expect(found(change(undefined))).toEqual(expected);
  });

  test('a lost assertion is named, a changed one is not', () => {
    expect(found(change(text.replace(assertion, '')))).toEqual([`assertion-removed ${names[0]}`]);
    expect(found(change(text.replace(assertion, assertion.replace(/(\w)(\W*)$/, '$1x$2'))))).toEqual([]);
  });

  test.each(offs)('%j → %j switches it off', (from, to) => {
    expect(text).toContain(from);
    const off = text.replace(from, to);
    expect(found(change(off))).toEqual([`test-skipped ${names[0]}`]);
    expect(found([{ path, before: off, after: text }])).toEqual([]);
  });

  test('a renamed or moved test is not gone', () => {
    const renamed = text.replace(names[0], `${names[0]}Really`);
    expect(found(change(renamed))).toEqual([]);
    const moved = path.replace(/(\w+)\.(\w+)$/, 'moved/$1.$2');
    expect(
      found([
        { path, before: text, after: undefined },
        { path: moved, before: undefined, after: text },
      ]),
    ).toEqual([]);
    expect(
      found([
        { path, before: text, after: text.replace(one, '') },
        { path: moved, before: undefined, after: text.replace(one, '') + one },
      ]),
    ).toEqual([]);
  });

  test('a moved test that lost an assertion is named', () => {
    const moved = path.replace(/(\w+)\.(\w+)$/, 'moved/$1.$2');
    const pairs = [
      { path, before: text, after: undefined },
      { path: moved, before: undefined, after: text.replace(assertion, '') },
    ];
    expect(found(pairs)).toEqual([`assertion-removed ${names[0]}`]);
  });

  test('what a change brought may go when it is taken back, and no more', () => {
    const without = text.replace(one, '');
    const brought: FilePair[] = [{ path, before: without, after: text }];
    expect(found(change(without), brought)).toEqual([]);
    expect(found(change(undefined), brought)).toContain(`test-removed ${names[1]}`);
    expect(found(change(undefined), brought)).not.toContain(`test-removed ${names[0]}`);
    expect(found(change(undefined), [{ path, before: undefined, after: text }])).toEqual([]);
  });
});

test('an assertion that always holds takes no place of another', () => {
  const before = "test('a', () => {\n  expect(f()).toBe(2);\n});\n";
  const after = "test('a', () => {\n  expect(true).toBe(true);\n});\n";
  expect(found([{ path: 'a.test.ts', before, after }])).toEqual(['assertion-removed a']);
});

test('an assertion that moved into a helper is not lost', () => {
  const before = "test('a', () => {\n  f();\n  expect(g).toBe(2);\n});\n";
  const after = "function check() {\n  expect(g).toBe(2);\n}\ntest('a', () => {\n  f();\n  check();\n});\n";
  expect(found([{ path: 'a.test.ts', before, after }])).toEqual([]);
});

test('a file that is switched off as a whole is named', () => {
  const java = 'class ATest {\n  @Test void a() { assertTrue(b()); }\n}\n';
  expect(found([{ path: 'src/test/ATest.java', before: java, after: `@Disabled\n${java}` }])).toEqual([
    'test-skipped ATest',
  ]);
  const go = 'package a\n\nfunc TestA(t *testing.T) { t.Fatal() }\n';
  expect(found([{ path: 'a_test.go', before: go, after: `//go:build never\n\n${go}` }])).toEqual(['test-skipped']);
  const js = "describe('a', () => {\n  it('b', () => { expect(c).toBe(1); });\n});\n";
  expect(found([{ path: 'a.spec.js', before: js, after: js.replace('describe(', 'describe.skip(') }])).toEqual([
    'test-skipped a',
  ]);
  expect(found([{ path: 'a.spec.js', before: js, after: `${js}describe.only('x', () => {});\n` }])).toEqual([
    'test-skipped x',
  ]);
  const py = 'def test_a():\n    assert b()\n';
  expect(found([{ path: 'test_a.py', before: py, after: `pytestmark = pytest.mark.skip\n${py}` }])).toEqual([
    'test-skipped',
  ]);
});

test('code that only looks like tests is none', () => {
  const code = 'def test_connection():\n    assert ping()\n';
  expect(found([{ path: 'app/db.py', before: code, after: '' }])).toEqual([]);
  const java = 'class A { void check() { assert x; } }';
  expect(found([{ path: 'src/main/java/A.java', before: java, after: 'class A {}' }])).toEqual([]);
});

describe('settings that switch tests off', () => {
  const cases: readonly (readonly [path: string, before: string, after: string])[] = [
    ['pom.xml', '<properties>\n</properties>', '<properties>\n<skipTests>true</skipTests>\n</properties>'],
    [
      'pom.xml',
      '<configuration>\n</configuration>',
      '<configuration>\n<testFailureIgnore>true</testFailureIgnore>\n</configuration>',
    ],
    [
      'pom.xml',
      '<configuration>\n</configuration>',
      '<configuration>\n<excludes>\n<exclude>**/PriceTest.java</exclude>\n</excludes>\n</configuration>',
    ],
    ['.mvn/maven.config', '-T1\n', '-T1\n-DskipTests\n'],
    ['Makefile', 'test:\n\tmvn verify\n', 'test:\n\tmvn verify -Dmaven.test.skip=true\n'],
    ['build.gradle', 'test {\n}\n', 'test {\n  ignoreFailures = true\n}\n'],
    ['build.gradle.kts', 'tasks.test {\n}\n', "tasks.test {\n  exclude('**/PriceTest*')\n}\n"],
    ['vitest.config.ts', 'test: { exclude: [] }', "test: { exclude: ['src/price.test.ts'] }"],
    [
      'jest.config.js',
      'module.exports = {}',
      "module.exports = { testPathIgnorePatterns: ['/node_modules/', 'price'] }",
    ],
    ['package.json', '{"scripts": {\n"test": "vitest run"\n}}', '{"scripts": {\n"test": "exit 0"\n}}'],
    [
      'package.json',
      '{"scripts": {\n"test": "vitest run"\n}}',
      '{"scripts": {\n"test": "vitest run --passWithNoTests"\n}}',
    ],
    ['pytest.ini', '[pytest]\n', '[pytest]\naddopts = --deselect tests/test_a.py::test_b\n'],
    ['pyproject.toml', 'addopts = "-q"\n', 'addopts = "-q --ignore=tests/test_a.py"\n'],
    ['ci.sh', 'go test ./...\n', 'go test ./... || true\n'],
    [
      'A.csproj',
      '<PropertyGroup>\n</PropertyGroup>',
      '<PropertyGroup>\n<IsTestProject>false</IsTestProject>\n</PropertyGroup>',
    ],
  ];
  test.each(cases)('%s: %j → %j', (path, before, after) => {
    expect(weakenedTests([{ path, before, after }]).map(({ kind }) => kind)).toEqual(['tests-switched-off']);
    expect(weakenedTests([{ path, before: after, after: `${after}\n` }])).toEqual([]);
    expect(weakenedTests([{ path, before, after }], [{ path, before: after, after: before }])).toEqual([]);
  });

  test.each([
    [
      'pom.xml',
      '<dependency>\n</dependency>',
      '<dependency>\n<exclusions><exclusion><groupId>a.test</groupId></exclusion></exclusions>\n</dependency>',
    ],
    ['pom.xml', '<skipTests>false</skipTests>', `<skipTests>$\{skip}</skipTests>`],
    ['vitest.config.ts', 'test: {}', "test: { exclude: ['**/node_modules/**', 'dist/**'] }"],
    ['tsconfig.json', '{"exclude": []}', '{"exclude": ["src/a.test.ts"]}'],
    ['deploy/values.yaml', 'replicas: 1\n', 'replicas: 2\n'],
    ['Makefile', '# mvn -DskipTests\n', '# mvn -DskipTests package\n'],
  ])('%s: %j → %j is none', (path, before, after) => {
    expect(weakenedTests([{ path, before, after }])).toEqual([]);
  });
});

test.each([
  ['src/test/ATest.java', '/*'],
  ['src/test/ATest.java', '@A('],
  ['tests/ATest.php', '/** @tes '],
  ['a.test.ts', 'it(a)\n'],
  ['a.test.ts', "it.each(`('"],
  ['test_a.py', 'def test_a(): assert x\n'],
  ['pom.xml', '<exclude>'],
  ['jest.config.js', 'ignore = ['],
  ['Makefile', 'mvn '],
])('%s full of %j is read to its end', (path, piece) => {
  const before = piece.repeat(Math.floor(600_000 / piece.length));
  expect(weakenedTests([{ path, before, after: `${before}\n` }])).toEqual([]);
});
