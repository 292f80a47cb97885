package server

import (
	"net/http"

	"luwte/web"
)

// page and policy are the same for every visitor and drop.
var page, policy = web.Page(), web.Policy()

// getPage serves the page.
func (d *Drop) getPage(*http.Request) answer {
	return answer{status: http.StatusOK, kind: typeHTML, policy: policy, body: page}
}
