package server

import (
	"net/http"
	"strings"

	"github.com/gorilla/mux"
	"golang.org/x/time/rate"

	"luwte/crypto/charter"
	"luwte/crypto/parcel"
)

const (
	inboxPath  = "/v1/inboxes/{inbox:[0-9a-f]{32}}"
	parcelPath = "/v1/parcels/{id:[0-9a-f]{32}}"
)

// front is the table of the front door (SPEC §10).
func (d *Drop) front() http.Handler {
	r := newRouter()
	r.Handle("/", d.resource(d.getPage)).Methods("GET", "HEAD")
	r.Handle("/plain", d.resource(d.getPlain)).Methods("GET", "HEAD")
	r.Handle("/v1/charters", d.resource(d.getCharters)).Methods("GET", "HEAD")
	r.Handle("/v1/bureaus", d.resource(d.getSaved)).Methods("GET", "HEAD")
	r.Handle(inboxPath+"/board", d.resource(d.getBoard)).Methods("GET", "HEAD")
	r.Handle(inboxPath+"/parcels", d.resource(d.postParcels)).Methods("POST")
	return d.looking(d.withDefaults(r))
}

// bureau is the table of the door of one inbox.
func (d *Drop) bureau(in charter.Inbox) http.Handler {
	door := bureauDoor{d, in, make(chan struct{}, 2), rate.NewLimiter(d.limits.DispatchRate, d.limits.DispatchBurst)}
	r := newRouter()
	r.Handle("/v1/state", d.resource(door.getState)).Methods("GET", "HEAD")
	r.Handle(parcelPath, d.resource(door.getParcel)).Methods("GET", "HEAD")
	r.Handle("/v1/health", d.resource(door.getHealth)).Methods("GET", "HEAD")
	r.Handle("/v1/dispatch", d.resource(door.getDispatch)).Methods("GET", "HEAD")
	r.Handle("/v1/dispatch", d.resource(door.putDispatch)).Methods("PUT")
	return d.atMost(make(chan struct{}, doorAtOnce), d.atMost(d.doors, d.withDefaults(r)))
}

// doorAtOnce is how many requests a bureau's door takes at once, of which a courier makes four, and doorsAtOnce how many all doors do. Each may hold a
// parcel or a list of all ids: a courier that was taken over must not bring down the drop for everyone, nor stop other couriers.
const (
	doorAtOnce  = 8
	doorsAtOnce = 64
)

// atMost refuses requests beyond so many at once as there are places.
func (d *Drop) atMost(places chan struct{}, h http.Handler) http.Handler {
	refuse := d.resource(func(*http.Request) answer { return sentence(refuseMany) })
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		select {
		case places <- struct{}{}:
			defer func() { <-places }()
			h.ServeHTTP(w, r)
		default:
			refuse.ServeHTTP(w, r)
		}
	})
}

// newRouter returns a router that redirects nobody: a path is right as it stands or unknown.
func newRouter() *mux.Router { return mux.NewRouter().SkipClean(true).UseEncodedPath() }

func (d *Drop) withDefaults(r *mux.Router) *mux.Router {
	r.NotFoundHandler = d.resource(func(*http.Request) answer { return sentence(refuseUnknownPath) })
	r.MethodNotAllowedHandler = d.resource(func(req *http.Request) answer {
		a := sentence(refuseMethod)
		a.allow = allowed(r, req)
		return a
	})
	return r
}

// allowed lists the methods that a path takes.
func allowed(r *mux.Router, req *http.Request) string {
	var methods []string
	for _, method := range []string{"GET", "HEAD", "POST", "PUT"} {
		other := *req
		other.Method = method
		if match := (mux.RouteMatch{}); r.Match(&other, &match) && match.MatchErr == nil {
			methods = append(methods, method)
		}
	}
	return strings.Join(methods, ", ")
}

// inboxOf returns the inbox that a path names, and false if the drop has none such.
func (d *Drop) inboxOf(r *http.Request) (charter.Inbox, *published, bool) {
	in, err := charter.ParseInbox(mux.Vars(r)["inbox"])
	p, ok := d.public.Load().inboxes[in]
	return in, p, err == nil && ok && p.charter != nil
}

// parcelOf returns the id that a path names, whose form the route has checked.
func parcelOf(r *http.Request) (parcel.ID, error) { return parcel.ParseID(mux.Vars(r)["id"]) }
