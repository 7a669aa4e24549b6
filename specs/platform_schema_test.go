package specs_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"gopkg.in/yaml.v3"

	"countersign/specs"
	"countersign/specs/mapping"
	"countersign/specs/scaffold"
	"countersign/specs/script"
)

// connectorPlaces are folders of connectors.
var connectorPlaces = []string{"catalogue", filepath.Join("testdata", "examples")}

// connectorPaths gives every connector in the tree.
func connectorPaths(t *testing.T) []string {
	t.Helper()
	var paths []string
	for _, place := range connectorPlaces {
		entries, err := os.ReadDir(place)
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range entries {
			if !e.IsDir() {
				continue
			}
			folder := filepath.Join(place, e.Name())
			if _, err := os.Stat(filepath.Join(folder, "spec.yml")); err == nil {
				paths = append(paths, folder)
				continue
			}
			files, err := filepath.Glob(filepath.Join(folder, "*.yml"))
			if err != nil || len(files) == 0 {
				t.Errorf("%s: no connector is found in it: %v", folder, err)
			}
			paths = append(paths, files...)
		}
	}
	return paths
}

func (p *platform) acceptsConnectors(t *testing.T) {
	paths := connectorPaths(t)
	configs := 0
	for _, path := range paths {
		p.accepts(t, path)
		configs += p.acceptsConfigs(t, path)
	}
	t.Logf("%d connectors, %d OAuth configs", len(paths), configs)
	if configs < len(paths) {
		t.Errorf("%d connectors came to only %d OAuth configs", len(paths), configs)
	}
}

// accepts checks a connector with the schemas of both generations, and compares the files of its methods.
func (p *platform) accepts(t *testing.T, path string) {
	t.Helper()
	r := p.ask(t, question{Ask: "connector", Path: path})
	if r.Error != "" || len(r.Issues) > 0 {
		t.Errorf("%s: %s\n%s", path, r.Error, strings.Join(r.Issues, "\n"))
	}
	var ours []string
	for _, way := range ways(t, path) {
		for _, m := range []*specs.Method{&way.OAuthConfig, &way.APIClient, way.Test, way.Refresh, way.Disconnect} {
			if m != nil && filepath.Base(m.File) != specFileOf(path) && !slices.Contains(ours, m.File) {
				ours = append(ours, m.File)
			}
		}
	}
	slices.Sort(ours)
	slices.Sort(r.Files)
	if diff := cmp.Diff(r.Files, ours, cmpopts.EquateEmpty()); diff != "" {
		t.Errorf("%s: methods' files (-platform +ours):\n%s", path, diff)
	}
}

// specFileOf gives the name of a connector's main file.
func specFileOf(path string) string {
	if info, err := os.Stat(path); err == nil && info.IsDir() {
		return "spec.yml"
	}
	return filepath.Base(path)
}

// ways loads a connector: itself, or each of its options.
func ways(t *testing.T, path string) []*specs.Connector {
	t.Helper()
	c, err := specs.Load(path)
	if err != nil {
		t.Errorf("%s: %v", path, err)
		return nil
	}
	if len(c.Options) == 0 {
		return []*specs.Connector{c}
	}
	var all []*specs.Connector
	for _, o := range c.Options {
		way, err := c.WithOption(o.Key)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, way)
	}
	return all
}

// acceptsConfigs evaluates getOAuthConfig of each option of a connector, and gives their number.
func (p *platform) acceptsConfigs(t *testing.T, path string) int {
	t.Helper()
	all := ways(t, path)
	for _, way := range all {
		name := strings.TrimSuffix(path+" "+way.Option, " ")
		vars := sampleVariables(way)
		value := evaluated(t, name, way.OAuthConfig, vars)
		if r := p.ask(t, question{Ask: "config", Value: value}); r.Error != "" || len(r.Issues) > 0 {
			t.Errorf("%s: %s\n%s", name, r.Error, strings.Join(r.Issues, "\n"))
		}
	}
	return len(all)
}

// sampleVariables are the variables of getOAuthConfig: each field's default, choice or example, or a sample word.
func sampleVariables(c *specs.Connector) map[string]any {
	values := func(fields []specs.Field) map[string]any {
		all := map[string]any{}
		for _, f := range fields {
			switch {
			case f.Default != "":
				all[f.Key] = f.Default
			case len(f.Choices) > 0:
				all[f.Key] = f.Choices[0].Value
			case f.Example != "":
				all[f.Key] = f.Example
			default:
				all[f.Key] = "sample-" + f.Key
			}
		}
		return all
	}
	inputs := values(c.Inputs)
	return map[string]any{
		"connectorParameters": values(c.Parameters), "connectionParameters": inputs, "connectionInput": inputs,
		"redirectUri": "http://127.0.0.1:5850/callback", "state": "sample-state",
	}
}

// evaluated gives the whole result of getOAuthConfig, including the dialect block.
func evaluated(t *testing.T, name string, m specs.Method, vars map[string]any) any {
	t.Helper()
	var value any
	var err error
	if m.Mapping != nil {
		value, err = m.Mapping.Eval(vars)
	} else {
		value, err = script.Run(t.Context(), script.Source{File: m.File, Text: m.Code, Files: m.Imports}, m.Name, vars, nil, script.Limits{})
	}
	if err != nil || value == mapping.Missing {
		t.Errorf("%s: getOAuthConfig gives %v, %v", name, value, err)
	}
	return value
}

// refusesMistakes checks that the schemas don't accept everything.
func (p *platform) refusesMistakes(t *testing.T) {
	const config = "getOAuthConfig: {implementationType: mapping, mapping: {}}, makeApiClient: {implementationType: mapping, mapping: {}}"
	for spec, want := range map[string]string{
		"{auth: {type: oauth1, " + config + "}, name: Sample}":                                                   "",
		"{type: oauth1, " + config + ", name: Sample}":                                                           "",
		"{auth: {type: oauth9, " + config + "}, name: Sample}":                                                   "ConnectorSpec",
		"{auth: {type: oauth1, " + config + "}, name: 5}":                                                        "ConnectorSpec",
		"{auth: {type: oauth1, " + config + "}, name: Sample, parametersSchema: {required: yes}}":                "ConnectorSpec",
		"{auth: {type: oauth1, makeApiClient: {implementationType: mapping, mapping: {}}}, name: Sample}":        "getOAuthConfig is missing",
		"{auth: {type: oauth1, " + config + ", test: {implementationType: mapping}}, name: Sample}":              "test cannot be written as mapping",
		"{auth: {type: oauth1, " + config + ", test: {implementationType: javascript}}, name: Sample}":           "FunctionDefinition of test",
		"{auth: {type: oauth1, " + config + ", disconnect: {implementationType: nonsense}}, name: Sample}":       "ConnectorAuthOAuth1",
		"{type: oauth1, " + config + ", name: Sample, inputSchema: {properties: 5}}":                             "CreateConnectorRequest",
		"{auth: {options: {a: {type: oauth1, " + config + "}, b: {type: oauth1, title: 5}}}, name: Sample}":      "ConnectorAuthOAuth1",
		"{auth: {type: oauth1, " + config + ", ui: {schema: {properties: {a: {title: 5}}}}}, name: Sample}":      "ConnectorAuthOAuth1",
		"{auth: {type: oauth1, " + config + "}, name: Sample, countersign: {register: {at: https://a.example}}}": "",
	} {
		var value any
		if err := yaml.Unmarshal([]byte(spec), &value); err != nil {
			t.Fatal(err)
		}
		r := p.ask(t, question{Ask: "spec", Spec: value})
		if issues := strings.Join(r.Issues, "\n"); r.Error != "" || (want == "") != (issues == "") || !strings.Contains(issues, want) {
			t.Errorf("%s: want %q, got %s%s", spec, want, r.Error, issues)
		}
	}
	if r := p.ask(t, question{Ask: "config", Value: map[string]any{"consumerKey": "sample", "tokenUri": 5}}); len(r.Issues) != 1 {
		t.Errorf("a config with a number for an address: %v", r)
	}
}

// blueprints are minimal and complete ones.
var blueprints = map[string]scaffold.Blueprint{
	"addresses": {
		RequestTokenURI: "https://sample.example/oauth/request_token", AuthorizeURI: "https://sample.example/oauth/authorize",
		TokenURI: "https://sample.example/oauth/access_token",
	},
	"everything": {
		Key: "sample", Name: "Sample: \"the\" service", RequestTokenURI: "https://sample.example/a?b=c", AuthorizeURI: "https://sample.example/b",
		TokenURI: "https://sample.example/c", BaseURI: "https://api.sample.example/v1", RegisterAt: "https://sample.example/keys",
		TestPath: "/me", Account: "user.name", SignatureMethod: "HMAC-SHA256", Placement: "query", TokenPlacement: "body", TokenMethod: "GET", Callback: "oob",
	},
	"rsa": {
		RequestTokenURI: "https://sample.example/a", AuthorizeURI: "https://sample.example/b", TokenURI: "https://sample.example/c", SignatureMethod: "RSA-SHA1",
	},
}

func (p *platform) acceptsWritten(t *testing.T) {
	for name, b := range blueprints {
		files, err := scaffold.Files(b)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		dir := filepath.Join(t.TempDir(), name)
		if err := scaffold.Write(dir, files); err != nil {
			t.Fatal(err)
		}
		p.accepts(t, dir)
		p.acceptsConfigs(t, dir)
	}
}
