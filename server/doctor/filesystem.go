package doctor

func (e *examination) fileSystem() {}
