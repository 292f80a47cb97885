package reporter

import (
	"bytes"
	"path/filepath"
	"strings"
)

// Kind is what sort of file something is, by its first bytes and its name.
type Kind struct {
	Type string // media type, or ""
	// Tells says that files of this kind can hold what names people, machines, places or times, unseen.
	Tells bool
	// Page says that the page can take that out.
	Page bool
}

// kinds by what a name ends in. What else there is has no media type, and it is not known what it tells.
var kinds = map[string]Kind{
	"jpg": {"image/jpeg", true, true}, "jpeg": {"image/jpeg", true, true}, "png": {"image/png", true, true}, "webp": {"image/webp", true, true},
	"gif": {"image/gif", true, false}, "tif": {"image/tiff", true, false}, "tiff": {"image/tiff", true, false}, "heic": {"image/heic", true, false},
	"svg": {"image/svg+xml", true, false}, "pdf": {"application/pdf", true, true},
	"docx": {office + "wordprocessingml.document", true, true}, "xlsx": {office + "spreadsheetml.sheet", true, true},
	"pptx": {office + "presentationml.presentation", true, true},
	"odt":  {odf + "text", true, true}, "ods": {odf + "spreadsheet", true, true}, "odp": {odf + "presentation", true, true},
	"doc": {"application/msword", true, false}, "xls": {"application/vnd.ms-excel", true, false}, "ppt": {"application/vnd.ms-powerpoint", true, false},
	"rtf": {"application/rtf", true, false}, "zip": {"application/zip", true, false}, "eml": {"message/rfc822", true, false},
	"mp3": {"audio/mpeg", true, false}, "m4a": {"audio/mp4", true, false}, "ogg": {"audio/ogg", true, false}, "wav": {"audio/wav", true, false},
	"mp4": {"video/mp4", true, false}, "mov": {"video/quicktime", true, false}, "avi": {"video/x-msvideo", true, false}, "mkv": {"video/x-matroska", true, false},
	"txt": {"text/plain", false, false}, "csv": {"text/csv", false, false},
}

const (
	office = "application/vnd.openxmlformats-officedocument."
	odf    = "application/vnd.oasis.opendocument."
)

// starts are first bytes that say more than a name.
var starts = []struct {
	bytes string
	as    string
}{{"\xff\xd8\xff", "jpg"}, {"\x89PNG\r\n\x1a\n", "png"}, {"%PDF-", "pdf"}, {"GIF8", "gif"}, {"II*\x00", "tif"}, {"MM\x00*", "tif"}}

func kindOf(name string, start []byte) Kind {
	for _, s := range starts {
		if bytes.HasPrefix(start, []byte(s.bytes)) {
			return kinds[s.as]
		}
	}
	kind, known := kinds[strings.ToLower(strings.TrimPrefix(filepath.Ext(name), "."))]
	if !known {
		return Kind{Tells: true}
	}
	return kind
}
