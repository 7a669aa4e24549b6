package flow_test

import (
	"errors"
	"io"
	"net"
	"net/http"
	"net/url"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"testing"

	"countersign/flow"
)

// browse goes to an address as a browser does, and gives the page, or nothing where nobody answers any more.
func browse(t *testing.T, address string) string {
	t.Helper()
	resp, err := http.Get(address) //nolint:noctx // a browser of a test
	if err != nil {
		return ""
	}
	defer resp.Body.Close()
	page, _ := io.ReadAll(resp.Body) // cut off where the other way was faster
	return string(page)
}

func TestCallbackAndPasteRace(t *testing.T) {
	t.Parallel()
	for name, race := range map[string]func(t *testing.T, p *flow.Pending, callback string) (page string, pasted error){
		"the callback first": func(t *testing.T, p *flow.Pending, callback string) (string, error) {
			page := browse(t, callback)
			return page, p.Enter(callback)
		},
		"the paste first": func(t *testing.T, p *flow.Pending, callback string) (string, error) {
			pasted := p.Enter(callback)
			return browse(t, callback), pasted
		},
		"both at once": func(t *testing.T, p *flow.Pending, callback string) (page string, pasted error) {
			var both sync.WaitGroup
			start := make(chan struct{})
			both.Go(func() { <-start; pasted = p.Enter(callback) })
			both.Go(func() { <-start; page = browse(t, callback) })
			close(start)
			both.Wait()
			return page, pasted
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m := newManager(t)
			s := sandboxSetup(t, m)
			for range 20 {
				p := begin(t, m, s, flow.BeginOptions{})
				callback := consentCallback(t, p, "allow")
				page, pasted := race(t, p, callback)
				if pasted != nil {
					t.Errorf("the paste: %v", pasted)
				}
				if name == "the callback first" && !strings.Contains(page, "Verifier received") || name == "the paste first" && !strings.Contains(page, "Already authorized") {
					t.Errorf("the page:\n%s", page)
				}
				v, err := p.Wait(t.Context())
				must(t, err)
				if name != "both at once" && v.Pasted() != (name == "the paste first") {
					t.Errorf("pasted: %v", v.Pasted())
				}
				if _, err := v.AccessToken(t.Context()); err != nil { // a verifier is good once: whoever won, won alone
					t.Fatal(err)
				}
				assertClosed(t, p)
			}
		})
	}
}

// While somebody waits for the callback and goes on with it, the page tells how that went.
func TestThePageTellsHowTheExchangeWent(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]string{"taken": "Access granted", "refused": "Access token request failed", "given up": "Verifier received"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m := newManager(t)
			p := begin(t, m, sandboxSetup(t, m), flow.BeginOptions{})
			callback, err := url.Parse(consentCallback(t, p, "allow"))
			must(t, err)
			if name == "refused" {
				query := callback.Query()
				query.Set("oauth_verifier", "wrong")
				callback.RawQuery = query.Encode()
			}
			waited := make(chan error, 1)
			go func() {
				v, err := p.Wait(t.Context())
				if err == nil && name == "given up" {
					err = p.Close()
				} else if err == nil {
					_, err = v.AccessToken(t.Context())
				}
				waited <- err
			}()
			for !p.HasWaiter() {
				runtime.Gosched()
			}
			page := browse(t, callback.String())
			err = <-waited
			var refusal *flow.Refusal
			if name != "refused" && err != nil || name == "refused" && !errors.As(err, &refusal) {
				t.Error(err)
			}
			if !strings.Contains(page, want) || !strings.Contains(page, "close this tab") {
				t.Errorf("the page:\n%s", page)
			}
			assertClosed(t, p)
		})
	}
}

func TestAFixedPortForTheCallback(t *testing.T) {
	t.Parallel()
	m := newManager(t)
	s := sandboxSetup(t, m)
	port := fixedPort(t)
	p := begin(t, m, s, flow.BeginOptions{CallbackPort: port})
	if want := "http://127.0.0.1:" + strconv.Itoa(port) + "/callback"; p.Callback() != want {
		t.Errorf("the callback is %s, want %s", p.Callback(), want)
	}

	_, err := m.Begin(t.Context(), s, flow.BeginOptions{CallbackPort: port})
	var taken *flow.PortInUseError
	if !errors.As(err, &taken) || taken.Port != port || taken.Fixed {
		t.Fatalf("on a port that is taken: %v", err)
	}
	x := flow.Explain(err)
	if !strings.Contains(x.What, strconv.Itoa(port)) || !strings.Contains(x.Next, "--callback-port") || !strings.Contains(x.Next, "--oob") {
		t.Errorf("it reads %+v", x)
	}
	begin(t, m, s, flow.BeginOptions{CallbackPort: port, OutOfBand: true}) // which needs none
}

func TestTheConnectorsOwnPortComesFirst(t *testing.T) {
	t.Parallel()
	own := fixedPort(t)
	held, err := net.Listen("tcp4", "127.0.0.1:"+strconv.Itoa(own))
	must(t, err)
	defer held.Close()
	m := newManager(t)
	s := setupOf(t, m, connectorFolder(t, "http://127.0.0.1:1", "dialect: {loopback: {port: "+strconv.Itoa(own)+"}}"))
	_, err = m.Begin(t.Context(), s, flow.BeginOptions{CallbackPort: fixedPort(t)})
	var taken *flow.PortInUseError
	if !errors.As(err, &taken) || taken.Port != own || !taken.Fixed || strings.Contains(flow.Explain(err).Next, "--callback-port") {
		t.Errorf("got %v, %+v", err, flow.Explain(err))
	}
}

// Browsers may take localhost for either address: what another program holds on one of them would get the verifier.
func TestLocalhostIsHeldOnBothAddresses(t *testing.T) {
	t.Parallel()
	port := fixedPort(t)
	six, err := net.Listen("tcp6", "[::1]:"+strconv.Itoa(port))
	if err != nil {
		t.Skip("this machine has no IPv6:", err)
	}
	m := newManager(t)
	provider := newInsisting(t, insistence{name: "localhost", at: nil})
	dialect := "loopback: {host: localhost, port: " + strconv.Itoa(port) + "}"
	s := setupOf(t, m, provider.connector(t, dialect))
	must(t, s.Set("consumerKey", "sandbox-consumer-key"))
	must(t, s.Set("consumerSecret", "sandbox-consumer-secret"))
	_, err = m.Begin(t.Context(), s, flow.BeginOptions{})
	var taken *flow.PortInUseError
	if !errors.As(err, &taken) {
		t.Errorf("with ::1 taken: %v", err)
	}
	must(t, six.Close())
	begin(t, m, s, flow.BeginOptions{})
	for _, address := range []string{"127.0.0.1", "[::1]"} {
		if page := browse(t, "http://"+address+":"+strconv.Itoa(port)+"/"); !strings.Contains(page, "404") {
			t.Errorf("%s answered %q", address, page)
		}
	}
}
