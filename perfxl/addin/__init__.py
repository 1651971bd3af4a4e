"""The ribbon tab of Excel: `package` says what the file consists of, `build` compiles it, `install` puts it there."""
