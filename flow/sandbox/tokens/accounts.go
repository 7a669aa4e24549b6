package tokens

// Account is a sample account: who a person may be on the consent page.
type Account struct {
	ID       string `json:"id"`
	Username string `json:"username"`
	Name     string `json:"name"`
}

// Accounts are Anna and Ben.
var Accounts = []Account{
	{ID: "1001", Username: "anna", Name: "Anna Sample"},
	{ID: "1002", Username: "ben", Name: "Ben Sample"},
}

func accountByID(id string) (Account, bool) {
	return findAccount(func(a Account) bool { return a.ID == id })
}

// AccountByUsername finds anna or ben.
func AccountByUsername(name string) (Account, bool) {
	return findAccount(func(a Account) bool { return a.Username == name })
}

func findAccount(is func(Account) bool) (Account, bool) {
	for _, a := range Accounts {
		if is(a) {
			return a, true
		}
	}
	return Account{}, false
}
