// Package keyring is here for one file, which stands in the program of the tests in the place of keyring/work.go: scrypt takes no time there.
package keyring

var workFactor = 8
