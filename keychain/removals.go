package keychain

import "slices"

// removal is a record that no entry names any more, or not yet. The index
// lists it before the record is written or removed, and until that is done, so
// that a crash in between leaves no secret behind for good: the next change
// ends what was begun.
type removal struct {
	Name  string `json:"name"`
	Store Kind   `json:"store"`
}

// contents is what the index holds.
type contents struct {
	Entries  []Entry
	Removals []removal
}

func (c *contents) clone() contents {
	return contents{slices.Clone(c.Entries), slices.Clone(c.Removals)}
}

// expect puts a removal on the list.
func (c *contents) expect(name string, kind Kind) {
	c.settle(name, kind)
	c.Removals = append(c.Removals, removal{name, kind})
}

// settle takes a removal off the list.
func (c *contents) settle(name string, kind Kind) {
	c.Removals = slices.DeleteFunc(c.Removals, func(r removal) bool { return r == removal{name, kind} })
}

// names reports whether an entry stands for the record.
func (c *contents) names(r removal) bool {
	return slices.ContainsFunc(c.Entries, func(e Entry) bool { return e.Name == r.Name && e.Store == r.Store })
}
