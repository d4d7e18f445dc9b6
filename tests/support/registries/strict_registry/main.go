// SPDX-License-Identifier: Apache-2.0

// strict_registry is an in-memory registry for tests that follows distribution-spec 1.1 to the letter where
// others are lenient, fails on request, and tells afterwards what it was asked. It prints its address, such as
// 127.0.0.1:43211, as the first line.
//
//	strict_registry [flags]
//	  -listen 127.0.0.1:0      address; port 0 takes a free one
//	  -no-referrers            no referrers API (404 in plain text) and no OCI-Subject, as GHCR
//	  -page N                  entries on one page of tags and referrers (default 2)
//	  -user NAME:PASSWORD      wants a bearer token from its own /token, which wants these credentials
//	  -basic NAME:PASSWORD     wants Basic authentication
//	  -anonymous-pull          with -user: pulling needs a token too, but no credentials
//	  -tls CA_FILE             serves TLS with a certificate made on the spot, and writes it to CA_FILE
//
// Beside /v2/ it has three doors for tests:
//
//	GET    /_log      every request so far, as a JSON list: {"method","path","query","status","received",
//	                  "authorization","fault"}; received counts body bytes, authorization is its scheme or ""
//	DELETE /_log      forgets them
//	POST   /_faults   adds a fault (see faults.go); DELETE forgets all
//	GET    /_content  {"blobs": {repository: [digest]}, "manifests": {…}, "tags": {repository: {tag: digest}}}
package main

import (
	"flag"
	"fmt"
	"log"
	"net"
	"net/http"
)

func main() {
	listen := flag.String("listen", "127.0.0.1:0", "address; port 0 takes a free one")
	noReferrers := flag.Bool("no-referrers", false, "no referrers API and no OCI-Subject")
	page := flag.Int("page", 2, "entries on one page of tags and referrers")
	user := flag.String("user", "", "NAME:PASSWORD for bearer tokens")
	basic := flag.String("basic", "", "NAME:PASSWORD for Basic authentication")
	anonymousPull := flag.Bool("anonymous-pull", false, "tokens for pulling need no credentials")
	caFile := flag.String("tls", "", "serve TLS and write the certificate to this file")
	flag.Parse()

	listener, err := net.Listen("tcp", *listen)
	if err != nil {
		log.Fatal(err)
	}
	address := listener.Addr().String()
	scheme := "http"
	if *caFile != "" {
		scheme = "https"
		if listener, err = withTLS(listener, *caFile); err != nil {
			log.Fatal(err)
		}
	}
	door := &authDoor{user: *user, basic: *basic, anonymousPull: *anonymousPull, realm: scheme + "://" + address + "/token"}
	registry := newRegistry(*page, !*noReferrers)
	journal := &journal{}
	faults := &faultList{}

	mux := http.NewServeMux()
	mux.HandleFunc("/token", door.serveToken)
	mux.HandleFunc("/_log", journal.serve)
	mux.HandleFunc("/_faults", faults.serve)
	mux.HandleFunc("/_content", registry.serveContent)
	mux.Handle("/v2/", journal.around(faults, door.around(registry)))
	fmt.Println(address)
	log.Fatal(http.Serve(listener, mux))
}
