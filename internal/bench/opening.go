package main

func opening(b *bench) ([]line, error)     { return nil, nil }
func boardMaking(b *bench) ([]line, error) { return nil, nil }
