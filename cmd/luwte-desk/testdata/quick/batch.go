// Package desk is here for one file, which stands in the program of the tests in the place of desk/batch.go: so few parcels in a transaction that a small pouch
// takes many, to be killed between.
package desk

const batchSize = 8
