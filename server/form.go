package server

import (
	"errors"
	"io"
	"mime/multipart"
	"net/http"

	"luwte/crypto/parcel"
)

const (
	maxParts = 1100 // parcels in a form: a report with files of 256 MiB has some 1040
	// formSize bounds a form, in bytes: its parcels, and what a browser may write around each.
	formSize = maxParts * (parcel.Size + 8192)
	// maxFields is how many other parts a form may have, files that were not chosen or are refused among them.
	maxFields = 16
	// betweenParts bounds what stands between the contents of two parts, in bytes: a header, and what is read ahead. mime/multipart
	// would keep 10 MB of header lines in memory.
	betweenParts = 16 << 10
)

// formBody is a form's body of which only so much may be read until left is set anew.
type formBody struct {
	io.ReadCloser
	left int
}

func (f *formBody) Read(p []byte) (int, error) {
	if f.left <= 0 {
		return 0, refuseForm
	}
	n, err := f.ReadCloser.Read(p[:min(len(p), f.left)])
	f.left -= n
	return n, err
}

// fileTaken is what became of one file of a form.
type fileTaken struct {
	Kept    int // parcels that are on the disk
	Refused *refusal
}

// takeForm takes the parts named "parcel" of a form as a browser sends it without scripts: files of one or more parcels, one after another. Names of
// files are not looked at. A parcel is acknowledged as soon as it is on the disk, whatever comes after it; so the answer tells of each file what
// became of it, and a file that is none of ours does not stop the others.
func (t inboxTarget) takeForm(r *http.Request, v *visit) answer {
	if r.ContentLength > formSize {
		return formAnswer(nil, refuseManyParts)
	}
	body := &formBody{ReadCloser: http.MaxBytesReader(nil, r.Body, formSize)}
	r.Body = body
	parts, err := r.MultipartReader()
	if err != nil {
		return formAnswer(nil, refuseForm)
	}
	var files []fileTaken
	rest := &rubbish{visit: v}
	for others := 0; ; {
		body.left = betweenParts
		part, err := parts.NextRawPart()
		if errors.Is(err, io.EOF) {
			break
		}
		body.left = formSize
		if err == nil && others >= maxFields {
			err = refuseManyParts
		}
		if err != nil {
			return formAnswer(files, formRefusal(err))
		}
		file, err := t.takePart(r, part, rest)
		if file != (fileTaken{}) {
			files = append(files, file)
		}
		if file.Kept == 0 {
			others++
		}
		if err != nil {
			return formAnswer(files, rest.refused)
		}
	}
	if len(files) == 0 {
		return formAnswer(nil, refuseNoFile)
	}
	return formAnswer(files, nil)
}

// takePart takes one part, to its end. It returns no file for another field and for a file that was not chosen, and an error, which the file has
// too unless it is that there is too much rubbish, if nothing after it can be taken.
func (t inboxTarget) takePart(r *http.Request, part *multipart.Part, rest *rubbish) (file fileTaken, err error) {
	if part.FormName() == "parcel" {
		file.Kept, err = t.takeFile(r, part, rest.visit)
		if !errors.Is(err, errEmpty) { // its end, or nothing was chosen
			file.Refused = refusalOf(err)
		}
		if errors.Is(err, parcel.ErrShort) {
			file.Refused = refusePart // in the words of people
		}
		if file.Refused != nil && !errors.Is(err, parcel.ErrShape) && !errors.Is(err, parcel.ErrShort) {
			return file, err
		}
		if errors.Is(err, parcel.ErrShort) { // it took the time and the memory of a whole one
			if rest.add(parcel.Size); rest.refused != nil {
				return file, rest.refused
			}
		}
	}
	if _, err = io.Copy(rest, part); err != nil && rest.refused == nil {
		file.Refused = refusalOf(readError(err)) // also where it was too short: it was cut
	}
	return file, err
}

// takeFile keeps the parcels of a file, one at a time in memory, and returns how many it kept, and why it ended: errEmpty at the file's end.
func (t inboxTarget) takeFile(r *http.Request, file io.Reader, v *visit) (int, error) {
	for kept := 0; ; kept++ {
		data, err := nextParcel(file, v)
		if err != nil {
			return kept, err
		}
		if !v.parcelSoon(r.Context()) {
			return kept, refuseMany
		}
		if _, err := t.keep(r.Context(), data); err != nil {
			return kept, refusalOf(err)
		}
	}
}

func formRefusal(err error) *refusal {
	if r := refusalOf(err); r != refuseInternal {
		return r
	}
	return refuseForm
}
