import { callsIn, declarationsIn, type Found } from './test-starts.ts';

/** How the tests of a language are written, over its usual frameworks. */
export interface Framework {
  readonly files: RegExp;
  /** Comments, and the strings that may look like them; the first group is a comment. */
  readonly comments: RegExp;
  /** Tests and groups of tests in lines without comments, in their order. */
  readonly find: (lines: readonly string[]) => Found[];
  /** What switches a test off, or all others, in the text of a test. */
  readonly skips: RegExp;
  /** Where an assertion begins. */
  readonly asserts: RegExp;
}

const cComments =
  /(\/\*[\s\S]*?(?:\*\/|$)|\/\/[^\n]*)|"""[\s\S]*?"""|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|`(?:[^`\\]|\\.)*`/g;
const hashComments = /(#[^\n]*)|"""[\s\S]*?"""|'''[\s\S]*?'''|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'/g;

/** JUnit 3 to 6, TestNG, Spock, kotlin.test. */
const jvm: Framework = {
  files: /\.(?:java|kt|groovy|scala)$/,
  comments: cComments,
  find: declarationsIn({
    mark: /^@(?!interface)/,
    name: /(?:\b(?:def|void|fun)\s+(?:"([^"]+)"|'([^']+)'|`([^`]+)`)|(\w+))\s*\(/,
    group: /\b(?:class|object|interface|record)\s+(\w+)/,
    isTest: (marks, line, name) =>
      /@(?:\w+\.)*(?:Test|ParameterizedTest|RepeatedTest|TestFactory|TestTemplate|Property)\b/.test(marks) ||
      /^(?:def|void)\s+["']/.test(line) ||
      (/^public\s+void\s/.test(line) && /^test/.test(name)),
  }),
  skips:
    /@(?:\w+\.)*(?:Disabled\w*|Ignore\w*|EnabledIf\w*|EnabledOn\w*|PendingFeature\w*|Requires)\b|\benabled\s*=\s*false|\bassum\w+\(\s*false|\bAssumptions\.abort|\bSkipException\b/g,
  asserts:
    /\b(?:assert\w*|verify\w*|fail|andExpect|expectThrows|shouldThrow)\s*[({]|\bassert\s|\.(?:isEqualTo|expectStatus|expectBody|should\w*)\b|^\s*(?!(?:if|while|for|return)\b)[\w.()[\]"']+\s*==\s*\S+\s*$/,
};

/** pytest and unittest. */
const python: Framework = {
  files: /\.py$/,
  comments: hashComments,
  find: declarationsIn({
    mark: /^@/,
    name: /^(?:async\s+)?def\s+(\w+)/,
    group: /^class\s+(\w+)/,
    isTest: (_, __, name) => /^test/i.test(name),
  }),
  skips:
    /@(?:\w+\.)*(?:skip\w*|xfail|expectedFailure)\b|\bpytest\.(?:skip|xfail|importorskip)\(|\.skipTest\(|\bSkipTest\b|\bpytestmark\s*=.*\b(?:skip\w*|xfail)|\b__test__\s*=\s*False|^collect_ignore/gm,
  asserts: /^\s*assert\b|\.assert\w+\(|\b(?:pytest\.)?raises\(|\bexpect\(/,
};

/** Vitest, Jest, Mocha, node:test, Playwright, Deno. */
const javascript: Framework = {
  files: /\.[cm]?[jt]sx?$/,
  comments: cComments,
  find: callsIn(
    /^(?:await\s+|void\s+)?([xf]?(?:it|test|specify)|[xf]?(?:describe|context|suite)|Deno\.test)((?:\.\w+)*)\s*(?=[(`])/,
  ),
  skips:
    /\b(?:x(?:it|test|specify|describe|context|suite)|f(?:it|describe|context))(?=[.(`])|\b(?:it|test|specify|describe|context|suite)(?:\.\w+)*\.(?:skip|skipIf|runIf|todo|only|fails|failing|fixme)\b|\b(?:this|t|ctx|context)\.(?:skip|todo)\(|\b(?:skip|todo|only):\s*(?!false)/g,
  asserts: /\bexpect(?:TypeOf)?(?:\.\w+)*\s*\(|\b(?:t\.)?assert(?:\.\w+)*\s*\(|\.should\b|\bsinon\.assert\b/,
};

/** testing, testify, and subtests by `t.Run`. */
const go: Framework = {
  files: /_test\.go$/,
  comments: cComments,
  find: declarationsIn({
    mark: /^(?!)/,
    name: /^func\s+(?:\([^)]*\)\s*)?((?:Test|Fuzz|Example)\w*)\s*\(|\bt\.Run\("([^"]+)"/,
    group: /^(?!)/,
    isTest: () => true,
  }),
  skips: /\b\w+\.Skip(?:f|Now)?\(|^\/\/(?:go:build|\s*\+build)\b.*$/gm,
  asserts: /\b\w+\.(?:Error|Errorf|Fatal|Fatalf|Fail|FailNow)\(|\b(?:assert|require|is|s)\.[A-Z]\w*\(|\bcmp\.Diff\(/,
};

/** libtest, tokio, rstest. */
const rust: Framework = {
  files: /\.rs$/,
  comments: /(\/\*[\s\S]*?(?:\*\/|$)|\/\/[^\n]*)|"(?:[^"\\]|\\.)*"|'(?:[^'\\\n]|\\.)'/g,
  find: declarationsIn({
    mark: /^#\[/,
    name: /\bfn\s+(\w+)/,
    group: /^(?:pub\s+)?mod\s+(\w+)/,
    isTest: (marks) => /#\[(?:\w+::)*(?:test|rstest|test_case|wasm_bindgen_test)\b/.test(marks),
  }),
  skips: /#\[(?:ignore|cfg\(any\(\)\))/g,
  asserts: /\b(?:debug_)?assert\w*!|#\[(?:should_panic|test_case|case)\b/,
};

/** RSpec and Minitest. */
const ruby: Framework = {
  files: /\.rb$/,
  comments: hashComments,
  find: callsIn(
    /^([xf]?(?:it|specify|example|scenario|test)|[xf]?(?:describe|context|feature)|RSpec\.describe|def(?=\s+test_))()\s*(?=[\s(])/,
  ),
  skips:
    /^\s*(?:x(?:it|specify|describe|context|scenario|feature)|f(?:it|describe|context))\b|^\s*(?:skip|pending)\b|(?:,\s*|:)(?:skip|pending|focus)\b(?::|\s*=>|\s*(?:do|,))/gm,
  asserts: /\b(?:expect|is_expected)\b|\b(?:assert|refute)\w*\b|\bmust_\w+|\.should\b/,
};

/** NUnit, xUnit, MSTest. */
const csharp: Framework = {
  files: /\.(?:cs|fs)$/,
  comments: cComments,
  find: declarationsIn({
    mark: /^\[/,
    name: /(\w+)\s*(?:<[^>]*>)?\s*\(/,
    group: /\b(?:class|record|struct)\s+(\w+)/,
    isTest: (marks) =>
      /\b(?:Skippable)?(?:Fact|Theory|Test|TestCase|TestCaseSource|TestMethod|DataTestMethod)\b/.test(marks),
  }),
  skips: /\bSkip\s*=|\[\s*(?:Ignore|Explicit)\b|\bAssert\.(?:Ignore|Inconclusive)\(|\bSkip\.(?:If|IfNot)\(/g,
  asserts:
    /\b(?:Assert|StringAssert|CollectionAssert)\.\w+|\.Should\w*\(|\.(?:Verify|Received)\w*\(|\[\s*(?:TestCase|InlineData|DataRow)\(/,
};

/** PHPUnit and Pest. */
const php: Framework = {
  files: /\.php$/,
  comments: /(\/\*[\s\S]*?(?:\*\/|$)|\/\/[^\n]*|#(?!\[)[^\n]*)|"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'/g,
  find(lines) {
    const methods = declarationsIn({
      mark: /^#\[/,
      name: /\bfunction\s+(\w+)\s*\(/,
      group: /\bclass\s+(\w+)/,
      isTest: (marks, _, name) => /^test/.test(name) || /#\[\s*(?:\\?\w+\\)*Test\b/.test(marks),
    })(lines);
    return methods.length > 0 ? methods : callsIn(/^(it|test|describe)()\s*(?=\()/)(lines);
  },
  skips:
    /\bmarkTest(?:Skipped|Incomplete)\b|->(?:skip|todo|only)\(|#\[\s*(?:\\?\w+\\)*(?:Requires\w*|DoesNotPerformAssertions)\b/g,
  asserts: /(?:->|::)(?:assert\w*|expectException\w*)\(|\bexpect\(/,
};

/** All of them; the first whose files fit is a file's. */
export const frameworks: readonly Framework[] = [jvm, python, go, rust, ruby, csharp, php, javascript];

/** Assertions that hold whatever the code does. */
export const hollow =
  /\bassert\w*!?(?:\s*\(|\s)\s*(?:true\b(?!\s*[=!.])|1\s*={2,3}\s*1)|\b(?:assertTrue|assert\.ok|assert\.True|Assert\.(?:True|IsTrue|Pass))\(\s*(?:t,\s*)?(?:true\b|\))|\bassert(?:Equals?|_eq!)\(\s*(\w+)\s*,\s*\1\s*\)|\bexpect\(\s*(true|1|'')\s*\)\.\w+\(\s*(?:true|1|'')?\s*\)/i;
