import type { LineRule } from './rule.ts';

/** What ends the life of a value beside the map that keeps it: a bound, a time to live, a removal. */
const bounded =
  /max_?size|maximumSize|expir|evict|\blru|\bttl|removeEldestEntry|SizeLimit|max_?entries|\bweak|\.(?:delete|remove|TryRemove|Remove|pop|popitem|clear|shift)\(|\bdelete\(|\bdelete \w|\bdel \w|\bunset\(|setTimeout\(/i;

/** A map or set of an object that lives long: a field, a static, a name of the module. Not a local of a function. */
const longLivedMap = new RegExp(
  [
    /^\s*(?:(?:private|public|protected|internal|static|readonly|final|override|pub|lateinit)\s+){1,5}[^;()\n]{0,120}=\s*(?:new\s+)?(?:\w{0,30}(?:Map|Set|Dictionary|Bag|Hashtable)\b|new\(\)|mutable\w{3,12}Of\()/,
    /^\s*(?:private|public|protected|internal|static)\s[^;()\n]{0,60}\b(?:\w{0,20}Map|\w{0,20}Dictionary|Hashtable|Record)<[^;()\n]{0,80}=\s*(?:new\b|\{\s*\})/,
    /^\s+#\w{1,60}\s*(?::[^=\n]{0,80})?=\s*new \w{0,20}(?:Map|Set)\b/,
    /^(?:export\s+)?(?:const|let|var|val|static|pub static)\s[^;\n]{0,80}(?:new (?:Map|Set)\b|\bHash(?:Map|Set)\b|\bmutable(?:Map|Set)Of\(|= ?make\(map\[|= ?map\[[^{}\n]{1,80}\{\})/,
    /^[A-Za-z_]\w{0,60}\s*(?::[^=\n]{1,80})?=\s*(?:\{\}|dict\(\)|set\(\)|(?:collections\.)?(?:defaultdict|OrderedDict)\()/,
    /^\s*(?:@@\w{1,60}|[A-Z][A-Z_]{2,60})\s*(?:\|\|)?=\s*(?:\{\}|Hash\.new|Concurrent::Map\.new|Set\.new)/,
  ]
    .map(({ source }) => source)
    .join('|'),
  'm',
);

/** What code does, in the words of many languages. */
export const codeRules: readonly LineRule[] = [
  {
    trait: 'adds-cache',
    side: 'added',
    pattern: longLivedMap,
    unless: bounded,
    why: 'keeps values in a long-lived map that nothing in the diff bounds',
  },
  {
    trait: 'adds-cache',
    side: 'added',
    pattern:
      /^\s*(?:(?:export|private|public|protected|internal|static|readonly|final|const|let|var|pub|self\.|this\.)\s*){0,5}@{0,2}_?[A-Za-z]{0,40}(?:cache|memo|registry)\w{0,40}\s*(?::[^=\n]{0,60})?(?:\|\|)?=\s*(?:\{\}|\[\]|dict\(|defaultdict\(|new |make\(|Hash\.new|\w{0,40}Map)/im,
    unless: bounded,
    why: 'keeps values in a long-lived map that nothing in the diff bounds',
  },
  {
    trait: 'adds-cache',
    side: 'added',
    pattern:
      /@(?:functools\.)?(?:cache\b|lru_cache\(\s*(?:maxsize\s*=\s*)?None)|@Cacheable|\bmemoi[sz]e|@cached_property|\bRails\.cache\.|\bIMemoryCache\b|\bcache\.(?:put|set|store|add|write)\w*\(|\bCacheBuilder\b|\bCaffeine\b|computeIfAbsent\(|\bsync\.Map\b|\blazy_static!|\bOnceCell\b/,
    why: 'adds a cache',
  },
  {
    trait: 'adds-collection',
    side: 'added',
    pattern:
      /\b(?:new (?:ArrayList|LinkedList|HashSet|ConcurrentLinkedQueue|LinkedBlockingQueue|List<|Queue<|Vector)|List\.of|ByteArrayOutputStream|readAllBytes|readlines\(|\.read\(\)|ReadToEnd|io\.ReadAll|ioutil\.ReadAll|readFileSync|\.toList\(\)|\.ToList\(\)|collect\(Collectors|findAll\(\)|\.all\(\)|fetchall\(\)|append\(|\.push\()/,
    why: 'gathers values in memory',
  },
  {
    trait: 'changes-auth',
    side: 'either',
    pattern:
      /\b(?:auth(?:n|z|enticat\w*|oriz\w*)?|oauth2?|oidc|jwt|jwks?|saml|xsuaa|xsappname|audience|issuer|scopes?|roles?|permissions?|PreAuthorize|RolesAllowed|hasRole|hasAuthority|login_required|IsAuthenticated|AllowAnonymous|client[_-]?id|client[_-]?secret|api[_-]?keys?|bearer|csrf|cors|passport|devise|before_action :auth\w*|IAM|iam_\w+|role[_-]?arn|serviceAccount\w*|clusterrole\w*|rolebinding)\b/i,
    why: 'changes who may do what, or how that is checked',
  },
  {
    trait: 'changes-concurrency',
    side: 'either',
    pattern:
      /\b(?:synchronized|ReentrantLock|ReadWriteLock|Semaphore|CountDownLatch|ExecutorService|ThreadPool\w*|CompletableFuture|@Async|parallelStream|Mutex|RwLock|sync\.\w+|WaitGroup|goroutine|go func|select \{|chan |tokio::spawn|thread::spawn|asyncio\.(?:gather|Lock|create_task)|threading\.\w+|multiprocessing|concurrent\.futures|Promise\.all|worker_threads|Parallel\.For\w*|Task\.(?:Run|WhenAll)|\block\s*\(|SELECT\b[^\n]{0,200}FOR UPDATE|FOR UPDATE|LOCK TABLE|@Lock|with_lock|select_for_update|isolation[ _-]?level|SERIALIZABLE|@Transactional|transaction\.atomic|BeginTransaction|concurrently|\bworkers\b)/i,
    why: 'changes locks, transactions or what runs at the same time',
  },
  {
    trait: 'changes-fetching',
    side: 'added',
    pattern:
      /FetchType\.EAGER|fetch\s*=\s*["']?EAGER|FetchMode\.(?:SELECT|JOIN)|lazy\s*[:=]\s*(?:false|["'](?:select|joined|subquery|selectin)["'])|eager\s*[:=]\s*true|\.Include\(|\.ThenInclude\(|\bincludes?\s*:\s*[[{]|\$expand|deep_?reads?|depth\s*[:=]\s*\d|Preload\(|with\(\[/i,
    why: 'changes which related rows are loaded, and when',
  },
  {
    trait: 'removes-preload',
    side: 'removed',
    pattern:
      /\b(?:select_related|prefetch_related|joinedload|selectinload|subqueryload|eager_load|preload|includes?)\b\s*[(:]|\.Include\(|\.ThenInclude\(|JOIN FETCH|@EntityGraph|@BatchSize|FetchType\.LAZY|Preload\(|Joins\(|AsSplitQuery|dataloader|DataLoader|default_batch_fetch_size/i,
    why: 'removes a join or preload, so related rows are read one by one',
  },
  {
    trait: 'changes-query',
    side: 'either',
    pattern:
      /\b(?:SELECT\b[^\n]{1,200}\bFROM|INSERT\s+INTO|UPDATE\s+\w+\s+SET|DELETE\s+FROM|LEFT\s+JOIN|INNER\s+JOIN|GROUP\s+BY|ORDER\s+BY|WHERE\s+\w+)\b|@Query|createNativeQuery|createQuery\(|\.objects\.(?:filter|get|all|exclude|raw)|\.where\(|find_by\w*\(|findBy\w+\(|\.query\(|\.execute\(|FromSql\w*|db\.(?:Query|Exec|Raw|Find|Where)\w*\(|\$queryRaw|\.aggregate\(|knex\(|cds\.ql|SELECT\.from/i,
    why: 'changes a query',
  },
  {
    trait: 'changes-schema-mapping',
    side: 'either',
    pattern:
      /@(?:Column|JoinColumn|Table|Entity|Embedded|ManyToOne|OneToMany|OneToOne|ManyToMany|Transient|Enumerated|Basic)\b|\b(?:models\.\w+Field|ForeignKey|mapped_column|Column\(|relationship\(|db\.Model|belongs_to|has_many|has_one|attr_accessor|HasColumnName|DbSet<|HasKey\(|\[Column|\[Table)|`(?:gorm|db|bson|json):"|#\[(?:diesel|sqlx|serde)\(|@(?:Prop|PrimaryColumn|PrimaryGeneratedColumn|Field)\(|sequelize\.define|DataTypes\.|new Schema\(|protected \$(?:fillable|casts|table)|\bentity \w+ [:{]|message \w+ \{|@JsonProperty/,
    why: 'changes how objects map to tables or messages',
  },
  {
    trait: 'changes-timeout-or-retry',
    side: 'either',
    pattern:
      /time[_-]?out|deadline|\bretr(?:y|ies|yable)\b|back[_-]?off|max[_-]?attempts|circuit[_-]?breaker|keep[_-]?alive|read_?timeout|connection_?lifetime|idle_?time|WithTimeout|HttpClient\b.{0,40}Timeout|rate[_-]?limit|throttl/i,
    why: 'changes a timeout, retry or rate limit',
  },
  {
    trait: 'changes-limits',
    side: 'removed',
    pattern:
      /max[_-]?size|maximumSize|expireAfter|evict|removeEldestEntry|\bLIMIT \d|\.limit\(|\.take\(|Pageable|paginate|per_page|page_?size|max[_-]?entries|max[_-]?items|max[_-]?length|max[_-]?connections|ttl\b|\.Close\(\)|\.close\(\)|defer \w+\.Close|using \(|try \(|with open|\.dispose\(|removeListener|unsubscribe|clearInterval/i,
    why: 'removes a bound, an eviction or a release',
  },
  {
    trait: 'changes-limits',
    side: 'either',
    pattern:
      /max(?:imum)?[_-]?pool[_-]?size|pool_?size|max_?overflow|max[_-]?(?:open|idle)[_-]?conns?|SetMax(?:Open|Idle)Conns|max_?connections|connection_?limit|batch_?size|chunk_?size|buffer_?size|queue_?size|max_?workers|-Xm[sx]\d|max[_-]old[_-]space[_-]size|MaxRAMPercentage|memory_?limit|ulimit|nofile|GOMEMLIMIT|worker_connections|client_max_body_size/i,
    why: 'changes the size of a pool, batch, buffer or heap',
  },
  {
    trait: 'changes-logging',
    side: 'added',
    pattern:
      /\b(?:log(?:ger|ging)?|slog|zap|console|Log|_logger|Rails\.logger|tracing)(?:\.|::)(?:trace|debug|info|warn(?:ing)?|error|log|Printf?|LogInformation|LogDebug)\b|logging\.level|log_?level|LOG_LEVEL|<logger |RollingFile|logrotate|access_log|show[_-]?sql|log_statement/i,
    why: 'changes what is logged, or how much',
  },
  {
    trait: 'flips-flag',
    side: 'either',
    pattern:
      /\bfeature[s_. -]?(?:flags?|toggles?|gates?|switch(?:es)?)?\b[^\n]{0,60}(?:true|false|on|off|enabled|disabled|\d{1,3}%?)|\b\w*(?:enabled?|disabled?|_flag|toggle|rollout)\w*["']?\s*[:=]\s*["']?(?:true|false|on|off|\d{1,3})\b|\b(?:FEATURE|ENABLE|DISABLE)_[A-Z0-9_]{2,60}|\b(?:isEnabled|is_enabled|isFeatureEnabled|flag_is_active|variation|boolVariation|Flipper\.enable|unleash|launchdarkly)\b/i,
    why: 'turns a flag or brings code behind one',
  },
  {
    trait: 'changes-tls',
    side: 'either',
    pattern:
      /\b(?:tls|ssl|https|certificates?|cert-manager|clusterissuer|issuerRef|acme|http01|dns01|keystore|truststore|x509|ca[_-]?bundle|cacert|pem|mtls|cipher\w*|InsecureSkipVerify|rejectUnauthorized|verify\s*=\s*False|sslmode|ssl_\w+|minVersion)\b/i,
    why: 'changes certificates or how connections are secured',
  },
  {
    trait: 'changes-network',
    side: 'either',
    pattern:
      /\b(?:NetworkPolicy|egress|ingress|policyTypes|podSelector|namespaceSelector|ingressClassName|VirtualService|DestinationRule|security_?groups?|aws_security_group\w*|cidr\w*|subnets?|route_?tables?|firewall\w*|nat_gateway|load_?balancer|dns(?:Policy|Config)?|coredns|resolv\.conf|nameservers?|hosts?name|no_?proxy|https?_proxy|upstream|proxy_pass|listen|targetPort|containerPort|service_?mesh|sidecar|vpc\w*)\b/i,
    in: ['config', 'infrastructure', 'code', 'manifest'],
    why: 'changes how parts of the system reach each other',
  },
];
