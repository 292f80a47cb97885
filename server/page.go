package server

import (
	"net/http"

	"luwte/web"
)

// page and policy are the same for every visitor and drop.
var page, policy = web.Page(), web.Policy()

var pageAnswer = answer{status: http.StatusOK, kind: typeHTML, policy: policy, body: page}

// getPage serves the page.
func (d *Drop) getPage(*http.Request) answer { return pageAnswer }
