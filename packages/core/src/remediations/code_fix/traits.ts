/** A way of a code change to cause a failure mode, by what its lines look like. */
export interface CodeTrait {
  readonly side: 'added' | 'removed';
  readonly pattern: RegExp;
  /** 4 is typical of the cause, 2 a hint. */
  readonly weight: number;
}

const growth: readonly CodeTrait[] = [
  {
    side: 'added',
    weight: 4,
    pattern:
      /\bstatic\b[^;(]{0,80}\b(?:\w*Map|\w*List|\w*Set|\w*Queue|\w*Deque|Dictionary|\w*Collection|\w*Bag|ThreadLocal)\b/,
  },
  {
    side: 'added',
    weight: 4,
    pattern:
      /^(?:export\s+)?(?:(?:const|let|var|static|pub)\s+)*[A-Za-z_$@][\w$]*\s*(?::[^=\n]{1,60})?(?::=|=)\s*(?:\{\}|\[\]|dict\(|list\(|set\(|defaultdict|OrderedDict|new (?:Weak)?(?:Map|Set|Array)\b|make\(map|map\[|sync\.Map|Hash\.new|new \w*(?:Map|List|Dictionary)|Concurrent\w+\()/m,
  },
  {
    side: 'added',
    weight: 4,
    pattern:
      /lru_cache\(\s*maxsize\s*=\s*None|@(?:functools\.)?cache\b|@@\w+\s*(?:\|\|)?=|\|\|=\s*\{\}|_\.memoize|\bmemoi[sz]e\b|lazy_static!|OnceCell|static\s+mut\b/i,
  },
  {
    side: 'removed',
    weight: 4,
    pattern:
      /maximumSize|maxsize|max_?entries|expireAfter|expires?_in|\bttl\b|evict|weakKeys|WeakHashMap|WeakMap|LRU|removeEldestEntry/i,
  },
  {
    side: 'removed',
    weight: 2,
    pattern:
      /\.(?:close|remove|clear|delete|dispose|removeListener|off|unsubscribe|cancel)\(|\blimit\b|chunk|stream|paginat|Pageable|iterator|yield\b/i,
  },
  {
    side: 'added',
    weight: 2,
    pattern:
      /\.(?:readAllBytes|readAll|toList|collect|read\(\)|getvalue|fetchall|findAll)\b|readFileSync|ioutil\.ReadAll|io\.ReadAll|addEventListener|\.on\(/,
  },
];

const queries: readonly CodeTrait[] = [
  {
    side: 'added',
    weight: 4,
    pattern:
      /FetchType\.EAGER|FetchMode\.(?:SELECT|EAGER)|lazy\s*[=:]\s*(?:False|'select'|"select")|UseLazyLoadingProxies/,
  },
  {
    side: 'removed',
    weight: 4,
    pattern:
      /join\s+fetch|EntityGraph|@BatchSize|@Fetch\b|FetchType\.LAZY|select_related|prefetch_related|joinedload|selectinload|subqueryload|\.includes\(|eager_load|preload|\.Include\(|DataLoader|in_bulk|findAllById|\bwhere\b[^\n]{0,80}\bin\s*\(/i,
  },
  {
    side: 'added',
    weight: 2,
    pattern:
      /\b(?:for|foreach|each|map|flatMap|forEach)\b[^\n]{0,120}(?:\n[^\n]{0,200}){0,4}?(?:find|query|select|fetch|load|get)\w*\(/i,
  },
];

const locks: readonly CodeTrait[] = [
  {
    side: 'added',
    weight: 2,
    pattern:
      /synchronized|\block\b|\.lock\(|mutex|for update|select_for_update|PESSIMISTIC|isolation|acquire\(|with_lock|lock!/i,
  },
  { side: 'removed', weight: 2, pattern: /order by|sorted?\(|sort\b|unlock|tryLock|timeout|release\(/i },
];

const guards: readonly CodeTrait[] = [
  {
    side: 'removed',
    weight: 2,
    pattern:
      /[!=]=\s*null|is (?:not )?None|\?\.|\?\?|Optional|orElse|getOrDefault|\.get\(|if not |if err|\bnil\b|rescue|\bcatch\b|except|isset|unwrap_or|\bdefault\b|isEmpty|\bpresence\b|undefined|len\(/,
  },
  {
    side: 'added',
    weight: 1,
    pattern:
      /\.get\(\)|!!|\.unwrap\(\)|\[0\]|\.first\(\)|\[['"]\w+['"]\]|\.orElseThrow|as!|parseInt|Integer\.parse|\.First\(\)|\.Value\b/,
  },
];

const byMode: Readonly<Record<string, readonly CodeTrait[]>> = {
  'memory-exhaustion': growth,
  'container-oom-kill': growth,
  'n-plus-one': queries,
  'feature-flag': queries,
  'pool-exhaustion': [
    {
      side: 'removed',
      weight: 4,
      pattern:
        /\.(?:close|release|dispose|Close|Release|Dispose)\(|\btry\s*\(|\busing\b|\bfinally\b|\bdefer\b|\bwith\b[^\n]{0,60}:|ensure|async with/,
    },
    {
      side: 'added',
      weight: 4,
      pattern: /getConnection|openSession|\.connect\(|acquire\(|\.checkout\(|Open\(|REQUIRES_NEW|getClient/,
    },
    {
      side: 'added',
      weight: 2,
      pattern: /@Transactional|\btransaction\b|atomic|BeginTx|RestTemplate|HttpClient|fetch\(|requests\./,
    },
    ...queries,
  ],
  deadlock: locks,
  'auth-mismatch': [
    {
      side: 'added',
      weight: 2,
      pattern:
        /audience|issuer|\baud\b|\biss\b|scope|authority|authorit|hasRole|permitAll|authenticated|verify|client_?id|jwks|realm/i,
    },
    {
      side: 'removed',
      weight: 2,
      pattern:
        /audience|issuer|\baud\b|\biss\b|scope|authority|authorit|hasRole|permitAll|authenticated|verify|client_?id|jwks|realm/i,
    },
  ],
  'upstream-rate-limit': [
    {
      side: 'removed',
      weight: 4,
      pattern: /sleep|backoff|throttle|rate_?limit|debounce|RateLimiter|cache|batch|delay/i,
    },
    {
      side: 'added',
      weight: 2,
      pattern: /retry|while|Promise\.all|gather|parallel|setInterval|fixedRate|@Scheduled|go func|Task\.WhenAll/i,
    },
  ],
  'disk-full': [
    {
      side: 'added',
      weight: 2,
      pattern: /\blog(?:ger)?\.|debug|writeFile|open\(|tempfile|createTemp|FileWriter|\.write\(/i,
    },
    { side: 'removed', weight: 4, pattern: /unlink|remove|delete|rotate|cleanup|deleteOnExit|TimedRotating/i },
  ],
  'schema-drift': [
    {
      side: 'added',
      weight: 1,
      pattern: /@Column|@Table|\bselect\b|\bjoin\b|nativeQuery|mapped_column|models\.\w+Field/i,
    },
    { side: 'removed', weight: 1, pattern: /@Column|@Table|\bselect\b|\bjoin\b|mapped_column|models\.\w+Field/i },
  ],
  'code-defect': guards,
  unknown: guards,
};

/** Traits of code that can cause a failure mode; none for a mode that code does not cause in a typical way. */
export function codeTraitsOf(mode: string): readonly CodeTrait[] {
  return byMode[mode] ?? [];
}
