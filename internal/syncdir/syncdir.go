// Package syncdir makes the names in a directory durable, where the system can.
//
// It trusts nothing and knows nothing of what lies there. Desk and courier import it.
package syncdir
