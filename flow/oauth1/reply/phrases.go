package reply

import (
	"regexp"

	"countersign/flow/oauth1/cause"
)

// phrase is something that providers write instead of an oauth_problem.
type phrase struct {
	pattern *regexp.Regexp
	problem string   // the oauth_problem that it amounts to; "" if there is none
	cause   cause.ID // if more is proven than by the problem
}

// phrases are tried in order: the specific ones come first. Their order and wording follow what providers were seen to write,
// which is named where it is not obvious.
var phrases = []phrase{
	// Schoology, Canvas: "Duplicate timestamp/nonce combination, possible replay attack."
	{words(`(duplicate|already.{0,12}used|re-?used|re-?play|used before|not unique|repeated)[^.]{0,40}nonce|\bused nonce|nonce[^.]{0,40}(already|used|duplicate|re-?play|not unique|repeated)|replay attack`), "nonce_used", ""},
	{words(`(invalid|bad|malformed|illegal)[^.]{0,12}nonce|nonce[^.]{0,40}(invalid|characters?|length|too (short|long)|must|alphanumeric|malformed|format)`), "", cause.NonceFormat},
	// MediaWiki: "Expired timestamp, yours 1795999686, ours 1796000887"
	{words(`time ?stamp[^.]{0,60}(expired|refused|old|far|out of|invalid|beyond|not (acceptable|within|valid|in)|outside|future|past|stale|skew|rejected|incorrect|wrong|too|drift|bad)|(expired|invalid|bad|stale|old|incorrect|wrong|refused|out.of.range|unacceptable)[^.]{0,20}time ?stamp|clock (skew|drift|is|out)|beyond the allowable`), "timestamp_refused", ""},
	{words(`signature.?method[^.]{0,40}(not|un|reject|invalid|denied|wrong|only|must)|(unsupported|unknown|invalid|rejected|bad)[^.]{0,24}signature.?method|unsupported signature|(use|only|requires?)[^.]{0,20}HMAC-SHA\d+ (is|signature)`), "signature_method_rejected", ""},
	{words(`signature[^.]{0,60}(invalid|not (valid|match|correct|verif)|mis-?match|fail|incorrect|wrong|does ?n.?t|did ?n.?t|could ?n.?t|bad|rejected|differ)|(invalid|wrong|bad|incorrect|mismatch\w*|unverifiable)[^.]{0,24}signature|verif\w+[^.]{0,20}signature|HMAC-SHA\d+ verification failed|(RSA|HMAC)[^.]{0,24}(verif\w+|check)[^.]{0,12}fail`), "signature_invalid", ""},
	{words(`(invalid|wrong|incorrect|bad|missing|expired|unknown)[^.]{0,24}(oauth_?)?(verifier|\bPIN\b)|(verifier|\bPIN\b)[^.]{0,40}(invalid|incorrect|expired|wrong|not|does|mismatch|missing|required)`), "verifier_invalid", ""},
	// MediaWiki: "oauth_callback must be set, and must be set to "oob" (case-sensitive)"; OAuth libraries: "callback missing"
	{words(`call ?back[^.]{0,40}(missing|is required|required|must be set|not (provided|set|present|given|specified)|absent|empty|needed)|(missing|absent|require\w*|no|without)[^.]{0,24}call ?back`), "parameter_absent", cause.CallbackMissing},
	// X: "Callback URL not approved"; Twitter: "Desktop applications only support the oauth_callback value 'oob'"; Yahoo: "Custom port is not allowed"
	{words(`call ?back[^.]{0,80}(not |invalid|mis-?match|reject|refus|denied|does|differ|unknown|wrong|unregistered|forbidden)|(invalid|wrong|bad|unregistered|unapproved|unknown)[^.]{0,24}(call ?back|redirect.?ur[il])|only support[^.]{0,40}\boob\b|custom port|redirect.?ur[il][^.]{0,60}(not|invalid|mismatch)|out.of.band[^.]{0,40}(not|disabled)`), "parameter_rejected", cause.CallbackRefused},
	// WooCommerce: "The API key provided does not have write permissions."; WordPress: "Sorry, you cannot list resources."
	{words(`permission|not (allow|permit|grant)[^.]{0,12} access|not (allowed|authori[sz]ed|permitted|entitled) to|\b(can ?not|can't|may not) (list|view|create|edit|delete|read|access|write|update|modify|perform|publish|do)|(insufficient|missing|lacks?|not enough|inadequate)[^.]{0,24}(scope|privilege|right|access|role|authori)|access (is )?denied|access.?level|read.?only|requires? [^.]{0,24}(scope|privilege|role|rights)|\w+_cannot_\w+|read-denied`), "", cause.Permission},
	// Magento: "Consumer key has expired"; an application that is blocked rather than unknown
	{words(`(consumer|application|client|app|api)[^.]{0,40}(expired|disabled|blocked|suspended|revoked|refused|rejected|not (approved|active|enabled|confirmed)|inactive|deactivated|banned|deleted by)|key has (expired|been (disabled|revoked|blocked))|(disabled|blocked|suspended|inactive|expired|unapproved|deactivated)[^.]{0,16}(consumer|application|api key|client|app\b)`), "consumer_key_rejected", ""},
	// MediaWiki: "There is no approved application with the given key."
	{words(`no (approved |registered |such |known )?(application|consumer|client|app)\b|(invalid|unknown|unrecogni[sz]ed|bad|wrong|incorrect|unregistered)[^.]{0,24}(consumer|application|api.?key|client.?(key|id)|app.?key)|(consumer|application|client|api.?key)[^.]{0,40}(not (found|exist|recogni|valid|registered|known)|unknown|invalid|does ?n.?t|does not|unrecogni|could not be found|incorrect)`), "consumer_key_unknown", ""},
	// pump.io: "Invalid / expired Token" says neither
	{words(`invalid\s*(/|or|and/or)\s*expired[^.]{0,16}token|expired\s*(/|or)\s*invalid[^.]{0,16}token|token[^.]{0,20}(invalid|revoked|expired) or \w+`), "token_rejected", ""},
	{words(`token[^.]{0,24}(has )?(been )?expired|expired[^.]{0,16}token|token[^.]{0,16}(too old|no longer valid)`), "token_expired", ""},
	{words(`token[^.]{0,24}(has )?(been )?(revoked|withdrawn|deauthori[sz]ed)|(revoked|withdrawn|deauthori[sz]ed)[^.]{0,16}(token|access|grant|authori)`), "token_revoked", ""},
	{words(`(invalid|unknown|bad|wrong|unrecogni[sz]ed|missing|no such)[^.]{0,24}token|token[^.]{0,40}(invalid|not (found|exist|valid|recogni|known|match)|unknown|does ?n.?t|does not|rejected|could not be found|unrecogni|incorrect|bad)`), "token_rejected", ""},
	{words(`(denied|refused|declined|cancell?ed) by (the )?(user|owner)|user (has )?(denied|refused|declined|cancell?ed)`), "user_refused", ""},
	{words(`rate.?limit|too many requests|limit exceeded|(quota|throttl)`), "", cause.RateLimited},
	{words(`\brealm\b`), "", cause.Realm},
	{words(`user.?agent`), "", cause.UserAgent},
	{words(`(maintenance|temporarily unavailable|over capacity)`), "", cause.ServiceDown},
}

func words(pattern string) *regexp.Regexp { return regexp.MustCompile(`(?i)` + pattern) }
