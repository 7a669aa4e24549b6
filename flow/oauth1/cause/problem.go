package cause

// Problems are the values of oauth_problem (OAuth Problem Reporting, wiki.oauth.net/ProblemReporting).
var problems = map[string]ID{
	"version_rejected":                  VersionParameter,
	"parameter_absent":                  "",
	"parameter_rejected":                "",
	"timestamp_refused":                 Clock,
	"nonce_used":                        NonceUsed,
	"signature_method_rejected":         SignatureMethod,
	"signature_invalid":                 "",
	"consumer_key_unknown":              ConsumerKeyUnknown,
	"consumer_key_rejected":             ConsumerKeyRefused,
	"consumer_key_refused":              ConsumerKeyRefused,
	"token_used":                        TokenUnknown,
	"token_expired":                     TokenExpired,
	"token_revoked":                     TokenRevoked,
	"token_rejected":                    TokenUnknown,
	"verifier_invalid":                  VerifierWrong,
	"additional_authorization_required": Permission,
	"permission_unknown":                "",
	"permission_denied":                 UserRefused,
	"user_refused":                      UserRefused,
}

// Known reports whether a name is a value of oauth_problem that the extension defines.
func Known(problem string) bool { _, ok := problems[problem]; return ok }

// OfProblem is the cause that an oauth_problem proves by itself: none for signature_invalid, which has many. At the access
// token step (tokenStep), a token is the request token.
func OfProblem(problem string, tokenStep bool) ID {
	id := problems[problem]
	if tokenStep && (id == TokenUnknown || id == TokenExpired || id == TokenRevoked) {
		return RequestTokenExpired
	}
	if !tokenStep && problem == "permission_denied" {
		return Permission
	}
	return id
}
