package specs

// Registration is what a person needs to know to get consumer keys of a
// service. All of it may be empty.
type Registration struct {
	At          string    // the page, https
	Application string    // the type of application or key to choose there
	Callback    string    // exactly what to enter as callback; "" when nothing is
	Notes       []string  // what else to enter or tick, a sentence each
	Mistakes    []Mistake // what goes wrong otherwise
}

// Mistake is what a provider says when an application was registered wrong.
type Mistake struct {
	Said  string // in its own words
	Means string // what to do about it, a sentence
}

// Status says that a service is not what it was. It is empty for one that is.
type Status struct {
	State string // closing, moved, legacy
	Date  string // yyyy-mm-dd; may be empty
	Text  string // a sentence
}
