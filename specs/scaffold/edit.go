package scaffold

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"slices"
	"strings"

	"gopkg.in/yaml.v3"

	"countersign/internal/atomicfile"
)

// Change is one dialect key that SetDialect changed. Old and New are YAML; "" means that the key is not there.
type Change struct{ File, Key, Old, New string }

// ErrNotEditable means that a connector's OAuth1 config is a script, or occurs several times in a file.
var ErrNotEditable = errors.New("the OAuth1 config cannot be edited")

// SetDialect sets keys of the dialect block in the YAML file that holds a connector's OAuth1 config. A nil value removes the key.
// Comments stay. Nothing is written if write is false: the changes tell what would be.
func SetDialect(file string, keys map[string]any, write bool) ([]Change, error) {
	data, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	edited, changes, err := editDialect(data, keys)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	for i := range changes {
		changes[i].File = file
	}
	if !write || len(changes) == 0 {
		return changes, nil
	}
	return changes, atomicfile.WriteFile(file, edited)
}

func editDialect(data []byte, keys map[string]any) ([]byte, []Change, error) {
	var document yaml.Node
	if err := yaml.Unmarshal(data, &document); err != nil {
		return nil, nil, fmt.Errorf("invalid YAML: %w", err)
	}
	var configs []*yaml.Node
	findConfigs(&document, &configs)
	if len(configs) != 1 {
		return nil, nil, ErrNotEditable
	}
	dialect := child(configs[0], "dialect")
	if dialect == nil {
		dialect = &yaml.Node{Kind: yaml.MappingNode}
		configs[0].Content = append(configs[0].Content, &yaml.Node{Kind: yaml.ScalarNode, Value: "dialect"}, dialect)
	}
	if dialect.Kind != yaml.MappingNode || child(dialect, "$case") != nil {
		return nil, nil, ErrNotEditable
	}
	var changes []Change
	for _, key := range slices.Sorted(maps.Keys(keys)) {
		change, err := setKey(dialect, key, keys[key])
		if err != nil {
			return nil, nil, err
		}
		if change.Old != change.New {
			changes = append(changes, change)
		}
	}
	var out bytes.Buffer
	encoder := yaml.NewEncoder(&out)
	encoder.SetIndent(2)
	err := encoder.Encode(&document)
	return out.Bytes(), changes, err
}

// findConfigs collects the mappings that are an OAuth1 config.
func findConfigs(n *yaml.Node, found *[]*yaml.Node) {
	if n.Kind == yaml.MappingNode && child(n, "consumerKey") != nil && (child(n, "tokenUri") != nil || child(n, "dialect") != nil || child(n, "consumerSecret") != nil) &&
		child(n, "type") == nil {
		*found = append(*found, n)
		return
	}
	for _, c := range n.Content {
		findConfigs(c, found)
	}
}

func child(n *yaml.Node, key string) *yaml.Node {
	for i := 0; n.Kind == yaml.MappingNode && i+1 < len(n.Content); i += 2 {
		if n.Content[i].Value == key {
			return n.Content[i+1]
		}
	}
	return nil
}

// setKey sets one key of a mapping, or removes it.
func setKey(n *yaml.Node, key string, value any) (Change, error) {
	change := Change{Key: key}
	var fresh *yaml.Node
	if value != nil {
		fresh = &yaml.Node{}
		if err := fresh.Encode(value); err != nil {
			return change, err
		}
		change.New = inline(fresh)
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		if n.Content[i].Value != key {
			continue
		}
		change.Old = inline(n.Content[i+1])
		if fresh == nil {
			n.Content = slices.Delete(n.Content, i, i+2)
		} else {
			fresh.LineComment = n.Content[i+1].LineComment
			n.Content[i+1] = fresh
		}
		return change, nil
	}
	if fresh != nil {
		n.Content = append(n.Content, &yaml.Node{Kind: yaml.ScalarNode, Value: key}, fresh)
	}
	return change, nil
}

// inline is a value as YAML in one line.
func inline(n *yaml.Node) string {
	flow := *n
	flow.Style, flow.LineComment, flow.HeadComment, flow.FootComment = yaml.FlowStyle, "", "", ""
	if n.Kind == yaml.ScalarNode {
		flow.Style = 0
	}
	out, err := yaml.Marshal(&flow)
	if err != nil {
		return n.Value
	}
	return strings.TrimSpace(string(out))
}

// Copy writes a copy of a connector's files to a new folder, as Write does.
func Copy(from fs.FS, dir string) error {
	files := map[string]string{}
	err := fs.WalkDir(from, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := fs.ReadFile(from, name)
		files[name] = string(data)
		return err
	})
	if err != nil {
		return fmt.Errorf("cannot read the connector: %w", err)
	}
	return Write(dir, files)
}
