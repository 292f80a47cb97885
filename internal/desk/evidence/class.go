package evidence

import (
	"slices"
	"strings"

	"github.com/gabriel-vasile/mimetype"
)

// Class is what a file is to an officer. Its words are in say.go.
type Class string

// Classes. Of the first six, clean copies can be made.
const (
	JPEG       Class = "jpeg"
	PNG        Class = "png"
	GIF        Class = "gif"
	WebP       Class = "webp"
	PDF        Class = "pdf"
	Text       Class = "text"
	HTML       Class = "html"
	SVG        Class = "svg"
	Script     Class = "script"
	XML        Class = "xml"
	Office     Class = "office"
	Archive    Class = "archive"
	Executable Class = "executable"
	Media      Class = "media"
	Picture    Class = "picture" // of a kind that is not shown
	Empty      Class = "empty"
	Unknown    Class = "unknown"
)

// byType are the classes of media types, and of all that are kinds of those. Of two that fit, the nearest counts: SVG is a kind of text.
var byType = map[string]Class{
	"image/jpeg": JPEG, "image/png": PNG, "image/vnd.mozilla.apng": PNG, "image/gif": GIF, "image/webp": WebP, "application/pdf": PDF,
	"text/html": HTML, "application/xhtml+xml": HTML, "image/svg+xml": SVG, "text/xml": XML,
	"text/x-php": Script, "text/javascript": Script, "text/x-lua": Script, "text/x-perl": Script, "text/x-python": Script, "text/x-ruby": Script,
	"text/x-tcl": Script, "text/x-shellscript": Script,
	"application/x-ole-storage": Office, "text/rtf": Office, "application/onenote": Office, "application/vnd.wordperfect": Office,
	"application/x-msaccess": Office, "application/vnd.visio": Office,
	"application/zip": Archive, "application/x-7z-compressed": Archive, "application/x-rar-compressed": Archive, "application/x-tar": Archive,
	"application/gzip": Archive, "application/x-bzip2": Archive, "application/x-xz": Archive, "application/zstd": Archive, "application/lzip": Archive,
	"application/vnd.ms-cab-compressed": Archive, "application/x-installshield": Archive, "application/x-archive": Archive, "application/x-cpio": Archive,
	"application/x-xar": Archive, "application/zlib": Archive, "application/epub+zip": Archive, "application/vnd.google-earth.kmz": Archive,
	"application/vnd.microsoft.portable-executable": Executable, "application/x-elf": Executable, "application/x-mach-binary": Executable,
	"application/java-archive": Executable, "application/vnd.android.package-archive": Executable, "application/x-java-applet": Executable,
	"application/x-ms-installer": Executable, "application/vnd.debian.binary-package": Executable, "application/x-rpm": Executable,
	"application/x-chrome-extension": Executable, "application/x-shockwave-flash": Executable, "application/wasm": Executable,
	"application/x-ms-shortcut": Executable, "application/vnd.ms-htmlhelp": Executable, "application/x-os2-hlp": Executable,
	"application/ogg": Media, "application/vnd.rn-realmedia-vbr": Media, "application/vnd.apple.mpegurl": Media,
	"text/plain": Text,
}

// shownAs are kinds of text that are shown as text. Kinds of text that are neither here nor above are not.
var shownAs = []string{
	"text/plain", "text/csv", "text/tab-separated-values", "text/vcard", "text/calendar", "text/vtt", "application/json", "application/geo+json",
	"application/x-ndjson", "application/x-subrip", "message/rfc822",
}

func classOf(m *mimetype.MIME) Class {
	name, _, _ := strings.Cut(m.String(), ";")
	for at := m; at != nil; at = at.Parent() {
		is, _, _ := strings.Cut(at.String(), ";")
		class, known := byType[is]
		switch {
		case class == Archive && office(name):
			return Office
		case class == Text && !slices.Contains(shownAs, name):
			return family(name)
		case known:
			return class
		}
	}
	return family(name)
}

// office: Office's and OpenDocument's files are ZIP archives.
func office(name string) bool {
	for _, prefix := range []string{"application/vnd.openxmlformats-", "application/vnd.oasis.", "application/vnd.ms-", "application/vnd.sun."} {
		if strings.HasPrefix(name, prefix) {
			return true
		}
	}
	return false
}

func family(name string) Class {
	switch kind, _, _ := strings.Cut(name, "/"); kind {
	case "image":
		return Picture
	case "audio", "video":
		return Media
	}
	return Unknown
}

// byExtension says what a name claims. Where the claim is that of the content, nothing is remarked on.
var byExtension = map[string]Class{}

func init() {
	for class, extensions := range map[Class]string{
		JPEG: "jpg jpeg jpe jfif", PNG: "png apng", GIF: "gif", WebP: "webp", PDF: "pdf", SVG: "svg", XML: "xml",
		Text: "txt text log md csv tsv json ics vcf eml srt ini", HTML: "htm html xhtml",
		Script:  "js php py pl rb sh lua tcl",
		Office:  "doc docx docm dot dotx dotm xls xlsx xlsm xlsb xlt xltx ppt pptx pptm pps ppsx odt ods odp odg ott ots rtf msg pub vsdx one",
		Archive: "zip 7z rar tar gz tgz bz2 xz zst cab", Executable: "exe dll com scr msi jar apk deb rpm lnk chm swf",
		Media: "mp3 mp4 m4a m4v mov avi mkv webm wav ogg oga ogv opus flac aac amr 3gp", Picture: "heic heif avif tif tiff bmp ico jxl psd",
	} {
		for _, e := range strings.Fields(extensions) {
			byExtension["."+e] = class
		}
	}
}

// warning is the code of the remark that comes with files that are only saved.
func (c Class) warning() string {
	switch c {
	case JPEG, PNG, GIF, WebP, PDF, Text:
		return ""
	case HTML, SVG, Script, XML, Office, Archive, Executable, Empty:
		return "saved " + string(c)
	}
	return "saved other"
}
