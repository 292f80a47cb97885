package main

import (
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"time"
)

// nginx is Debian's, with the http part of Debian's configuration; a connection may make as many requests as with the drop, and none is written down.
type nginx struct {
	cmd     *exec.Cmd
	dir     string
	address string
}

const nginxConf = `daemon off;
master_process on;
worker_processes auto;
pid %[1]s/pid;
error_log %[1]s/error.log;
%[3]sevents { worker_connections 4096; }
http {
	sendfile on;
	tcp_nopush on;
	types_hash_max_size 2048;
	default_type application/octet-stream;
	access_log off;
	keepalive_requests 1000000000;
	client_body_temp_path %[1]s/t1; proxy_temp_path %[1]s/t2; fastcgi_temp_path %[1]s/t3; uwsgi_temp_path %[1]s/t4; scgi_temp_path %[1]s/t5;
	server {
		listen %[2]s;
		root %[1]s/files;
	}
}
`

// layNginx writes a configuration and files, by name, for one on loopback.
func (b *bench) layNginx(files map[string][]byte) (n *nginx, err error) {
	program, err := exec.LookPath("nginx")
	if err != nil {
		program = "/usr/sbin/nginx" // not on the PATH of everyone
	}
	n = &nginx{dir: filepath.Join(b.dir, "nginx")}
	if err := os.MkdirAll(filepath.Join(n.dir, "files"), 0o755); err != nil {
		return nil, err
	}
	for name, data := range files {
		if err := os.WriteFile(filepath.Join(n.dir, "files", name), data, 0o644); err != nil {
			return nil, err
		}
	}
	if n.address, err = freeAddress(); err != nil {
		return nil, err
	}
	user := ""
	if os.Geteuid() == 0 { // its workers would be nobody, who may not look into our directory
		user = "user root;\n"
	}
	conf := filepath.Join(n.dir, "nginx.conf")
	n.cmd = exec.CommandContext(b.ctx, program, "-p", n.dir, "-c", conf, "-e", filepath.Join(n.dir, "error.log"))
	n.cmd.Cancel = func() error { return n.cmd.Process.Signal(syscall.SIGTERM) } // its workers end with it
	return n, os.WriteFile(conf, fmt.Appendf(nil, nginxConf, n.dir, n.address, user), 0o600)
}

// start returns when it listens.
func (n *nginx) start() error {
	if err := n.cmd.Start(); err != nil {
		return fmt.Errorf("nginx: %w (deploy/prepare.sh bench installs it)", err)
	}
	for range 50_000 {
		if conn, err := net.Dial("tcp", n.address); err == nil {
			return conn.Close()
		}
		time.Sleep(200 * time.Microsecond)
	}
	return errors.Join(errors.New("nginx does not answer: "+read(filepath.Join(n.dir, "error.log"))), n.stop())
}

func (n *nginx) stop() error {
	if err := n.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		return err
	}
	return errors.Join(n.cmd.Wait(), os.RemoveAll(n.dir))
}

// freeAddress is one on loopback that nobody had a moment ago.
func freeAddress() (string, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	return l.Addr().String(), l.Close()
}
