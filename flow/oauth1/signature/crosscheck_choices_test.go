package signature_test

// choice is one way to write a part of a request. Those with a kind are what the
// cross-check is about; the weights leave most of a request plain, since a checker
// with a fault in one part can't judge the rest.
type choice struct {
	weight     int
	text, kind string
}

var (
	placements = []choice{{5, "header", "oauth in the header"}, {2, "query", "oauth in the query"}, {2, "body", "oauth in the body"}}

	signatureMethods = []choice{
		{9, "HMAC-SHA1", "HMAC-SHA1"},
		{2, "HMAC-SHA256", "HMAC-SHA256"},
		{2, "HMAC-SHA512", "HMAC-SHA512"},
		{3, "RSA-SHA1", "RSA-SHA1"},
		{1, "RSA-SHA256", "RSA-SHA256"},
		{1, "RSA-SHA512", "RSA-SHA512"},
		{2, "PLAINTEXT", "PLAINTEXT"},
	}

	methods = []choice{
		{8, "GET", ""},
		{6, "POST", ""},
		{4, "PUT", ""},
		{1, "PATCH", ""},
		{1, "DELETE", ""},
		{1, "HEAD", ""},
		{1, "OPTIONS", ""},
		{1, "post", "method in lower case"},
		{1, "PROPFIND", "custom method"},
		{1, "X-!'*+|~", "method to be encoded"},
	}
	bodyMethods = []choice{{9, "POST", ""}, {5, "PUT", ""}, {1, "PATCH", ""}, {1, "REPORT", "custom method"}}

	schemes = []choice{{4, "https", "https"}, {4, "http", "http"}, {1, "HTTPS", "scheme in upper case"}, {1, "Http", "scheme in mixed case"}}

	hosts = []choice{
		{12, "api.example.com", ""},
		{2, "API.Example.COM", "host in mixed case"},
		{1, "localhost", ""},
		{1, "api.example.com.", "host with a last dot"},
		{1, "127.0.0.1", "IPv4 host"},
		{1, "[::1]", "IPv6 host"},
		{1, "[2001:DB8::80]", "IPv6 host in upper case"},
		{1, "[2001:0db8:0:0:0:0:0:1]", "IPv6 host at length"},
	}
	// What a URL may have and a Host header not.
	urlHosts = append([]choice{
		{1, "bücher.EXAMPLE", "international host"},
		{1, "[fe80::1%25eth0]", "IPv6 host with a zone"},
		{1, "anna:sample-password@api.example.com", "user info"},
	}, hosts...)

	ports = []choice{
		{8, "", ""},
		{2, ":80", "port 80"},
		{2, ":443", "port 443"},
		{2, ":8080", "another port"},
		{1, ":", "empty port"},
		{1, ":0443", "port with a leading zero"},
	}

	segments = []choice{
		{16, "things", ""},
		{8, "1.1", ""},
		{2, "a%2Fb", "path with %2F"},
		{2, "a%2fb", "path with lower-case escapes"},
		{2, "%7Eanna", "path with %7E"},
		{2, "~anna", "path with ~"},
		{2, "caf%C3%A9", "path with encoded unicode"},
		{2, "café", "path with raw unicode"},
		{2, "a%20b", "path with %20"},
		{2, "a b", "path with a space"},
		{2, "a+b", "path with +"},
		{2, "100%25", "path with %25"},
		{2, "%252F", "path encoded twice"},
		{2, "!$&'()*,=:@", "path with reserved characters"},
		{2, "v;a=1;b=2", "path with parameters"},
		{1, "v;", "path with a lone ;"},
		{2, "{id}", "path with braces"},
		{1, "[id]", "path with brackets"},
		{2, "", "empty path segment"},
		{2, ".", "dot segment"},
		{2, "..", "dot segment"},
	}

	formTypes = []choice{
		{6, formType, ""},
		{1, formType + "; charset=UTF-8", "form with a charset"},
		{1, formType + ";charset=\"utf-8\";x=y", "form with parameters"},
		{1, "Application/X-WWW-Form-URLEncoded", "form in mixed case"},
		{1, "APPLICATION/X-WWW-FORM-URLENCODED ;charset=utf-8", "form in upper case"},
	}
	otherTypes = []choice{
		{4, "application/json", "JSON body"},
		{1, "text/plain; a=" + formType, "text body"},
		{1, "multipart/form-data; boundary=" + formType, "multipart body"},
		{1, formType + "-not", "body of a similar type"},
		{1, "", "body without a type"},
	}
	bodies = []choice{{5, "none", "no body"}, {6, "form", "form"}, {3, "other", ""}}

	pairShapes = []choice{
		{80, "plain", ""},
		{4, "again", "same name again"},
		{3, "twice", "same pair again"},
		{3, "longer", "name that begins another"},
		{3, "empty value", "empty value"},
		{3, "no value", "name without ="},
		{1, "empty name", "empty name"},
		{2, "nothing", "empty pair"},
		{2, "more", "= in the value"},
		{1, "semicolons", "raw ;"},
		{1, "realm", "parameter named realm"},
		{2, "encoded brackets", "encoded brackets"},
		{1, "raw brackets", "raw brackets"},
		{1, "raw unicode", "raw unicode"},
	}
	spellings = []choice{{6, "upper", ""}, {2, "plus", ""}, {1, "lower", ""}, {1, "raw", ""}, {1, "letters", ""}}

	alphabets = []choice{
		{20, "abcxyzABCXYZ0189", ""},
		{2, "ab-._~", ""},
		{2, "ab c d", "spaces"},
		{2, "ab !\"#$%&'()*+,/:;<=>?@[\\]^`{|}", "special characters"},
		{2, "abéßд中☃😀\u0301", "unicode"},
		{1, "ab%20%41", "text that looks encoded"},
		{1, "ab\x00\t\r\n\x7f", "control characters"},
	}

	realms = []choice{
		{10, "", ""},
		{2, "Photos", "realm"},
		{2, "http://sp.example.com/ a", "realm to be quoted"},
		{1, `a "quoted" \ realm`, "realm with quotes"},
		{1, `a", oauth_token="another`, "realm that looks like parameters"},
		{1, "café\x01\n", "realm with control characters"},
	}

	tokens = []choice{{8, "some", ""}, {1, "none", "no token"}, {1, "empty", "empty token"}}
	extras = []choice{
		{8, "", ""},
		{1, "oauth_callback=oob", "oauth_callback"},
		{1, "oauth_callback=http://127.0.0.1:8080/cb?a=1&b=%20", "oauth_callback"},
		{1, "oauth_verifier=", "oauth_verifier"},
		{1, "oauth_session_handle=", "oauth_session_handle"},
	}
)
