package tortest

import (
	"errors"
	"net"
)

// ports are the addresses of a network, each "127.0.0.1:port".
type ports struct {
	authority [3]struct{ or, dir string }
	relay     [3]string
	socks     string
	control   string
}

// freePorts finds ports that are free now. All are held until the last is found, so that they differ; another process may
// still take one before tor does, which Start notices.
func freePorts() (p ports, err error) {
	var held []net.Listener
	defer func() {
		for _, l := range held {
			err = errors.Join(err, l.Close())
		}
	}()
	all := []*string{&p.socks, &p.control}
	for i := range p.authority {
		all = append(all, &p.authority[i].or, &p.authority[i].dir, &p.relay[i])
	}
	for _, addr := range all {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			return p, err
		}
		held = append(held, l)
		*addr = l.Addr().String()
	}
	return p, nil
}
