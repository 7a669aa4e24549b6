package sandbox

import (
	"crypto/sha256"
	"fmt"
	"strconv"
	"strings"
	"sync"
	"time"

	"countersign/flow/sandbox/wire"
)

// timestampWindow is the maximum difference to a client's clock, either way.
const timestampWindow = 300 * time.Second

// checkTimestamp checks oauth_timestamp, which is optional with PLAINTEXT (RFC 5849 section 3.3).
func (c *authenticator) checkTimestamp(o protocol) error {
	given := o["oauth_timestamp"]
	if given == "" && o["oauth_signature_method"] == wire.Plaintext {
		return nil
	}
	seconds, err := strconv.ParseInt(given, 10, 64)
	if err != nil || seconds <= 0 || strings.Trim(given, "0123456789") != "" {
		return rejected("oauth_timestamp is "+wire.Quote(given)+". It must be an integer, in seconds since 1970.",
			"oauth_timestamp", given)
	}
	now, window := c.now().Unix(), int64(timestampWindow/time.Second)
	if seconds >= now-window && seconds <= now+window {
		return nil
	}
	direction := "behind"
	if seconds > now {
		direction = "ahead of"
	}
	return unauthorized("timestamp_refused",
		fmt.Sprintf("The timestamp %d is %d seconds %s the sandbox's clock; the limit is %d. Set your clock.",
			seconds, max(seconds-now, now-seconds), direction, window),
		wire.Pairs("oauth_acceptable_timestamps", fmt.Sprintf("%d-%d", now-window, now+window))...)
}

// checkNonce refuses a nonce that was used before with the same timestamp, consumer and token.
func (c *authenticator) checkNonce(o protocol) error {
	nonce, timestamp := o["oauth_nonce"], o["oauth_timestamp"]
	if nonce == "" || timestamp == "" {
		return nil // only PLAINTEXT gets here without both
	}
	seconds, _ := strconv.ParseInt(timestamp, 10, 64) // checkTimestamp has read it
	oldest := c.now().Add(-timestampWindow).Unix()
	if !c.nonces.use(seconds, oldest, o["oauth_consumer_key"], o["oauth_token"], nonce) {
		return unauthorized("nonce_used", "The nonce "+wire.Quote(nonce)+
			" was already used with this timestamp. Use a new one for every request, including retries.")
	}
	return nil
}

// nonces remembers used nonces by timestamp, as digests, as long as the timestamp is accepted.
type nonces struct {
	mu   sync.Mutex
	used map[int64]map[[sha256.Size]byte]struct{}
}

// use reports whether a combination is new, and remembers it. Timestamps before oldest are forgotten.
func (n *nonces) use(seconds, oldest int64, parts ...string) bool {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.used == nil {
		n.used = map[int64]map[[sha256.Size]byte]struct{}{}
	}
	for past := range n.used {
		if past < oldest {
			delete(n.used, past)
		}
	}
	if n.used[seconds] == nil {
		n.used[seconds] = map[[sha256.Size]byte]struct{}{}
	}
	key := sha256.Sum256([]byte(strings.Join(parts, "\x00")))
	if _, seen := n.used[seconds][key]; seen {
		return false
	}
	n.used[seconds][key] = struct{}{}
	return true
}
