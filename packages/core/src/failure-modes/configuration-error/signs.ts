import type { Sign } from '../types.ts';

/**
 * Wording of programs and platforms that reject or miss a setting.
 *
 * Spring Boot failure analysis, Django, Rails credentials, viper and envconfig, .NET options, nginx, kubelet and API server, Cloud Foundry
 * bindings, Terraform, YAML, TOML and JSON parsers.
 */
export const signs: readonly Sign[] = [
  {
    in: ['log', 'alert'],
    pattern:
      /Could not resolve placeholder '(?<key>[\w.-]{1,120})'|Failed to bind properties under '(?<key2>[\w.[\]-]{1,120})'|Failed to configure a DataSource|InvalidConfigDataProperty|ConfigDataResourceNotFound|Config data resource .{0,160} does not exist|Binding to target [^\n]{0,160} failed|OptionsValidationException|ImproperlyConfigured|DisallowedHost|Invalid HTTP_HOST header: '(?<host>[^'\n]{1,120})'|ActiveSupport::MessageEncryptor::InvalidMessage|Missing [`'"]?secret_key_base|[Cc]onfig(?:uration)? validation error|ConnectionString property has not been initialized|[Cc]onnection string[^\n]{0,60}(?:not found|missing|is empty|null|not configured)|"(?<key3>[A-Z][A-Z0-9_]{2,60})" is required/,
    weight: 4.5,
    means: 'a setting is missing or rejected at start',
  },
  {
    in: ['log', 'alert'],
    pattern:
      /[Ee]nv(?:ironment)? ?var(?:iable)?s? [`'"]?(?<key>[A-Za-z]\w{1,80})[`'"]? (?:is |was |must be |are )?(?:not set|missing|required|not found|undefined|unset|not defined|empty|set)|(?:[Mm]issing|[Rr]equired|[Uu]ndefined)(?: required)? (?:environment variable|env(?:ironment)? var|config(?:uration)?(?: key| value| property| setting| option| entry)?|setting|property|option|key)s?[: '"`]{1,4}(?<key2>[A-Za-z][\w.-]{2,80})|KeyError: '(?<key3>[A-Z][A-Z0-9]*_[A-Z0-9_]{1,60})'|key not found: "(?<key4>[A-Z][A-Z0-9_]{3,60})"|\b(?<key5>[A-Z][A-Z0-9]{1,30}_[A-Z0-9_]{2,60}) (?:is|must be|was|environment variable is) (?:not set|required|missing|undefined|set|unset|empty|not defined)|required key (?<key6>\w{2,80}) missing value/,
    weight: 4.5,
    means: 'a setting is missing',
  },
  {
    in: ['log', 'alert'],
    pattern:
      /[Ii]nvalid (?:value|configuration|config|setting|option)[^\n]{0,40}(?:for|in|key|property)[ :'"`]{1,4}(?<key>[\w.-]{2,80})|[Uu]nknown (?:configuration |config )?(?:option|directive|field|property|setting|key)s?[ :]{1,2}["'`](?<key2>[\w.-]{2,80})|\[emerg\] [^\n]{0,120}|nginx: configuration file|unrecognized (?:option|arguments?|configuration parameter)|unknown (?:flag|shorthand flag): |[Cc]onfig(?:uration)? (?:error|is invalid|validation failed|file [^\n]{0,80}not found)|[Ff]ailed to (?:load|parse|read|validate) (?:the )?config(?:uration)?|[Bb]ad configuration|ConfigException|ConfigurationException|ConfigurationError|Property: (?<key3>[\w.-]{2,120})\s*\n\s*Value:/,
    weight: 4,
    means: 'a setting is rejected',
  },
  {
    in: ['log', 'alert'],
    pattern:
      /mapping values are not allowed here|could not find expected ':'|error converting YAML|yaml: (?:line \d+|unmarshal errors)|found character .{1,6} that cannot start any token|YAMLException|ScannerError|TOMLDecodeError|toml: |invalid character .{1,6} (?:looking for|after)|Error parsing (?:config|settings|properties)|\.(?:ya?ml|toml|json|ini|properties|conf)\b[^\n]{0,40}(?:syntax|parse|parsing) error/i,
    weight: 3,
    means: 'a configuration file cannot be parsed',
  },
  {
    in: ['log', 'alert'],
    pattern:
      /CreateContainerConfigError|couldn't find key (?<key>[\w.-]{1,80}) in (?:ConfigMap|Secret) (?<object>[\w./-]{1,120})|(?:configmap|secret) "(?<object2>[\w.-]{1,120})" not found|MountVolume\.SetUp failed for volume "(?<volume>[\w.-]{1,120})"|ImagePullBackOff|ErrImagePull|InvalidImageName|Failed to pull image "(?<image>[\w./:@-]{1,200})"|admission webhook [^\n]{0,160}denied|error validating data|is invalid: spec\.(?<key2>[\w.[\]]{1,120})/,
    weight: 4.5,
    means: 'Kubernetes cannot start the workload as it is described',
  },
  {
    in: ['log', 'alert'],
    pattern:
      /database "(?<database>[\w-]{1,80})" does not exist|Unknown database '(?<database2>[\w-]{1,80})'|ORA-125(?:14|05|41)|ORA-12154|Cannot open database "(?<database3>[\w-]{1,80})"|NoSuchBucket|[Ss]pecified (?:bucket|queue|key|container) does not exist|QueueDoesNotExist|NonExistentQueue|UNKNOWN_TOPIC_OR_PARTITION|UnknownTopicOrPartition|Topic (?<topic>[\w.-]{1,120}) not present in metadata|ParameterNotFound|ResourceNotFoundException|No service matches|VCAP_SERVICES|[Ss]ervice binding[^\n]{0,60}(?:not found|missing)/,
    weight: 3.5,
    means: 'a setting names a resource that does not exist',
  },
  {
    in: ['log', 'alert'],
    pattern:
      /(?:ECONNREFUSED|[Cc]onnection refused)[^\n]{0,80}(?:127\.0\.0\.1|localhost|\[?::1)|(?:localhost|127\.0\.0\.1|\[::1\])(?::|\/\S{0,20}:)?(?<port>\d{2,5})[^\n]{0,60}(?:refused|ECONNREFUSED)|Invalid URL|ERR_INVALID_URL|MalformedURLException|unsupported protocol scheme|no Host in request URL|Invalid URI/,
    weight: 3,
    means: 'an address is wrong',
  },
  {
    in: ['log', 'alert'],
    pattern:
      /client intended to send too large body|[Rr]equest entity too large|MaxUploadSizeExceeded|PayloadTooLarge|413 |upstream sent too big header|CORS policy|No 'Access-Control-Allow-Origin'|Invalid CORS request|[Oo]rigin [^\n]{1,120} (?:is )?not allowed|Request header is too large/,
    weight: 3.2,
    means: 'a limit or an allow list of the edge is in the way',
  },
  {
    in: ['log', 'alert'],
    pattern:
      /Error: (?:Invalid value for (?:input )?variable|Reference to undeclared|Missing required argument|Invalid (?:index|function argument|reference|for_each argument)|No value for required variable)|on (?<file>[\w./-]{1,120}\.tf) line \d+/,
    weight: 3.5,
    means: 'Terraform rejects the configuration',
  },
  {
    in: ['log'],
    pattern:
      /APPLICATION FAILED TO START|Application run failed|UnsatisfiedDependencyException|BeanCreationException|No qualifying bean of type '(?<class>[\w.$]{1,160})'|Unable to resolve service for type '(?<class2>[\w.]{1,160})'|Nest can't resolve dependencies/,
    weight: 2,
    means: 'the application cannot be assembled',
  },
  {
    in: ['log'],
    pattern:
      /no such file or directory|FileNotFound(?:Error|Exception)|NoSuchFileException|EACCES|[Pp]ermission denied(?! for)|Address already in use|EADDRINUSE/i,
    weight: 1.6,
    means: 'a path, right or port is not what the program expects',
  },
  {
    in: ['alert', 'log'],
    pattern:
      /CrashLoopBackOff|KubePodNotReady|(?:Readiness|Liveness|Startup) probe failed|replicas? unavailable|rollout (?:stuck|failed)|ProgressDeadlineExceeded/i,
    weight: 0.8,
    means: 'the new version does not become ready',
  },
];
