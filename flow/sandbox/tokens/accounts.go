package tokens

import "slices"

// Account is a sample account.
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

// AccountByUsername finds anna or ben.
func AccountByUsername(name string) (Account, bool) {
	return findAccount(func(a Account) bool { return a.Username == name })
}

func findAccount(matches func(Account) bool) (Account, bool) {
	if i := slices.IndexFunc(Accounts, matches); i >= 0 {
		return Accounts[i], true
	}
	return Account{}, false
}
