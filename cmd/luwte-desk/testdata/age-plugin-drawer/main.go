// Command age-plugin-drawer is a hardware token for tests: a drawer, which is the file named by DRAWER, with an X25519 key in it. It speaks age's plugin
// protocol and asks for a PIN.
package main

import (
	"errors"
	"log"
	"os"
	"strings"

	"filippo.io/age"
	"filippo.io/age/plugin"
)

func main() {
	p, err := plugin.New("drawer")
	if err != nil {
		log.Fatal(err)
	}
	p.HandleIdentityAsRecipient(func([]byte) (age.Recipient, error) {
		key, err := open()
		if err != nil {
			return nil, err
		}
		return key.Recipient(), nil
	})
	p.HandleIdentity(func([]byte) (age.Identity, error) {
		pin, err := p.RequestValue("what is the drawer's PIN?", true)
		if err != nil {
			return nil, err
		}
		if pin != "2468" {
			return nil, errors.New("the PIN is wrong")
		}
		return open()
	})
	os.Exit(p.Main())
}

func open() (*age.X25519Identity, error) {
	key, err := os.ReadFile(os.Getenv("DRAWER"))
	if err != nil {
		return nil, errors.New("the drawer is not there")
	}
	return age.ParseX25519Identity(strings.TrimSpace(string(key)))
}
