// Package failpoint names the steps at which tests let the drop fail or die.
//
// What changes the disk calls Step right before each step of which a crash or a
// failing disk may leave the one without the other:
//
//	if err := failpoint.Step("tide: point"); err != nil {
//		return err
//	}
//
// In the programs nobody sets a hook, and a step is one load from memory. A test
// sets one that returns an error in place of the step, ends the process there,
// or writes the names down, to come again for each. Only tests call Set
// (TestSet_InPrograms_IsNotCalled). Only the drop imports the package.
package failpoint

import "sync/atomic"

var hook atomic.Pointer[func(step string) error]

// Step returns nil, or what a test's hook wants the step to fail with. A name is
// "what: step"; the same name may come more than once in one operation.
func Step(name string) error {
	if fn := hook.Load(); fn != nil {
		return (*fn)(name)
	}
	return nil
}

// Set makes fn the hook of the whole process until restore is called. fn is
// called by many goroutines at once.
func Set(fn func(step string) error) (restore func()) {
	old := hook.Swap(&fn)
	return func() { hook.Store(old) }
}
