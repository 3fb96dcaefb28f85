import { expect, test } from 'vitest';
import { classify } from './classify.ts';
import { type Sample, sampleIncident } from './sample-incident.ts';

/** What stacks really write, and the mode each line belongs to. */
const wording: readonly (readonly [mode: string, log: string | NonNullable<Sample['log']>, more?: Sample])[] = [
  // Schema drift
  [
    'schema-drift',
    'org.springframework.dao.InvalidDataAccessResourceUsageException: could not prepare statement [ERROR: column reference "status" is ambiguous]\nCaused by: org.hibernate.exception.SQLGrammarException: could not prepare statement\nCaused by: org.postgresql.util.PSQLException: ERROR: column reference "status" is ambiguous\n  Position: 42',
  ],
  [
    'schema-drift',
    'django.db.utils.ProgrammingError: column accounts_user.locale does not exist\nLINE 1: SELECT "accounts_user"."id", "accounts_user"."locale" FROM',
  ],
  [
    'schema-drift',
    "sqlalchemy.exc.OperationalError: (pymysql.err.OperationalError) (1054, \"Unknown column 'invoice.due_on' in 'field list'\")",
  ],
  [
    'schema-drift',
    'ActiveRecord::StatementInvalid (PG::UndefinedColumn: ERROR:  column orders.coupon_id does not exist',
  ],
  [
    'schema-drift',
    'ActiveRecord::PendingMigrationError: Migrations are pending. To resolve this issue, run: bin/rails db:migrate',
  ],
  ['schema-drift', 'SequelizeDatabaseError: relation "Shipments" does not exist'],
  [
    'schema-drift',
    'PrismaClientKnownRequestError: \nInvalid `prisma.user.findMany()` invocation:\n\nThe column `User.timezone` does not exist in the current database.',
  ],
  ['schema-drift', "Microsoft.Data.SqlClient.SqlException (0x80131904): Invalid column name 'IsArchived'."],
  ['schema-drift', 'Npgsql.PostgresException (0x80004005): 42703: column o.currency does not exist'],
  ['schema-drift', 'ERROR: pq: null value in column "tenant_id" of relation "jobs" violates not-null constraint'],
  ['schema-drift', 'java.sql.SQLSyntaxErrorException: ORA-00904: "T"."REGION": invalid identifier'],
  ['schema-drift', 'sqlite3.OperationalError: no such column: notes.pinned'],
  ['schema-drift', 'SAP DBTech JDBC: [260]: invalid column name: ENTITY.RATING: line 1 col 118 (at pos 117)'],
  [
    'schema-drift',
    'org.hibernate.tool.schema.spi.SchemaManagementException: Schema-validation: missing column [nickname] in table [member]',
  ],
  ['schema-drift', "ERROR 1364 (HY000): Field 'region' doesn't have a default value"],
  // In-process memory
  ['memory-exhaustion', 'Exception in thread "http-nio-8080-exec-7" java.lang.OutOfMemoryError: Java heap space'],
  [
    'memory-exhaustion',
    'org.springframework.web.util.NestedServletException: Handler dispatch failed; nested exception is java.lang.OutOfMemoryError: GC overhead limit exceeded',
  ],
  ['memory-exhaustion', 'FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory'],
  [
    'memory-exhaustion',
    'Traceback (most recent call last):\n  File "/srv/export.py", line 40, in build\n    rows = list(cursor)\nMemoryError',
  ],
  ['memory-exhaustion', 'fatal error: runtime: out of memory\n\nruntime stack:'],
  [
    'memory-exhaustion',
    "Unhandled exception. System.OutOfMemoryException: Exception of type 'System.OutOfMemoryException' was thrown.",
  ],
  ['memory-exhaustion', ['java.lang.OutOfMemoryError: Java heap space', 'Container api failed: exit code 137']],
  // Killed from outside
  [
    'container-oom-kill',
    [
      'Warning  BackOff  2m  kubelet  Back-off restarting failed container api in pod api-7c9d-x2b4k_shop(uid)',
      'Last State: Terminated  Reason: OOMKilled  Exit Code: 137',
    ],
  ],
  [
    'container-oom-kill',
    'kernel: Memory cgroup out of memory: Killed process 21345 (java) total-vm:3412345kB, anon-rss:523456kB',
  ],
  ['container-oom-kill', 'Memory limit of 512 MiB exceeded with 530 MiB used. Consider increasing the memory limit'],
  ['container-oom-kill', 'heroku[web.1]: Error R15 (Memory quota vastly exceeded)'],
  ['container-oom-kill', 'app instance exited with status 137 (out of memory)'],
  // Pools
  [
    'pool-exhaustion',
    'java.sql.SQLTransientConnectionException: HikariPool-1 - Connection is not available, request timed out after 30000ms (total=10, active=10, idle=0, waiting=37)',
  ],
  [
    'pool-exhaustion',
    'sqlalchemy.exc.TimeoutError: QueuePool limit of size 5 overflow 10 reached, connection timed out, timeout 30.00',
  ],
  [
    'pool-exhaustion',
    'ActiveRecord::ConnectionTimeoutError: could not obtain a connection from the pool within 5.000 seconds (waited 5.002 seconds); all pooled connections were in use',
  ],
  [
    'pool-exhaustion',
    'System.InvalidOperationException: Timeout expired.  The timeout period elapsed prior to obtaining a connection from the pool.  This may have occurred because all pooled connections were in use and max pool size was reached.',
  ],
  [
    'pool-exhaustion',
    "Npgsql.NpgsqlException: The connection pool has been exhausted, either raise 'Max Pool Size' (currently 100) or 'Timeout' (currently 15 seconds)",
  ],
  [
    'pool-exhaustion',
    'KnexTimeoutError: Knex: Timeout acquiring a connection. The pool is probably full. Are you missing a .transacting(trx) call?',
  ],
  ['pool-exhaustion', 'FATAL: sorry, too many clients already'],
  [
    'pool-exhaustion',
    'redis.clients.jedis.exceptions.JedisExhaustedPoolException: Could not get a resource since the pool is exhausted',
  ],
  [
    'pool-exhaustion',
    'Timed out fetching a new connection from the connection pool. (Current connection pool timeout: 10, connection limit: 17)',
  ],
  // N+1, with its symptoms
  [
    'n-plus-one',
    [
      '1205 JDBC statements executed for GET /api/orders',
      'HikariPool-1 - Connection is not available, request timed out after 30001ms (total=10, active=10, idle=0, waiting=64)',
    ],
  ],
  [
    'n-plus-one',
    'Completed 200 OK in 9312ms (Views: 120.4ms | ActiveRecord: 8310.2ms (1430 queries, 3 cached) | GC: 90.1ms)',
  ],
  ['n-plus-one', 'WARNING nplusone: Potential n+1 query detected on `Author.books`'],
  ['n-plus-one', 'USE eager loading detected\n  Post => [:comments]\n  Add to your query: .includes([:comments])'],
  ['n-plus-one', '{"level":"warn","msg":"slow request","path":"/reports","db_queries":842,"duration_ms":9120}'],
  ['n-plus-one', '987654321 nanoseconds spent executing 1205 JDBC statements;'],
  // Identity
  ['auth-mismatch', 'Jwt token with audience: [sb-shop-test!t42] is not issued for these clientIds: [sb-shop!t42].'],
  [
    'auth-mismatch',
    'org.springframework.security.oauth2.jwt.JwtValidationException: An error occurred while attempting to decode the Jwt: The iss claim is not valid',
  ],
  ['auth-mismatch', 'JsonWebTokenError: jwt audience invalid. expected: https://api.acme.example'],
  [
    'auth-mismatch',
    "Microsoft.IdentityModel.Tokens.SecurityTokenInvalidAudienceException: IDX10214: Audience validation failed. Audiences: 'a'. Did not match",
  ],
  ['auth-mismatch', 'AADSTS7000222: The provided client secret keys for app are expired.'],
  ['auth-mismatch', 'FATAL:  password authentication failed for user "billing_rw"'],
  [
    'auth-mismatch',
    'An error occurred (AccessDenied) when calling the GetObject operation: User: arn:aws:sts::1:assumed-role/app is not authorized to perform: s3:GetObject',
  ],
  ['auth-mismatch', 'oidc: expected audience "payments" got ["payments-v2"]'],
  [
    'auth-mismatch',
    'deployments.apps is forbidden: User "system:serviceaccount:ci:deployer" cannot patch resource "deployments" in API group "apps"',
  ],
  // Flags
  [
    'feature-flag',
    [
      "INFO Feature flag 'checkout.parallel-pricing' enabled for 100% of users",
      'ERROR request to /checkout took 14200 ms',
    ],
  ],
  [
    'feature-flag',
    ['LaunchDarkly: flag key=new-ranker variation changed to true', 'WARN rollout of variant enabled for all'],
  ],
  ['feature-flag', 'WARN cds.features.wide_reads is enabled, expanding all associations'],
  // TLS
  [
    'tls-expiry',
    'x509: certificate has expired or is not yet valid: current time 2026-03-04T10:31:00Z is after 2026-03-04T09:00:00Z',
  ],
  [
    'tls-expiry',
    "Error: certificate has expired\n    at TLSSocket.onConnectSecure (node:_tls_wrap:1679:34) {\n  code: 'CERT_HAS_EXPIRED'\n}",
  ],
  [
    'tls-expiry',
    'requests.exceptions.SSLError: [SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: certificate has expired (_ssl.c:1007)',
  ],
  [
    'tls-expiry',
    'javax.net.ssl.SSLHandshakeException: PKIX path validation failed: java.security.cert.CertPathValidatorException: validity check failed\nCaused by: java.security.cert.CertificateExpiredException: NotAfter: Wed Mar 04 09:00:00 UTC 2026',
  ],
  [
    'tls-expiry',
    'cert-manager/challenges "msg"="propagation check failed" "error"="wrong status code \'404\', expected \'200\'" "resource_kind"="Challenge"',
  ],
  [
    'tls-expiry',
    'OpenSSL::SSL::SSLError: SSL_connect returned=1 errno=0 state=error: certificate verify failed (certificate has expired)',
  ],
  // Names and networks
  ['dns-or-network-policy', 'Error: getaddrinfo EAI_AGAIN inventory.shop.svc.cluster.local'],
  [
    'dns-or-network-policy',
    'dial tcp: lookup payments on 10.96.0.10:53: read udp 10.1.2.3:41234->10.96.0.10:53: i/o timeout',
  ],
  [
    'dns-or-network-policy',
    'org.springframework.web.client.ResourceAccessException: I/O error on GET request for "http://stock/api": stock\nCaused by: java.net.UnknownHostException: stock',
  ],
  [
    'dns-or-network-policy',
    'psycopg2.OperationalError: could not translate host name "db.internal" to address: Temporary failure in name resolution',
  ],
  ['dns-or-network-policy', 'nginx: [warn] upstream: cart.svc could not be resolved (110: Operation timed out)'],
  [
    'dns-or-network-policy',
    "HTTPConnectionPool(host='search', port=80): Max retries exceeded with url: /q (Caused by NameResolutionError(\"Failed to resolve 'search' ([Errno -3] Temporary failure in name resolution)\"))",
  ],
  [
    'dns-or-network-policy',
    [
      'WARN HikariPool-1 - Connection is not available, request timed out after 30000ms',
      'Caused by: java.net.UnknownHostException: db.prod.internal: Temporary failure in name resolution',
      'lookup db.prod.internal: i/o timeout',
    ],
  ],
  // Dependencies
  [
    'dependency-regression',
    "Handler dispatch failed: java.lang.NoSuchMethodError: 'void com.fasterxml.jackson.core.JsonGenerator.writeStartObject(java.lang.Object, int)'",
  ],
  [
    'dependency-regression',
    'java.lang.NoClassDefFoundError: javax/xml/bind/JAXBException\nCaused by: java.lang.ClassNotFoundException: javax.xml.bind.JAXBException',
  ],
  [
    'dependency-regression',
    'Error [ERR_REQUIRE_ESM]: require() of ES Module /app/node_modules/nanoid/index.js from /app/src/id.js not supported.',
  ],
  ['dependency-regression', "Error: Cannot find module 'lodash/get'\nRequire stack:\n- /app/src/index.js"],
  [
    'dependency-regression',
    "ImportError: cannot import name 'url_quote' from 'werkzeug.urls' (/usr/lib/python3/site-packages/werkzeug/urls.py)",
  ],
  ['dependency-regression', "AttributeError: module 'numpy' has no attribute 'float'"],
  [
    'dependency-regression',
    "System.MissingMethodException: Method not found: 'Void Newtonsoft.Json.JsonReader.Skip()'.",
  ],
  [
    'dependency-regression',
    "System.IO.FileLoadException: Could not load file or assembly 'System.Text.Json, Version=8.0.0.0'",
  ],
  [
    'dependency-regression',
    'Gem::LoadError: You have already activated json 2.7.1, but your Gemfile requires json 2.6.3.',
  ],
  [
    'dependency-regression',
    "org.springframework.beans.factory.BeanCreationException: Error creating bean\nCaused by: java.lang.NoSuchMethodError: org.yaml.snakeyaml.representer.Representer: method 'void <init>()' not found",
  ],
  [
    'dependency-regression',
    'error while loading shared libraries: libssl.so.1.1: cannot open shared object file: No such file or directory',
  ],
  ['dependency-regression', 'TypeError: (0 , uuid_1.default) is not a function'],
  // Disks
  ['disk-full', 'PANIC:  could not write to file "pg_wal/xlogtemp.4411": No space left on device'],
  ['disk-full', "Error: ENOSPC: no space left on device, write '/var/lib/app/spool'"],
  ['disk-full', "OSError: [Errno 28] No space left on device: '/data/export.csv'"],
  ['disk-full', "The transaction log for database 'ledger' is full due to 'LOG_BACKUP'."],
  [
    'disk-full',
    'flood stage disk watermark [95%] exceeded on [node-1], all indices on this node will be marked read-only',
  ],
  ['disk-full', 'The node was low on resource: ephemeral-storage. Threshold quantity: 10Gi, available: 8Gi.'],
  // Settings
  [
    'configuration-error',
    'java.lang.IllegalArgumentException: Could not resolve placeholder \'payment.gateway.url\' in value "payment"',
  ],
  ['configuration-error', "KeyError: 'STRIPE_WEBHOOK_SECRET'"],
  ['configuration-error', 'panic: required environment variable DATABASE_URL is not set'],
  ['configuration-error', 'django.core.exceptions.ImproperlyConfigured: The SECRET_KEY setting must not be empty.'],
  ['configuration-error', 'nginx: [emerg] unknown directive "proxy_passs" in /etc/nginx/conf.d/default.conf:12'],
  ['configuration-error', "Error: couldn't find key redis-url in ConfigMap shop/app-config"],
  ['configuration-error', 'Error: connect ECONNREFUSED 127.0.0.1:6379'],
  ['configuration-error', 'FATAL:  database "orders_v2" does not exist'],
  [
    'configuration-error',
    'yaml: line 14: mapping values are not allowed in this context',
    { title: 'Deploy of gateway fails' },
  ],
  // Limits of others
  ['upstream-rate-limit', 'openai.RateLimitError: Error code: 429 - Rate limit reached for requests'],
  [
    'upstream-rate-limit',
    'com.amazonaws.services.dynamodbv2.model.ProvisionedThroughputExceededException: The level of configured provisioned throughput was exceeded',
  ],
  [
    'upstream-rate-limit',
    'org.springframework.web.client.HttpClientErrorException$TooManyRequests: 429 Too Many Requests: [no body]',
  ],
  ['upstream-rate-limit', "rpc error: code = ResourceExhausted desc = Quota exceeded for quota metric 'Read requests'"],
  ['upstream-rate-limit', 'GET https://maps.example.com/v1/geo responded with status 429, retry-after: 30'],
  // Locks
  [
    'deadlock',
    'ERROR: deadlock detected\nDETAIL: Process 301 waits for ShareLock on transaction 991; blocked by process 302.',
  ],
  [
    'deadlock',
    'com.mysql.cj.jdbc.exceptions.MySQLTransactionRollbackException: Deadlock found when trying to get lock; try restarting transaction',
  ],
  [
    'deadlock',
    'Transaction (Process ID 61) was deadlocked on lock resources with another process and has been chosen as the deadlock victim. Rerun the transaction.',
  ],
  ['deadlock', 'fatal error: all goroutines are asleep - deadlock!'],
  [
    'deadlock',
    'Found one Java-level deadlock:\n=============================\n"worker-1":\n  waiting to lock monitor 0x00007f',
  ],
  ['deadlock', 'django.db.utils.OperationalError: database is locked'],
  // Ordinary bugs
  ['code-defect', 'java.lang.NullPointerException: Cannot invoke "com.acme.Price.amount()" because "price" is null'],
  [
    'code-defect',
    "Traceback (most recent call last):\n  File \"/app/views.py\", line 31, in get\n    return data['total']\nKeyError: 'total'",
  ],
  ['code-defect', "TypeError: Cannot read properties of undefined (reading 'sku')"],
  [
    'code-defect',
    'http: panic serving 10.0.0.7:51234: runtime error: invalid memory address or nil pointer dereference',
  ],
  ['code-defect', 'System.NullReferenceException: Object reference not set to an instance of an object.'],
  ['code-defect', "NoMethodError (undefined method `name' for nil:NilClass):"],
  ['code-defect', 'PHP Fatal error:  Uncaught Error: Call to a member function format() on null in /var/www/a.php:12'],
  [
    'code-defect',
    "thread 'tokio-runtime-worker' panicked at src/main.rs:42:18:\ncalled `Option::unwrap()` on a `None` value",
  ],
  [
    'code-defect',
    'com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException: Unrecognized field "discountCode" (class Cart), not marked as ignorable',
  ],
  ['code-defect', "AttributeError: 'NoneType' object has no attribute 'strip'"],
  // Slowness, queues, counterparts
  [
    'latency-regression',
    'ERROR: canceling statement due to statement timeout',
    { title: 'p95 latency of reports above 5 s' },
  ],
  [
    'latency-regression',
    'LOG: duration: 18233.120 ms  execute <unnamed>: SELECT * FROM events WHERE tenant = $1',
    { title: 'Latency high' },
  ],
  [
    'queue-backlog',
    'Member consumer-3 sending LeaveGroup request: consumer poll timeout has expired. This means the time between subsequent calls to poll() was longer than the configured max.poll.interval.ms',
  ],
  ['queue-backlog', 'WARN queue depth=48211 oldest message 1900s', { title: 'Consumer lag of billing above 10000' }],
  [
    'upstream-outage',
    'upstream connect error or disconnect/reset before headers. reset reason: connection failure',
    { title: '503 from gateway' },
  ],
  [
    'upstream-outage',
    "io.github.resilience4j.circuitbreaker.CallNotPermittedException: CircuitBreaker 'shipping' is OPEN and does not permit further calls",
  ],
  ['upstream-outage', 'pymongo.errors.ServerSelectionTimeoutError: mongo-0:27017: [Errno 111] Connection refused'],
  // Several lines, or words that mislead
  [
    'n-plus-one',
    [
      'INFO method=GET path=/projects format=html controller=ProjectsController status=200 duration=8123.44 view=231.2 db=7712.20 db_count=1893',
      'ActiveRecord::ConnectionTimeoutError: could not obtain a connection from the pool within 5.000 seconds (waited 5.004 seconds); all pooled connections were in use',
    ],
    { title: 'Rails p95 latency' },
  ],
  [
    'feature-flag',
    [
      'INFO flag "new-pricing-engine" changed: off -> on (rollout=100%)',
      'ERROR upstream request timeout POST /checkout',
    ],
    { title: 'Checkout latency' },
  ],
  [
    'feature-flag',
    [
      '2026-03-04 INFO FeatureManager: FEATURE_BULK_SYNC=true',
      'ERROR context deadline exceeded while syncing accounts',
    ],
    { title: 'Checkout errors' },
  ],
  [
    'configuration-error',
    [
      'panic: runtime error: invalid memory address or nil pointer dereference',
      'FATAL missing required environment variable: KAFKA_BROKERS',
    ],
    { title: 'Worker down' },
  ],
  [
    'code-defect',
    [
      "ActionView::Template::Error (undefined method `strftime' for nil:NilClass):",
      'Completed 500 Internal Server Error in 32ms (ActiveRecord: 4.2ms)',
    ],
    { title: 'HTTP 5xx' },
  ],
  [
    'code-defect',
    [
      "[error] Unhandled exception: System.InvalidCastException: Unable to cast object of type 'System.String' to type 'System.Int32'.\n   at Acme.Billing.InvoiceMapper.Map(InvoiceDto dto) in /src/Billing/InvoiceMapper.cs:line 44",
    ],
    { title: 'Errors above 2 %' },
  ],
  [
    'code-defect',
    ['json: cannot unmarshal string into Go struct field Order.total of type float64'],
    { title: 'Errors' },
  ],
  [
    'dependency-regression',
    [
      'Traceback (most recent call last):\n  File "/app/main.py", line 3, in <module>\n    from pydantic import BaseSettings\npydantic.errors.PydanticImportError: `BaseSettings` has been moved to the `pydantic-settings` package.',
    ],
    { title: 'Pods crash' },
  ],
  [
    'dependency-regression',
    ["TypeError: create_engine() got an unexpected keyword argument 'encoding'"],
    { title: '5xx' },
  ],
  [
    'dependency-regression',
    [
      'Error: Unsupported argument\n\n  on main.tf line 14, in resource "aws_s3_bucket" "logs":\n  14:   acl = "private"\n\nAn argument named "acl" is not expected here.',
    ],
    { title: 'terraform' },
  ],
  [
    'dependency-regression',
    ['panic: http: multiple registrations for /debug/vars', 'go: module github.com/foo/bar@v2: missing go.sum entry'],
    { title: 'x' },
  ],
  [
    'auth-mismatch',
    [
      'WARN JwtBearer: Failed to validate the token. Microsoft.IdentityModel.Tokens.SecurityTokenInvalidIssuerException: IDX10205: Issuer validation failed.',
    ],
    { title: '401 rate' },
  ],
  [
    'auth-mismatch',
    ['Error: creating EC2 Instance: UnauthorizedOperation: You are not authorized to perform this operation.'],
    { title: 'deploy' },
  ],
  [
    'auth-mismatch',
    ['2026/03/04 10:31:00 oauth2: cannot fetch token: 401 Unauthorized\nResponse: {"error":"invalid_client"}'],
    { title: 'x' },
  ],
  [
    'auth-mismatch',
    ['nginx: 10.0.0.1 - - [04/Mar/2026:10:31:00 +0000] "GET /api/v1/me HTTP/1.1" 403 31'],
    { title: '403 spike' },
  ],
  [
    'disk-full',
    [
      'kubelet: eviction manager: must evict pod(s) to reclaim ephemeral-storage',
      'Warning Evicted pod The node was low on resource: ephemeral-storage',
    ],
    { title: 'Node' },
  ],
  [
    'disk-full',
    ['ERROR:  could not extend file "base/16384/24601": No space left on device\nHINT:  Check free disk space.'],
    { title: 'RDS free storage' },
  ],
  [
    'dns-or-network-policy',
    ['dial tcp 10.96.44.2:5432: i/o timeout', 'felix: calico-packet: IN=cali123 OUT=eth0 SRC=10.1.1.2 DST=10.96.44.2'],
    { title: 'Timeouts' },
  ],
  [
    'dns-or-network-policy',
    [
      'SocketException (00000001, 11): Resource temporarily unavailable',
      'System.Net.Http.HttpRequestException: Name or service not known (orders:80)',
    ],
    { title: '5xx' },
  ],
  [
    'pool-exhaustion',
    [
      'pq: remaining connection slots are reserved for non-replication superuser connections',
      'context deadline exceeded',
    ],
    { title: 'API latency' },
  ],
  [
    'pool-exhaustion',
    [
      'TimeoutError: ResourceRequest timed out\n    at ResourceRequest._fireTimeout (/app/node_modules/generic-pool/lib/ResourceRequest.js:62:17)',
    ],
    { title: 'API latency' },
  ],
  [
    'pool-exhaustion',
    [
      'asyncpg.exceptions.TooManyConnectionsError: remaining connection slots are reserved',
      'QueuePool limit of size 20 overflow 0 reached',
    ],
    { title: 'API latency' },
  ],
  [
    'deadlock',
    [
      'org.springframework.dao.CannotAcquireLockException: could not execute statement\nCaused by: org.postgresql.util.PSQLException: ERROR: deadlock detected\n  Detail: Process 44 waits for ShareLock on transaction 12; blocked by process 45.',
    ],
    { title: 'Orders failing' },
  ],
  [
    'deadlock',
    ["(1213, 'Deadlock found when trying to get lock; try restarting transaction')"],
    { title: 'Orders failing' },
  ],
  [
    'upstream-rate-limit',
    ['ERROR smtp provider: 421 4.7.0 Try again later, closing connection. rate limit exceeded'],
    { title: 'Mail' },
  ],
  [
    'upstream-rate-limit',
    [
      'botocore.exceptions.ClientError: An error occurred (ThrottlingException) when calling the SendEmail operation (reached max retries: 4): Maximum sending rate exceeded.',
    ],
    { title: 'Sync' },
  ],
  ['tls-expiry', ['curl: (60) SSL certificate problem: certificate has expired'], { title: 'probe failed' }],
  ['tls-expiry', ['rustls: invalid peer certificate: Expired'], { title: 'x' }],
  [
    'memory-exhaustion',
    [
      '<--- Last few GCs --->\n[1:0x5] 240013 ms: Mark-sweep 4049.4 (4137.1) -> 4043.2 (4138.3) MB',
      'FATAL ERROR: Ineffective mark-compacts near heap limit Allocation failed - JavaScript heap out of memory',
    ],
    { title: 'Pod memory' },
  ],
  [
    'container-oom-kill',
    ['[INFO] Worker (pid:31) was sent SIGKILL! Perhaps out of memory?'],
    { title: 'Worker restarts' },
  ],
  [
    'container-oom-kill',
    ['Task stopped: OutOfMemoryError: Container killed due to memory usage', 'exit code 137'],
    { title: 'Worker restarts' },
  ],
  [
    'schema-drift',
    [
      'Npgsql.PostgresException (0x80004005): 42P01: relation "public.AuditEntries" does not exist',
      'Microsoft.EntityFrameworkCore.DbUpdateException: An error occurred while saving the entity changes.',
    ],
    { title: '500' },
  ],
  [
    'schema-drift',
    ['ERROR: column "email_verified" does not exist (SQLSTATE 42703)', 'gorm: record not found'],
    { title: '500' },
  ],
  ['schema-drift', ['(psycopg2.errors.UndefinedTable) relation "billing_plan" does not exist'], { title: '500' }],
  ['schema-drift', ["ER_BAD_FIELD_ERROR: Unknown column 'u.avatar' in 'field list'"], { title: '500' }],
  ['configuration-error', ['Error: Config validation error: "REDIS_URL" is required'], { title: '500' }],
  [
    'configuration-error',
    ['System.InvalidOperationException: The ConnectionString property has not been initialized.'],
    { title: 'x' },
  ],
  [
    'configuration-error',
    ['Error: Invalid value for variable\n\n  on variables.tf line 3:\n   3: variable "size" {'],
    { title: 'x' },
  ],
  ['configuration-error', ['MissingConfigError: Missing configuration: stripe.apiKey'], { title: 'x' }],
  [
    'configuration-error',
    ['Warning Failed kubelet Error: secret "db-credentials-v2" not found'],
    { title: 'Pods not ready' },
  ],
  [
    'configuration-error',
    ['Failed to pull image "registry.acme.example/api:1.4.": rpc error: code = NotFound'],
    { title: 'x' },
  ],
  [
    'queue-backlog',
    [
      'WARN [Consumer clientId=c1, groupId=billing] Offset commit failed on partition orders-3: The coordinator is not aware of this member.',
    ],
    { title: 'Consumer lag' },
  ],
  ['queue-backlog', ['Sidekiq queue default latency 1912s size=48211'], { title: 'Sidekiq latency high' }],
  [
    'upstream-outage',
    [
      '[error] 31#31: *1 connect() failed (111: Connection refused) while connecting to upstream, client: 10.0.0.1, upstream: "http://10.1.2.3:8080/"',
    ],
    { title: '502s' },
  ],
  [
    'upstream-outage',
    ['redis.exceptions.ConnectionError: Error 111 connecting to redis-master:6379. Connection refused.'],
    { title: 'errors' },
  ],
  [
    'latency-regression',
    ['worker timeout (pid:211) [CRITICAL] WORKER TIMEOUT', 'slow query: 12.3s SELECT count(*) FROM events'],
    { title: 'p99 latency' },
  ],
  [
    'latency-regression',
    [
      'System.Threading.Tasks.TaskCanceledException: The request was canceled due to the configured HttpClient.Timeout of 30 seconds elapsing.',
    ],
    { title: 'p99 latency' },
  ],
  ['unknown', ['INFO checkout completed count=2'], { title: 'Conversion drop' }],
  [
    'code-defect',
    [
      "org.springframework.web.util.NestedServletException: Request processing failed; nested exception is java.lang.IllegalStateException: Ambiguous handler methods mapped for '/x'",
    ],
    { title: '5xx' },
  ],
  ['code-defect', ['PHP Warning:  Undefined array key "total" in /var/www/html/Cart.php on line 88'], { title: 'PHP' }],
  ['code-defect', ['FATAL: Uncaught (in promise) RangeError: Invalid time value'], { title: 'x' }],
  ['code-defect', ['elixir: ** (FunctionClauseError) no function clause matching in Billing.total/1'], { title: 'x' }],
  [
    'code-defect',
    ['ValidationError: 1 validation error for Order\ntotal\n  field required (type=value_error.missing)'],
    { title: 'x' },
  ],
  // Nothing typical
  ['unknown', 'INFO nightly report written in 12 s'],
  ['unknown', 'WARN totals differ by 3 between ledger and statement', { title: 'Reconciliation differs' }],
  // How much of the trouble a pattern is
  [
    'upstream-outage',
    [
      {
        example:
          'requests.exceptions.HTTPError: 502 Server Error: Bad Gateway for url: https://ship.carrier.example/v2/labels',
        count: 34,
      },
      {
        example:
          'psycopg2.errors.DeadlockDetected: deadlock detected\nDETAIL:  Process 71 waits for ShareLock on transaction 9; blocked by process 72.',
        count: 1,
      },
    ],
  ],
  [
    'deadlock',
    [
      { example: 'ERROR: deadlock detected\n  Detail: Process 71 waits for ShareLock on transaction 9', count: 88 },
      { example: 'Request failed with status code 502', count: 1 },
    ],
  ],
  [
    'container-oom-kill',
    [
      { example: 'upstream prematurely closed connection while reading response header', count: 240 },
      { example: 'kernel: Memory cgroup out of memory: Killed process 811 (python3)', count: 1 },
    ],
  ],
  // Server errors of another system, as client libraries say it
  [
    'upstream-outage',
    'feign.FeignException$ServiceUnavailable: [503 Service Unavailable] during [POST] to [https://risk.partner.example/v1/score] [RiskClient#score(Order)]',
  ],
  [
    'upstream-outage',
    'org.springframework.web.client.HttpServerErrorException$BadGateway: 502 Bad Gateway: "<html>nginx</html>"',
  ],
  [
    'upstream-outage',
    'org.springframework.web.reactive.function.client.WebClientResponseException$ServiceUnavailable: 503 Service Unavailable from GET https://tax.example/rates',
  ],
  ['upstream-outage', 'Faraday::ServerError: the server responded with status 503'],
  ['upstream-outage', 'AxiosError: Request failed with status code 502'],
  [
    'upstream-outage',
    'System.Net.Http.HttpRequestException: Response status code does not indicate success: 503 (Service Unavailable).',
  ],
  [
    'upstream-outage',
    'Polly.CircuitBreaker.BrokenCircuitException: The circuit is now open and is not allowing calls.',
  ],
  ['upstream-outage', 'rpc error: code = Unavailable desc = error reading from server: EOF'],
  ['upstream-outage', "HTTPStatusError: Server error '503 Service Unavailable' for url 'https://maps.example/route'"],
  // Thread dumps
  [
    'deadlock',
    'SIGQUIT: quit\nPC=0x46e001 m=0 sigcode=0\n\ngoroutine 77 [semacquire, 12 minutes]:\nsync.runtime_SemacquireRWMutexR(0xc000)\n\t/usr/local/go/src/runtime/sema.go:82',
  ],
  ['deadlock', 'goroutine 901 [sync.RWMutex.RLock, 4 minutes]:\nsync.(*RWMutex).RLock(...)'],
  ['deadlock', 'fatal error: all goroutines are asleep - deadlock!\n\ngoroutine 1 [chan receive]:'],
  [
    'deadlock',
    '"worker-3" #41 prio=5 waiting for monitor entry\n   java.lang.Thread.State: BLOCKED (on object monitor)\n\t- waiting to lock <0x00000000e1a2b3c8> (a acme.Ledger)\n\t- locked <0x00000000e1a2b3d0> (a acme.Book)',
  ],
  ['deadlock', 'Found one Java-level deadlock:\n============================='],
  ['deadlock', 'ORA-00060: deadlock detected while waiting for resource'],
  [
    'deadlock',
    'Transaction (Process ID 61) was deadlocked on lock resources with another process and has been chosen as the deadlock victim.',
  ],
  // Packets that vanish
  [
    'dns-or-network-policy',
    'failed to connect to `host=ledger-db user=app database=ledger`: dial error (dial tcp 10.3.9.14:3306: i/o timeout)',
  ],
  [
    'dns-or-network-policy',
    'psycopg2.OperationalError: connection to server at "10.20.4.8", port 5432 failed: Connection timed out\n\tIs the server running on that host and accepting TCP/IP connections?',
  ],
  [
    'dns-or-network-policy',
    [
      { example: 'context deadline exceeded', count: 9 },
      {
        example:
          '2 123456789010 eni-0aa 172.31.16.139 172.31.16.21 20641 5432 6 20 4249 1418530010 1418530070 REJECT OK',
        level: 'unknown',
        salience: 0.1,
        count: 4,
      },
    ],
  ],
  // Statements counted on quiet lines, beside the pool that they empty
  [
    'n-plus-one',
    [
      'org.hibernate.exception.JDBCConnectionException: Unable to acquire JDBC Connection\nCaused by: java.sql.SQLTransientConnectionException: HikariPool-1 - Connection is not available, request timed out after 30000ms (total=8, active=8, idle=0, waiting=40)',
      {
        example:
          'Session Metrics {\n    81 nanoseconds spent acquiring 1 JDBC connections;\n    9 nanoseconds spent executing 842 JDBC statements;\n}',
        level: 'info',
        novelty: 'steady',
        salience: 0.05,
        count: 6,
      },
    ],
  ],
  [
    'n-plus-one',
    'Completed 200 OK in 8123ms (Views: 210.1ms | ActiveRecord: 6120.4ms (1318 queries, 12 cached) | GC: 30.0ms)',
  ],
  ['n-plus-one', 'level=warn msg="request done" path=/invoices status=200 queries=412 took=7.9s'],
  // A library speaks of its own versions
  [
    'dependency-regression',
    'ValueError: legacy axis order is gone, replace it with `frame.sort_index()` (behaviour change in Gridlib 3)',
  ],
];

const rows = wording.map(([mode, logs, more]) => {
  const log = typeof logs === 'string' ? [logs] : logs;
  const [first] = log;
  const title = (typeof first === 'string' ? first : first?.example)?.slice(0, 90);
  return [mode, title, log, more] as const;
});

test.each(rows)('%s: %s', (mode, _, log, more) => {
  const [best] = classify(sampleIncident({ ...more, log }));
  expect(best?.mode.id).toBe(mode);
});
