package server

import (
	"net/http"

	"luwte/web"
)

// getPage serves the page, the same bytes as every other drop.
func (d *Drop) getPage(*http.Request) answer {
	return answer{status: http.StatusOK, kind: typeHTML, policy: web.Policy(), body: web.Page()}
}
