package api

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strconv"
	"testing"
	"testing/synctest"
	"time"
)

func from(client, path string) *http.Request {
	request := httptest.NewRequest(http.MethodGet, path, http.NoBody)
	request.RemoteAddr = client + ":1234"
	return request
}

func TestAClientThatAsksTooOftenHasToWait(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		options := testOptions()
		options.RateLimiting = true
		a := New(options)
		ask := func(request *http.Request) *httptest.ResponseRecorder {
			answer := httptest.NewRecorder()
			a.ServeHTTP(answer, request)
			return answer
		}

		for range burst {
			if got := ask(from("192.0.2.1", "/")).Code; got != http.StatusOK {
				t.Fatalf("got %d within the burst", got)
			}
		}
		refused := ask(from("192.0.2.1", "/"))
		expect(t, refused, http.StatusTooManyRequests,
			`{"detail":"Too many requests from this client","status":429,"title":"Too Many Requests","type":"about:blank"}`)
		if got := refused.Header().Get("Retry-After"); got != "1" {
			t.Errorf("Retry-After is %q", got)
		}
		if got := ask(from("192.0.2.1", "/health")).Code; got != http.StatusOK {
			t.Errorf("a probe got %d", got)
		}
		if got := ask(from("192.0.2.2", "/")).Code; got != http.StatusOK {
			t.Errorf("another client got %d", got)
		}
		time.Sleep(time.Second)
		if got := ask(from("192.0.2.1", "/")).Code; got != http.StatusOK {
			t.Errorf("got %d after waiting", got)
		}
	})
}

func TestWithoutRateLimitingNobodyHasToWait(t *testing.T) {
	a := New(testOptions())
	for range burst + 1 {
		if got := get(a, "/").Code; got != http.StatusOK {
			t.Fatalf("got %d", got)
		}
	}
}

func TestTheLimiterForgetsOldClients(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := newLimiter()
		for range burst {
			l.take("busy")
		}
		for i := range maxClients {
			l.take(strconv.Itoa(i))
		}
		if l.take("busy") == 0 {
			t.Error("a client that was here a moment ago was forgotten")
		}
		for i := range 2 * maxClients {
			l.take(fmt.Sprint("another ", i))
		}
		if got := len(l.recent) + len(l.old); got > 2*maxClients {
			t.Errorf("%d clients are remembered", got)
		}
	})
}

func TestTheClientIsWhoTheGatewaySaw(t *testing.T) {
	for _, test := range []struct {
		remote    string
		forwarded []string
		want      string
	}{
		{remote: "192.0.2.1:1234", want: "192.0.2.1"},
		{remote: "[2001:db8::1]:1234", want: "2001:db8::1"},
		{remote: "a socket", want: "a socket"},
		{remote: "10.0.0.1:1234", forwarded: []string{"192.0.2.1"}, want: "192.0.2.1"},
		{remote: "10.0.0.1:1234", forwarded: []string{"claimed, 192.0.2.1"}, want: "192.0.2.1"},
		{remote: "10.0.0.1:1234", forwarded: []string{"claimed", "claimed, 192.0.2.1"}, want: "192.0.2.1"},
	} {
		request := &http.Request{RemoteAddr: test.remote, Header: http.Header{"X-Forwarded-For": test.forwarded}}
		if got := client(request); got != test.want {
			t.Errorf("%s, %q: got %s, want %s", test.remote, test.forwarded, got, test.want)
		}
	}
}
