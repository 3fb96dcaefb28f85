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
