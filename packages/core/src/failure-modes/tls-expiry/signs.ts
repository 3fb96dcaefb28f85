import type { Sign } from '../types.ts';

/**
 * Wording of TLS peers about certificates that ended or are not trusted, and of those who should renew them.
 *
 * Go crypto/x509, OpenSSL, Java PKIX, Node error codes, Schannel, browsers, cert-manager conditions and events, ACME (RFC 8555).
 */
export const signs: readonly Sign[] = [
  {
    in: ['log', 'alert'],
    pattern:
      /certificate has expired(?: or is not yet valid)?(?:: current time \S{1,40} is after (?<expired>[\dTZ:.+-]{10,40}))?|CERT_HAS_EXPIRED|certificate (?:is )?expired|expired certificate|CertificateExpiredException|NotAfter: (?<expired2>[\w :,]{10,40})|ERR_CERT_DATE_INVALID|SEC_E_CERT_EXPIRED|SEC_ERROR_EXPIRED|SSL_ERROR_EXPIRED|NotTimeValid|\bprobe=(?<host>[\w.-]{1,160})[^\n]{0,400}\bverify=expired|\bverify(?: error:num=10\b|=expired)|certificate verify failed \(certificate has expired\)|certificate[^\n]{0,60}\b(?:expired|past its|no longer valid)\b/i,
    weight: 5,
    means: 'a certificate has expired',
  },
  {
    in: ['log', 'alert'],
    pattern:
      /PKIX path (?:building|validation) failed|unable to (?:get local issuer|verify the first) certificate|self[- ]signed certificate|signed by unknown authority|UNABLE_TO_VERIFY_LEAF_SIGNATURE|DEPTH_ZERO_SELF_SIGNED|UNABLE_TO_GET_ISSUER_CERT|ERR_TLS_CERT_ALTNAME_INVALID|certificate is valid for [^\n]{1,160}, not (?<host>[\w.-]{1,160})|CERTIFICATE_VERIFY_FAILED|The remote certificate (?:is|was) (?:invalid|rejected)|No subject alternative (?:DNS )?name[^\n]{0,40}|UnknownIssuer|no required SSL certificate/i,
    weight: 3.5,
    means: 'a certificate is not trusted',
  },
  {
    in: ['log', 'alert'],
    pattern:
      /TLS handshake (?:error|fail|timeout)|SSLHandshakeException|handshake[_ ]failure|SSL_do_handshake\(\) failed|remote error: tls:|SSL routines|sslv3 alert|tlsv1 alert|SSLError|SSL_connect returned|EPROTO|TLS error|handshakes? fail/i,
    weight: 2.2,
    means: 'TLS handshakes fail',
  },
  {
    in: ['log', 'alert'],
    pattern:
      /Waiting for (?:HTTP|DNS)-01 challenge propagation|(?:HTTP|DNS)-01[^\n]{0,60}(?:fail|error|wrong)|urn:ietf:params:acme|wrong status code '\d+', expected '200'|Failed to (?:create|finalize|wait for) (?:Order|authorization)|acme(?:: |[_-]?challenge)|no configured challenge solvers|Issuing certificate as Secret|The certificate request has failed|Renewing certificate|certificate "?(?<certificate>[\w.-]{1,80})"? (?:is )?(?:not ready|will expire|must be (?:issued|renewed))|certbot|CertificateNotReady|DoesNotExist[^\n]{0,40}[Ii]ssuer/i,
    weight: 3.5,
    means: 'the renewal of a certificate fails',
  },
  {
    in: ['log'],
    pattern:
      /cert-manager|\b(?:[Cc]ertificate|resource_kind="?Certificate"?)[^\n]{0,60}(?:\bkey|name|resource_name)="?(?:(?<namespace>[\w-]{1,63})\/)?(?<certificate>[\w.-]{1,80})|kind="?Challenge"?/,
    weight: 2,
    means: 'cert-manager speaks',
  },
  {
    in: ['log', 'alert'],
    pattern:
      /ingress ?class(?:Name)?\\?"?[:=] ?\\?"?(?<ingressClass>[\w.-]{1,60})|no object matching key \\?"(?<ingressClass2>[\w.-]{1,60})\\?" in local store|IngressClass \\?"?(?<ingressClass3>[\w.-]{1,60})\\?"? (?:not found|does not exist)/i,
    weight: 0.6,
    means: 'an ingress class is named',
  },
  {
    in: ['metric', 'alert'],
    pattern:
      /cert(?:ificate|manager|_)?\w{0,40}(?:expir|valid|days|ready|not_after)|ssl_?(?:earliest_)?(?:cert|expir)|days_?(?:to|until)_?expir|tls_?(?:handshake|expir|cert)/i,
    weight: 3.5,
    means: 'the life of a certificate is what is measured',
  },
];
