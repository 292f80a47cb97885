package keyring

// workFactor of scrypt, as a power of two; 0 is age's own, which takes about a second. Tests of commands build the program with another file in the place of
// this one.
var workFactor int
