package mapping

import (
	"strings"

	"gopkg.in/yaml.v3"
)

// compileRecord is $record: the id of a record written out, as it stands.
func compileRecord(c *compiler, arg, _ *yaml.Node) node {
	record, _ := c.plain(arg).(map[string]any)
	id, there := record["id"]
	if !there {
		c.slip(arg, "$record has no id, so this is missing", "write {id: …}")
		return literal{Missing}
	}
	return literal{id}
}

// domainFromEmail is $domainFromEmail: what stands after the only @.
type domainFromEmail struct{ address node }

func compileDomainFromEmail(c *compiler, arg, _ *yaml.Node) node {
	return domainFromEmail{c.compile(arg)}
}

func (f domainFromEmail) eval(s scope) any {
	address, _ := f.address.eval(s).(string)
	_, domain, found := strings.Cut(address, "@")
	if !found || strings.Contains(domain, "@") {
		return Missing
	}
	return domain
}
