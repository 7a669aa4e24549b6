package scaffold

import (
	"encoding/json"
	"net/netip"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"text/template"
	"unicode"

	"gopkg.in/yaml.v3"
)

// templates are the files of a new connector. Values are always escaped with yaml or js.
var templates = map[string]string{
	"spec.yml": `# After a change, countersign connectors check reports every problem with its position.
key: {{yaml .Key}}
name: {{yaml .Name}}
appUri: {{yaml .AppURI}}
{{- if .RegisterAt}}
countersign: # shown before connecting; you can also add callback, notes and mistakes
  register:
    at: {{yaml .RegisterAt}}
{{- end}}
parametersSchema: # asked for before connecting
  type: object
  required: [consumerKey, {{if .RSA}}privateKey{{else}}consumerSecret{{end}}]
  properties:
    consumerKey:
      type: string
      title: Consumer key
{{- if .RSA}}
    privateKey:
      type: string
      title: Private key
      description: In PEM, including the BEGIN and END lines.
      format: password
{{- else}}
    consumerSecret:
      type: string
      title: Consumer secret
      format: password
{{- end}}
auth:
  type: oauth1
  getOAuthConfig: {implementationType: mapping} # auth/get-oauth-config.map.yml
  makeApiClient: {implementationType: mapping} # auth/make-api-client.map.yml
{{- if .TestPath}}
  test: {implementationType: javascript} # auth/test.js
{{- else}}
  # No request is known that identifies the account. To add a test, write auth/test.js and set
  # {implementationType: javascript} here.
  test: {implementationType: not-supported}
{{- end}}
`,
	"auth/get-oauth-config.map.yml": `# The provider's URIs: RFC 5849 sections 2.1, 2.2 and 2.3.
consumerKey: {$var: connectorParameters.consumerKey}
{{- if not .RSA}}
consumerSecret: {$var: connectorParameters.consumerSecret}
{{- end}}
requestTokenUri: {{yaml .RequestTokenURI}}
authorizeUri: {{yaml .AuthorizeURI}}
tokenUri: {{yaml .TokenURI}}
{{- if .Dialect}}
dialect: # how the provider departs from plain RFC 5849
{{- range .Dialect}}
  {{.Name}}: {{.Value}}
{{- end}}
{{- if .RSA}}
  privateKey: {$var: connectorParameters.privateKey}
{{- end}}
{{- end}}
`,
	"auth/make-api-client.map.yml": `# What all API requests have in common; you can also add headers and query.
baseUri: {{yaml .BaseURI}}
`,
	"auth/test.js": `// Checks that a connection works, and identifies its account.
export default async function test({ apiClient }) {
{{- if .Account}}
  const me = await apiClient.get({{js .TestPath}});
  return { account: me{{property .Account}} };
{{- else}}
  await apiClient.get({{js .TestPath}}); // throws if refused
  return true;
{{- end}}
}
`,
	"requests.http": `# Saved requests: ### and a name, then the request below it. Paths are relative to the base URI.
{{- if .TestPath}}

### Who am I
GET {{.TestPath}}
{{- end}}
`,
}

var funcs = template.FuncMap{"yaml": yamlText, "js": jsText, "property": jsProperty}

// yamlText writes a string as a YAML scalar, quoted if needed.
func yamlText(text string) (string, error) {
	out, err := yaml.Marshal(text)
	return strings.TrimSpace(string(out)), err
}

// jsText writes a JavaScript string. JSON is one (ES2019).
func jsText(text string) (string, error) {
	var out strings.Builder
	e := json.NewEncoder(&out)
	e.SetEscapeHTML(false)
	err := e.Encode(text)
	return strings.TrimSpace(out.String()), err
}

var (
	locatorPart  = regexp.MustCompile(`[^.\[\]]+`)
	jsIdentifier = regexp.MustCompile(`^[A-Za-z_$][A-Za-z0-9_$]*$`)
	jsIndex      = regexp.MustCompile(`^(0|[1-9][0-9]*)$`)
)

// jsProperty writes a locator as a property access: user.name is .user.name, and names[0] is .names[0].
func jsProperty(locator string) (string, error) {
	var out strings.Builder
	for _, part := range locatorPart.FindAllString(locator, -1) {
		switch {
		case jsIdentifier.MatchString(part):
			out.WriteString("." + part)
		case jsIndex.MatchString(part):
			out.WriteString("[" + part + "]")
		default:
			quoted, err := jsText(part)
			if err != nil {
				return "", err
			}
			out.WriteString("[" + quoted + "]")
		}
	}
	return out.String(), nil
}

var notInKey = regexp.MustCompile(`[^a-z0-9]+`)

// slug makes a key of a name; "" if it contains no valid character.
func slug(name string) string {
	key := strings.Trim(notInKey.ReplaceAllString(strings.ToLower(name), "-"), "-")
	return strings.Trim(key[:min(len(key), 60)], "-")
}

func hostname(uri string) string {
	u, err := url.Parse(uri)
	if err != nil {
		return ""
	}
	return u.Hostname()
}

// origin gives scheme, host and port of a URL, as written; "" if there are none.
func origin(uri string) string {
	scheme, rest, ok := strings.Cut(uri, "://")
	host, _, _ := strings.Cut(strings.ReplaceAll(rest, "?", "/"), "/")
	if !ok || host == "" {
		return ""
	}
	return scheme + "://" + host
}

// nameOfHost guesses the name of a service from its host: Trademe for secure.trademe.co.nz. It knows only the usual
// second-level domains, as a name is easily changed.
func nameOfHost(host string) string {
	labels := strings.Split(strings.Trim(host, "."), ".")
	if _, err := netip.ParseAddr(host); err == nil || len(labels) == 1 {
		labels = []string{host, ""}
	}
	i := len(labels) - 2
	if secondLevels := []string{"co", "com", "org", "net", "ac", "gov", "edu", "or", "ne"}; i > 0 && len(labels[i+1]) == 2 && slices.Contains(secondLevels, labels[i]) {
		i--
	}
	name := []rune(labels[i])
	if len(name) > 0 {
		name[0] = unicode.ToUpper(name[0])
	}
	return string(name)
}
