import type { Sign } from '../types.ts';

/**
 * Wording of parties that no longer agree who may do what.
 *
 * Spring Security and Nimbus, SAP XSUAA, jsonwebtoken/jose, PyJWT, Microsoft IdentityModel (IDX…), Entra ID (AADSTS…), go-oidc, AWS and GCP
 * IAM, Kubernetes RBAC, database logins. RFC 6749 and RFC 6750 error codes.
 */
export const signs: readonly Sign[] = [
  {
    in: ['log', 'alert'],
    pattern:
      /[Jj]wt token with (?:audience|allowed audiences)[^\n]{0,30}: ?\[(?<audience>[^\]\n]{1,160})\][^\n]{0,60}(?:not issued|matches none)|jwt audience invalid\. expected: (?<audience2>[^\s"]{1,160})|expected audience "(?<audience3>[^"]{1,160})"|[Aa]udience(?: claim)?[^\n]{0,60}(?:mismatch|invalid|not valid|not allowed|not match|n't match|not contain|not accepted|validation failed)|[Ii]nvalid (?:token )?[Aa]udience|unexpected "aud"|The required audience is missing|IDX10214|The aud claim is not valid|aud claim[^\n]{0,30}(?:check failed|invalid|mismatch)/,
    weight: 5,
    means: 'a token is meant for another audience',
  },
  {
    in: ['log', 'alert'],
    pattern:
      /jwt issuer invalid\. expected: (?<issuer>[^\s"]{1,200})|The iss(?:uer)? (?:claim )?is not valid|[Ii]ssuer[^\n]{0,60}(?:mismatch|not match|n't match|invalid|not trusted|not provided)|[Ii]nvalid (?:token )?[Ii]ssuer|IDX10205|id token issued by a different provider, expected "(?<issuer2>[^"]{1,200})"|unexpected "iss"/,
    weight: 5,
    means: 'a token comes from another issuer',
  },
  {
    in: ['log', 'alert'],
    pattern:
      /[Ss]ignature verification failed|[Ii]nvalid (?:jwt )?signature|Signed JWT rejected|[Nn]o (?:applicable|matching) key|[Uu]nable to find a signing key|IDX1050[0-3]|IDX10511|Couldn't retrieve (?:remote )?JWK|\bJWKS?(?: set)?\b[^\n]{0,60}(?:fail|error|not|empty)|kid[^\n]{0,30}(?:not found|unknown)|SignatureDoesNotMatch|[Ff]ailed to (?:fetch|verify|decode) (?:JWKS|the Jwt|token|id token)/,
    weight: 4,
    means: 'the signature of a token cannot be verified',
  },
  {
    in: ['log', 'alert'],
    pattern:
      /\binvalid_client\b|unauthorized_client|\binvalid_grant\b|\binvalid_token\b|[Ii]nvalid client secret|AADSTS\d{4,8}|[Cc]lient authentication failed|InvalidBearerToken|attempting to decode the Jwt|JwtValidationException|JsonWebTokenError|TokenExpiredError|jwt (?:malformed|expired)|InvalidTokenError|ExpiredSignatureError|UnrecognizedClientException|InvalidClientTokenId|\bExpiredToken\b|invalid[ _]api[ _]key|Bad credentials|incorrect api key/i,
    weight: 4,
    means: 'credentials or tokens are refused',
  },
  {
    in: ['log', 'alert'],
    pattern:
      /insufficient_scope|UnauthorizedOperation|[Nn]ot authorized to |AccessDeniedException|AuthorizationDenied|\bAccessDenied\b|is not authorized to perform: (?<action>[\w:*]{1,80})|PERMISSION_DENIED|[Mm]issing (?:the )?(?:required )?(?:scope|role|authority|permission)s?\b|required (?:scope|role)|User "[^"\n]{1,160}" cannot \w{2,20} resource "(?<resource>[\w./]{1,80})"|AuthorizationFailed|does not have (?:[\w.]{1,80} )?(?:access|permission)|permission denied for (?:table|relation|schema|database|sequence) "?(?<table>\w{1,80})|ORA-01031|insufficient privilege/i,
    weight: 3.5,
    means: 'a caller lacks a scope, role or grant',
  },
  {
    in: ['log', 'alert'],
    pattern:
      /password authentication failed for user "(?<user>[\w.@-]{1,80})"|Access denied for user '(?<user2>[\w.-]{1,80})'@|Login failed for user '(?<user3>[^'\n]{0,80})'|ORA-01017|no pg_hba\.conf entry|MongoServerError: (?:bad auth|Authentication failed)|\bNOAUTH\b|\bWRONGPASS\b|SaslAuthentication(?:Failed|Exception)|SASL[^\n]{0,40}authentication failed|authentication failed|role "(?<user4>[\w-]{1,80})" (?:does not exist|is not permitted)/i,
    weight: 4,
    means: 'a server refuses the login',
  },
  {
    in: ['log'],
    pattern:
      /\b(?:401|403)[ :]{1,2}(?:Unauthorized|Forbidden)|(?:status|code|statusCode)\\?["']?[=: "]{1,4}(?:401|403)\b|HTTP\/\d(?:\.\d)?"? (?:401|403)\b|(?:responded|returned|failed|answered|completed)[^\n]{0,30}\b(?:401|403)\b|\b(?:Unauthorized|Forbidden)\b/i,
    weight: 2,
    means: 'requests end with 401 or 403',
  },
  {
    in: ['alert', 'metric'],
    pattern:
      /(?:^|[^\d])(?:401|403)(?:[^\d]|$)|unauthori[sz]ed|forbidden|(?:auth|login|token)\w{0,15}[ _-](?:fail|error|reject|denied)/i,
    weight: 2.5,
    means: 'refused requests are what is measured',
  },
  {
    in: ['log', 'alert'],
    pattern: /\b(?<key>xsappname|client[_-]?id|issuer-uri|audiences?)\b[=: "']{1,4}(?<value>[\w.!|:/-]{3,160})/i,
    weight: 0.5,
    means: 'an identity setting is named',
  },
];
