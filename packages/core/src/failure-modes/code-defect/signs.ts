import type { Sign } from '../types.ts';

/**
 * Wording of runtimes when a program does what it cannot do: the ordinary bug.
 *
 * Java, Kotlin, Python, JavaScript, Go, .NET, Ruby, PHP, Rust, native code, and serialisers between them.
 */
export const signs: readonly Sign[] = [
  {
    in: ['log', 'alert'],
    pattern:
      /NullPointerException(?:: [^\n]{0,120}because "?(?<variable>[^"\n]{1,120}?)"? is null)?|ClassCastException|(?:Array|String)?IndexOutOfBoundsException|ConcurrentModificationException|StackOverflowError|ArithmeticException|LazyInitializationException|UninitializedPropertyAccess|NoSuchElementException|DateTimeParseException|NumberFormatException|EmptyResultDataAccess|NonUniqueResult|TransientObjectException/,
    weight: 3.6,
    means: 'Java code fails on a value it did not expect',
  },
  {
    in: ['log', 'alert'],
    pattern:
      /AttributeError: '(?<class>\w{1,80})' object has no attribute '(?<method>\w{1,80})'|\bKeyError: |\bTypeError: (?:unsupported operand|'\w{1,40}' object|\w{1,60}\(\) (?:missing|takes|got)|can(?:not|'t)|argument|must be|object of type)|IndexError: |UnboundLocalError|NameError: name '(?<variable>\w{1,80})'|ZeroDivisionError|RecursionError|\bValueError: |AssertionError|UnicodeDecodeError|JSONDecodeError|is not JSON serializable|DoesNotExist\b|SynchronousOnlyOperation/,
    weight: 3.4,
    means: 'Python code fails on a value it did not expect',
  },
  {
    in: ['log', 'alert'],
    pattern:
      /TypeError: (?:Cannot (?:read|set) propert(?:y|ies) (?:'(?<field>[\w$]{1,80})' )?of (?:undefined|null)(?: \((?:reading|setting) '(?<field2>[\w$]{1,80})'\))?|(?<method>[\w.$]{1,120}) is not (?:a function|iterable|a constructor)|undefined is not|Cannot convert|Cannot destructure|Converting circular structure)|ReferenceError: (?<variable>[\w$]{1,80})|Maximum call stack size exceeded|ERR_UNHANDLED_REJECTION|ERR_HTTP_HEADERS_SENT|ERR_INVALID_ARG_TYPE|UnhandledPromiseRejection|SyntaxError: Unexpected|RangeError: (?!Array buffer|Invalid string length)|Uncaught \(in promise\)/,
    weight: 3.5,
    means: 'JavaScript code fails on a value it did not expect',
  },
  {
    in: ['log', 'alert'],
    pattern:
      /invalid memory address or nil pointer dereference|panic: runtime error: (?:index out of range|slice bounds|integer divide)|index out of range \[(?<index>\d{1,12})\]|assignment to entry in nil map|panic: (?:interface conversion|reflect:|close of closed|send on closed)|concurrent map (?:writes|iteration|read)|http: panic serving|\[signal SIGSEGV/,
    weight: 4,
    means: 'Go code panics',
  },
  {
    in: ['log', 'alert'],
    pattern:
      /NullReferenceException|Object reference not set|InvalidCastException|ArgumentNullException|ArgumentOutOfRangeException|IndexOutOfRangeException|KeyNotFoundException|System\.FormatException|Sequence contains (?:no|more than one)|ObjectDisposedException|JsonException|second operation was started on this context/,
    weight: 3.6,
    means: '.NET code fails on a value it did not expect',
  },
  {
    in: ['log', 'alert'],
    pattern:
      /undefined (?:local variable or )?method [`'](?<method>[\w?!=]{1,80})'|NoMethodError|uninitialized constant (?<class>[\w:]{1,120})|wrong number of arguments \(given|ActionView::Template::Error|FrozenError|nil can't be coerced|no implicit conversion of|ActiveModel::UnknownAttributeError|UnpermittedParameters/,
    weight: 3.5,
    means: 'Ruby code fails on a value it did not expect',
  },
  {
    in: ['log', 'alert'],
    pattern:
      /\*\* \((?:FunctionClause|Match|Argument|Key|UndefinedFunction|CaseClause|Protocol\.Undefined|BadMap|Arithmetic)\w{0,20}\)|scala\.MatchError|kotlin\.\w{0,40}Exception|badmatch|function_clause/,
    weight: 3.4,
    means: 'functional code meets a value that no clause takes',
  },
  {
    in: ['log', 'alert'],
    pattern:
      /PHP Fatal error: |Uncaught (?:TypeError|Error|ArgumentCountError|ValueError|Exception)|Call to a member function (?<method>\w{1,80})\(\) on (?:null|bool)|Undefined (?:variable|index|array key|property)[: ]|Attempt to read property "(?<field>\w{1,80})" on null/,
    weight: 3.5,
    means: 'PHP code fails on a value it did not expect',
  },
  {
    in: ['log', 'alert'],
    pattern:
      /panicked at|called `(?:Option|Result)::(?:unwrap|expect)\(\)`|index out of bounds: the len is|already borrowed: BorrowMutError|Segmentation fault|\bSIGABRT\b|double free|AddressSanitizer|stack smashing|exit(?:ed)?[ _-]?(?:with )?(?:code|status)[ :=]{1,3}139/,
    weight: 4,
    means: 'native code aborts',
  },
  {
    in: ['log', 'alert'],
    pattern:
      /Unrecognized (?:field|property) "(?<field>\w{1,80})"|UnrecognizedProperty|MismatchedInput|Cannot deserialize value|Could not (?:read|write) JSON|JSON parse error|InvalidDefinitionException|No serializer found|HttpMessageNot(?:Readable|Writable)|cannot unmarshal \w{1,40} into Go|(?:Deserialization|Serialization)Exception|AvroTypeException|invalid wire type|Infinite recursion|could not be converted to|missing field `(?<field2>\w{1,80})`|unknown variant|pydantic[\w.]{0,40}ValidationError|validation errors? for (?<class>\w{1,80})/,
    weight: 3.3,
    means: 'two sides disagree about the shape of a message',
  },
  {
    in: ['log', 'alert'],
    pattern:
      /No static resource|No (?:handler|mapping) (?:found )?for|Request method '\w{1,10}' (?:is )?not supported|RoutingError|No route matches|NoReverseMatch|Cannot (?:GET|POST|PUT|DELETE) \/|TemplateDoesNotExist|TemplateSyntaxError|TemplateInputException/,
    weight: 2.6,
    means: 'a route or template is not found',
  },
  {
    in: ['log'],
    pattern:
      /IllegalStateException|IllegalArgumentException|UnsupportedOperationException|InvalidOperationException|ArgumentException|RuntimeError|RuntimeException|ArgumentError/,
    weight: 2,
    means: 'code refuses its input or state',
  },
  {
    in: ['log'],
    pattern:
      /Traceback \(most recent call last\)|Unhandled [Ee]xception|[Uu]ncaught (?:exception|error)|Internal Server Error|Servlet\.service\(\)[^\n]{0,80}threw exception|[Uu]nhandled (?:rejection|error)/,
    weight: 1,
    means: 'an exception reaches the outermost caller',
  },
  {
    in: ['log'],
    pattern: /\b[A-Z]\w{2,80}(?:Exception|Error|Failure)\b/,
    frame: /\S/,
    weight: 1.9,
    means: 'an exception with a stack trace is raised',
  },
  {
    in: ['alert'],
    pattern: /\b5(?:00|xx)\b|server errors?|exceptions?\b|error rate|panic/i,
    weight: 0.7,
    means: 'failing requests are what is measured',
  },
];
