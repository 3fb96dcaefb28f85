import type { Sign } from '../types.ts';

/**
 * Wording of clients that cannot find or cannot reach a host, and of those who keep them from it.
 *
 * glibc and musl resolvers, libuv EAI codes, Java, Go net, .NET, Python, Ruby, PHP, nginx, CoreDNS, Calico, Cilium, cloud firewalls.
 */
export const signs: readonly Sign[] = [
  {
    in: ['log', 'alert'],
    pattern:
      /getaddrinfo (?:EAI_AGAIN|ENOTFOUND|EAI_FAIL) (?<host>[\w.-]{1,160})|UnknownHostException: (?<host2>[\w.-]{1,160})|lookup (?<host3>[\w.-]{1,160})(?: on (?<server>[\d.:a-f[\]]{3,60}))?: (?:no such host|i\/o timeout|server misbehaving|read udp|dial udp|Temporary failure|write udp)|Failed to resolve '(?<host4>[\w.-]{1,160})'|[Cc]ould not resolve host:? (?<host5>[\w.-]{1,160})|could not translate host name "(?<host6>[\w.-]{1,160})"|host not found in upstream "(?<host7>[\w.-]{1,160})|(?<![\w.-])(?<host8>[\w.-]{1,160}) could not be resolved \(\d+/,
    weight: 5,
    means: 'a host name cannot be resolved',
  },
  {
    in: ['log', 'alert'],
    pattern:
      /EAI_AGAIN|\bENOTFOUND\b|queryA+ E(?:TIMEOUT|SERVFAIL|REFUSED)|[Tt]emporary failure in name resolution|Name or service not known|nodename nor servname|NameResolutionError|NXDOMAIN|SERVFAIL|no such host|Name does not resolve|failed to lookup address information|php_network_getaddresses|No such host is known|DnsNameResolver\w{0,20}Exception|DNS (?:resolution|lookup|query|request)s?[^\n]{0,30}(?:fail|timed? ?out|error)|resolver[^\n]{0,40}timed out|getaddrinfo failed/,
    weight: 4.5,
    means: 'name resolution fails',
  },
  {
    in: ['log', 'alert'],
    pattern:
      /plugin\/(?:errors|forward|kubernetes)[^\n]{0,200}(?:i\/o timeout|unreachable|no upstream|refused|SERVFAIL)|(?:CoreDNS|kube-dns|nodelocaldns)\b/,
    weight: 2.5,
    means: 'the cluster DNS is involved',
  },
  {
    in: ['log', 'alert'],
    pattern:
      /Network ?Policy[^\n]{0,80}|[Pp]olicy[ -]denied|(?:egress|ingress)[^\n]{0,40}(?:denied|dropped|blocked|not allowed)|(?:denied|dropped|blocked) by (?:network )?(?:policy|firewall|security group)|calico-packet|cali[a-z]{0,4}-drop|verdict[ =:]{1,3}DROPPED|xx drop|action[ =:"]{1,4}(?:DENY|REJECT|Deny)\b|nf_conntrack: table full|RBAC: access denied|\b(?:security group|network ACL|firewall rule)\b/,
    weight: 3.5,
    means: 'a network rule refuses traffic',
  },
  {
    in: ['log'],
    pattern:
      /\b\d{1,5} \d{1,5} \d{1,3} \d{1,12} \d{1,15} \d{10} \d{10} REJECT\b|"disposition": ?"DENIED"|"flowState": ?"D"|\b(?:DROP|REJECT|BLOCK)\w{0,10}[: ][^\n]{0,60}\bIN=\S{0,20} OUT=|\bDeny (?:tcp|udp) src\b|flow ?log[^\n]{0,200}\b(?:REJECT|DENIED)\b/,
    weight: 4,
    plain: true,
    means: 'a flow log shows refused packets',
  },
  {
    in: ['log'],
    pattern:
      /(?:security_?group|network_acl|nacl|firewall|network_?policy|network_security_rule|peering|route_table)[^\n]{0,120}?(?:will be destroyed|Destruction complete|has been deleted|revoked)|RevokeSecurityGroup\w{2,10}/i,
    weight: 2.5,
    means: 'a network rule was taken away',
  },
  {
    in: ['log', 'alert'],
    pattern:
      /dial tcp (?<server>(?:10\.|192\.168\.|172\.(?:1[6-9]|2\d|3[01])\.)[\d.]{3,12}:\d{2,5}): (?:i\/o timeout|connect: connection timed out)|dial tcp (?<server2>[\d.]{7,15}:(?:5432|3306|1433|1521|6379|27017|9092|5672|11211|9042)): i\/o timeout|connection to server at "(?<server3>[\w.-]{1,160})"[^\n]{0,60}failed: (?:Connection timed out|timeout expired)|could not connect to server: Connection timed out|Can't connect to (?:MySQL|MariaDB) server on '(?<server4>[\w.-]{1,160})[^\n]{0,40}(?:\(110\)|\(60\)|timed out)|connection attempt failed because the connected party did not properly respond|connect ETIMEDOUT (?<server5>(?:10\.|192\.168\.|172\.(?:1[6-9]|2\d|3[01])\.)[\d.]{3,12}(?::\d{2,5})?)|PG::ConnectionBad[^\n]{0,200}timed? ?out|SQLSTATE\[HY000\] \[2002\] (?:Connection|Operation) timed out|SocketTimeoutException: [Cc]onnect timed out/,
    weight: 3,
    means: 'packets to an internal host vanish',
  },
  {
    in: ['log', 'alert'],
    pattern:
      /[Nn]o route to host|EHOSTUNREACH|ENETUNREACH|[Nn]etwork is unreachable|NoRouteToHostException|dial (?:tcp|udp) (?<server>[\w.:[\]-]{3,80}): (?:i\/o timeout|connect: (?:no route|connection timed out))|(?:read|write|dial) udp [^\n]{3,80}i\/o timeout|[Cc]onnect(?:ion)? timed out|connect ETIMEDOUT (?<server2>[\d.:]{3,60})|ConnectTimeout(?:Exception|Error)/,
    weight: 2,
    means: 'a host cannot be reached',
  },
  {
    in: ['metric', 'alert'],
    pattern: /\bDNS\b|dns_|coredns|name resolution|resolve_?(?:error|fail)|network_?policy|packets?_?drop|EAI_AGAIN/i,
    weight: 3,
    means: 'name resolution or the network is what is measured',
  },
];
