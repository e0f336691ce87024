// The peer of bench G7 in Go: the same gauges through client_golang.
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promhttp"
	"github.com/prometheus/common/expfmt"
)

type counter struct{ bytes int }

func (c *counter) Write(p []byte) (int, error) {
	c.bytes += len(p)
	return len(p), nil
}

func check(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func set(children []prometheus.Gauge, round int) {
	for n, child := range children {
		value := float64((n*7919 + round*104729) % 900000)
		if n%4 == 0 {
			value += 0.25
		}
		child.Set(value)
	}
}

func serialize(registry *prometheus.Registry) int {
	families, err := registry.Gather()
	check(err)
	out := &counter{}
	encoder := expfmt.NewEncoder(out, expfmt.NewFormat(expfmt.TypeTextPlain))
	for _, family := range families {
		check(encoder.Encode(family))
	}
	return out.bytes
}

func main() {
	count, err := strconv.Atoi(os.Args[1])
	check(err)
	registry := prometheus.NewRegistry()
	gauges := prometheus.NewGaugeVec(prometheus.GaugeOpts{Name: "peer_bytes", Help: "Bytes between two services."}, []string{"dst", "port", "src"})
	registry.MustRegister(gauges)
	children := make([]prometheus.Gauge, count)
	for n := range children {
		children[n] = gauges.WithLabelValues(fmt.Sprintf("svc-%d", n/1000), "8080", fmt.Sprintf("svc-%d", n%1000))
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	check(err)
	go http.Serve(listener, promhttp.HandlerFor(registry, promhttp.HandlerOpts{DisableCompression: true}))
	out := json.NewEncoder(os.Stdout)
	check(out.Encode(map[string]int{"port": listener.Addr().(*net.TCPAddr).Port}))

	for lines := bufio.NewScanner(os.Stdin); lines.Scan(); {
		reply := map[string]float64{}
		if round, ok := strings.CutPrefix(lines.Text(), "set "); ok {
			number, err := strconv.Atoi(round)
			check(err)
			set(children, number)
		} else {
			start := time.Now()
			reply["bytes"] = float64(serialize(registry))
			reply["serializeMs"] = float64(time.Since(start).Nanoseconds()) / 1e6
		}
		check(out.Encode(reply))
	}
}
