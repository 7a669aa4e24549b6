package sandbox

// account is a sample account: who a person may be on the consent page.
type account struct {
	ID       string `json:"id"`
	Username string `json:"username"`
	Name     string `json:"name"`
}

var accounts = []account{
	{ID: "1001", Username: "anna", Name: "Anna Sample"},
	{ID: "1002", Username: "ben", Name: "Ben Sample"},
}

func accountByID(id string) (account, bool) {
	return findAccount(func(a account) bool { return a.ID == id })
}

func accountByUsername(name string) (account, bool) {
	return findAccount(func(a account) bool { return a.Username == name })
}

func findAccount(is func(account) bool) (account, bool) {
	for _, a := range accounts {
		if is(a) {
			return a, true
		}
	}
	return account{}, false
}
