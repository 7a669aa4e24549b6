package signature_test

import (
	"fmt"

	"countersign/flow/oauth1/signature"
)

// The client of RFC 5849 section 1.2 requests a private photo, with both a query and oauth parameters to sign.
func Example() {
	oauth := []signature.Param{
		{Name: "oauth_consumer_key", Value: "dpf43f3p2l4k3l03"},
		{Name: "oauth_token", Value: "nnch734d00sl2jdk"},
		{Name: "oauth_signature_method", Value: "HMAC-SHA1"},
		{Name: "oauth_timestamp", Value: "137131202"},
		{Name: "oauth_nonce", Value: "chapoH"},
	}
	base, err := signature.NewBase(signature.Request{
		Method: "GET",
		URL:    "http://photos.example.net/photos?file=vacation.jpg&size=original",
	}, oauth)
	if err != nil {
		panic(err)
	}
	fmt.Println(base.String)

	signer, err := signature.NewSigner(signature.HMACSHA1, "kd94hf93k423kf44", "")
	if err != nil {
		panic(err)
	}
	sum, err := signer.Sign("pfkkdhi9sl3r4s00", base.String)
	if err != nil {
		panic(err)
	}
	fmt.Println(sum)

	// Output:
	// GET&http%3A%2F%2Fphotos.example.net%2Fphotos&file%3Dvacation.jpg%26oauth_consumer_key%3Ddpf43f3p2l4k3l03%26oauth_nonce%3DchapoH%26oauth_signature_method%3DHMAC-SHA1%26oauth_timestamp%3D137131202%26oauth_token%3Dnnch734d00sl2jdk%26size%3Doriginal
	// MdpQcU8iPSUjWoN/UDMsK2sui9I=
}
