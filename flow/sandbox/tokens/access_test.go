package tokens

import "testing"

func TestAccessTokenWithoutAccount(t *testing.T) {
	t.Parallel()
	for id, want := range map[string]bool{"1001": true, "1003": false} {
		token := id + "-00"
		token += "-" + sandboxMAC("token", token)
		if who, ok := ParseAccessToken(token); ok != want {
			t.Errorf("%s is read as %v, %v", token, who, ok)
		}
	}
}
