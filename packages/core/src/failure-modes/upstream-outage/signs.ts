import type { Sign } from '../types.ts';

/**
 * Wording of callers whose counterpart is down or drops connections.
 *
 * HTTP 502/503 (RFC 9110), Envoy response flags, nginx, gRPC UNAVAILABLE, circuit breakers, PostgreSQL 57P01–57P03, MySQL 2002–2013, Kafka, MongoDB,
 * Redis failover.
 */
export const signs: readonly Sign[] = [
  {
    in: ['log', 'alert'],
    pattern:
      /no healthy upstream|no live upstreams|upstream connect error or disconnect\/reset before headers|upstream prematurely closed|\b503\b[^\n]{0,6}Service (?:Temporarily )?Unavailable|\b502\b[^\n]{0,6}Bad Gateway|ServiceUnavailable|\bUNAVAILABLE: /i,
    weight: 3.4,
    means: 'the upstream is unavailable',
  },
  {
    in: ['log'],
    pattern:
      /ServerException\(code: 50[0234]\)|Server error: `\w{3,7} (?:https?:\/\/)?(?<host>[\w.-]{1,160})[^\n`]{0,300}` resulted in a `50[0234]|FeignException\$(?:ServiceUnavailable|BadGateway|GatewayTimeout|InternalServerError|FeignServerException)|\[50[0234][^\]\n]{0,40}\] during \[\w{3,7}\] to \[(?:https?:\/\/)?(?<host2>[\w.-]{1,160})|HttpServerErrorException(?:\$\w{1,30})?: 50[0234]|WebClientResponseException(?:\$\w{1,30})?: 50[0234][^\n]{0,60}?(?: from \w{3,7} (?:https?:\/\/)?(?<host3>[\w.-]{1,160}))?|Faraday::Server(?:Error|TimeoutError)|the server responded with status 50[0234]|50[0234] Server Error: [\w ]{1,40} for url: https?:\/\/(?<host4>[\w.-]{1,160})|Server error '50[0234] [\w ]{1,40}' for url 'https?:\/\/(?<host5>[\w.-]{1,160})|Request failed with status code 50[0234]|status code does not indicate success: 50[0234]|Response code 50[0234] \(|RestClient::(?:ServiceUnavailable|BadGateway|GatewayTimeout)|Net::HTTPFatalError|OpenURI::HTTPError: 50[0234]|unexpected (?:HTTP )?(?:status|response)(?: code)?:? "?50[0234]\b|HTTP status server error \(50[0234]|status code 50[0234] from|Unexpected HTTP status 50[0234]/,
    weight: 4.2,
    means: 'a client library reports a server error of the other side',
  },
  {
    in: ['log'],
    pattern:
      /code = Unavailable\b|StatusRuntimeException: UNAVAILABLE|\b14 UNAVAILABLE|StatusCode\.UNAVAILABLE|StatusCode="?Unavailable|GRPC::Unavailable|status: Unavailable\b/,
    weight: 3.2,
    means: 'a gRPC peer is unavailable',
  },
  {
    in: ['log', 'alert'],
    pattern:
      /\b(?:major|partial|service|provider|partner|vendor|regional) outage\b|maintenance[_ -]mode|(?:partner|provider|upstream|vendor|supplier|third[- ]party)\w{0,20}[ _-]?(?:unavailable|is down|not available|outage)|\bstatus\.[\w-]{1,60}\.[a-z]{2,20}\b/i,
    weight: 2.4,
    means: 'the other side speaks of an outage',
  },
  {
    in: ['log', 'alert'],
    pattern:
      /CircuitBreaker '(?<breaker>[\w.-]{1,80})' is OPEN|CallNotPermitted|BrokenCircuit|OnCircuitOpened|OpenCircuitError|Breaker is open|CircuitBreakerOpen|gobreaker|Circuit(?:Open|Box::OpenCircuit)|circuit(?: ?breaker)? (?:is |state |has )?(?:now )?open/i,
    weight: 3,
    means: 'a circuit breaker is open',
  },
  {
    in: ['log', 'alert'],
    pattern:
      /connect ECONNREFUSED (?<host>[\w.-]{1,120}):(?<port>\d{2,5})|[Cc]onnect(?:ion)? to (?<host2>[\w.-]{1,120}):(?<port2>\d{2,5}) (?:was )?(?:refused|failed)|dial tcp (?<host3>[\w.-]{1,120}):(?<port3>\d{2,5}): connect: connection refused|[Cc]onnection refused|ECONNREFUSED/,
    weight: 2.4,
    means: 'connections are refused',
  },
  {
    in: ['log', 'alert'],
    pattern:
      /ECONNRESET|[Cc]onnection reset(?: by peer)?|socket hang up|RemoteDisconnected|Remote end closed|Broken pipe|EPIPE|ServerDisconnected|unexpected EOF|server closed the connection unexpectedly/,
    weight: 1.8,
    means: 'connections are dropped',
  },
  {
    in: ['log', 'alert'],
    pattern:
      /the database system is (?:starting up|shutting down|in recovery)|terminating connection due to administrator command|Communications link failure|Lost connection to MySQL|could not connect to server|MongoServerSelectionError|ServerSelectionTimeout|NoBrokersAvailable|Broker (?:transport failure|may not be available)|RedisConnection(?:Failure)?Exception|\bLOADING Redis|READONLY You can't write|ClusterBlockException|No connection could be made because the target machine/,
    weight: 3.4,
    means: 'a backing service is away',
  },
  {
    in: ['metric', 'alert'],
    pattern: /\b50[23]\b|upstream[_ ](?:5xx|error|down|unavailable)|circuit|dependency (?:down|failure)/i,
    weight: 1.5,
    means: 'answers of an upstream are what is measured',
  },
];
