import type { Sign } from '../types.ts';

/**
 * Wording of linkers and loaders that find another version of a library than the code was made for.
 *
 * The Java linkage errors (JLS 12.3, JVMS 5.4), Node module errors, Python imports, .NET fusion, RubyGems and Bundler, Go modules, PHP and
 * Composer, ELF loaders, Terraform providers.
 */
export const signs: readonly Sign[] = [
  {
    in: ['log', 'alert'],
    pattern:
      /NoSuchMethodError: (?:'?(?:[\w.$<>[\]]{1,120} )?(?<class>[\w.$/]{1,160})\.(?<method>\w{1,80}|<init>)\(|[^\n]{0,80})|NoSuchFieldError: ?(?<field>\w{1,80})?|AbstractMethodError|IncompatibleClassChangeError|UnsupportedClassVersionError|\bVerifyError\b|IllegalAccessError|UnsatisfiedLinkError|attempt was made to call a method that does not exist|contains compatible versions of/,
    weight: 5,
    means: 'classes of different versions meet',
  },
  {
    in: ['log', 'alert'],
    pattern:
      /NoClassDefFoundError: (?:Could not initialize class )?(?<class>[\w.$/]{1,160})|ClassNotFoundException: (?<class2>[\w.$/]{1,160})|\bLinkageError\b|BootstrapMethodError/,
    weight: 4,
    means: 'a class cannot be found',
  },
  {
    in: ['log', 'alert'],
    pattern:
      /ERR_REQUIRE_ESM|ERR_PACKAGE_PATH_NOT_EXPORTED|Cannot find (?:module|package) '(?<package>@?[\w-][^'\n]{0,120})'|\bMODULE_NOT_FOUND\b|ERR_MODULE_NOT_FOUND|does not provide an export named '?(?<method>\w{1,80})|ERR_UNSUPPORTED_DIR_IMPORT|ERR_DLOPEN_FAILED|compiled against a different Node\.js version|Package subpath '(?<path>[^'\n]{1,120})' is not defined by "exports"/,
    weight: 4.5,
    means: 'a Node package cannot be loaded',
  },
  {
    in: ['log', 'alert'],
    pattern:
      /ImportError: cannot import name '?(?<method>\w{1,80})'? from '?(?<module>[\w.]{1,120})|ModuleNotFoundError: No module named '?(?<module2>[\w.]{1,120})|AttributeError: module '(?<module3>[\w.]{1,120})' has no attribute '(?<method2>\w{1,80})'|DistributionNotFound|VersionConflict|dtype size changed|binary incompatibility|ImportError: [^\n]{0,160}undefined symbol|PackageNotFoundError|A module that was compiled using NumPy/,
    weight: 4.5,
    means: 'a Python module is missing or another version',
  },
  {
    in: ['log', 'alert'],
    pattern:
      /MissingMethodException(?:: Method not found: '[^'\n]{0,60}? ?(?<class>[\w.]{1,160})\.(?<method>\w{1,80})\()?|MissingFieldException|TypeLoadException|FileLoadException|Could not load (?:file or assembly|type) '(?<package>[\w.]{1,120})|ReflectionTypeLoadException|found conflicts between different versions/,
    weight: 4.5,
    means: 'a .NET assembly is missing or another version',
  },
  {
    in: ['log', 'alert'],
    pattern:
      /Gem::(?:LoadError|MissingSpec\w*|Conflict\w*)|Bundler::(?:GemNotFound|VersionConflict)|cannot load such file -- (?<package>[\w./-]{1,160})|You have already activated (?<package2>[\w.-]{1,80})|Could not find (?<package3>[\w-]{1,80}-\d[\w.]{0,20}) in any of the sources/,
    weight: 4.5,
    means: 'a Ruby gem is missing or another version',
  },
  {
    in: ['log', 'alert'],
    pattern:
      /missing go\.sum entry|but does not contain package|plugin was built with a different version of package (?<package>[\w./-]{1,160})|duplicate metrics collector registration attempted|proto: (?:file|duplicate)[^\n]{0,120}(?:already registered|registered)|flag redefined: (?<flag>[\w.-]{1,60})|Class "(?<class>[\w\\]{1,160})" not found|Call to undefined (?:method|function) (?<method>[\w\\:]{1,160})|Composer detected issues in your platform/,
    weight: 4,
    means: 'a package does not fit its users',
  },
  {
    in: ['log', 'alert'],
    pattern:
      /error while loading shared libraries: (?<package>[\w.+-]{1,120})|version [`'"]?(?:GLIBC|GLIBCXX|OPENSSL|CXXABI)_[\d.]{1,12}['"]? not found|symbol lookup error|Library not loaded|undefined symbol: (?<method>\w{1,120})|exec format error/,
    weight: 4,
    means: 'a native library is missing or another version',
  },
  {
    in: ['log', 'alert'],
    pattern:
      /(?:was|were|has been|have been) removed (?:in|from|since) (?:version |v)?\d|has been (?:moved|renamed) to|\bbehaviou?r change in [A-Z]?[\w.-]{1,30} v?\d|replace it with `[^`\n]{1,80}`|\bmigration guide\b|errors\.pydantic\.dev\/|PydanticImportError|no longer (?:supported|available|exported) (?:in|since|from|as of) (?:version |v)?\d|requires (?:peer )?[\w@/.-]{1,80}[@ ](?:\^|~|>=|<)|incompatible (?:library |package |driver )?versions?|version mismatch|got an unexpected keyword argument '(?<argument>\w{1,60})'|Inconsistent dependency lock file|Provider produced inconsistent|Unsupported (?:argument|block type)|Error: Failed to query available provider packages/,
    weight: 2.6,
    means: 'a library says that its interface has changed',
  },
  {
    in: ['log'],
    pattern:
      /TypeError: (?:\(0 ?, ?[\w.$]{1,80}\)|\w{1,40}_\d{1,3}\.[\w.]{1,80}|\w{1,40}_\d{1,3}\.default)(?:\.\w{1,60})? is not a (?:function|constructor)|is not a constructor$|default is not a (?:function|constructor)/m,
    weight: 3.5,
    means: 'an imported name is no longer what it was',
  },
  {
    in: ['log'],
    pattern: /TypeError|AttributeError|NoMethodError|ReferenceError|ArgumentError|ERR_/,
    frame: /node_modules|site-packages|dist-packages|\/gems\/|go\/pkg\/mod|\/vendor\//,
    weight: 2.6,
    means: 'the error is raised inside a library',
  },
  {
    in: ['alert', 'log'],
    pattern:
      /\b(?:after|since|following)\b[^\n]{0,40}\b(?:upgrade|bump|dependency update|version change)\b|\bupgraded? (?:to|from) v?\d/i,
    weight: 1,
    means: 'an upgrade is spoken of',
  },
];
