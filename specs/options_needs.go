package specs

import "slices"

// Needs lists the keys of the connector parameters that decide whether the
// option is there.
func (o Option) Needs() []string {
	if o.enabled == nil {
		return nil
	}
	var keys []string
	for _, r := range o.enabled.References() {
		if len(r.Path) > 1 && r.Path[0] == "connectorParameters" && !slices.Contains(keys, r.Path[1]) {
			keys = append(keys, r.Path[1])
		}
	}
	return keys
}
