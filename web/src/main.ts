// First page: says honestly what is there. The steps follow.
const app = document.getElementById("app");
if (app) {
  const add = (tag: string, text: string): void => {
    const e = document.createElement(tag);
    e.textContent = text;
    app.append(e);
  };
  add("h1", "Luwte");
  add("p", "Bent u nu in gevaar? Bel 112. / Are you in danger now? Call 112.");
  fetch("/v1/charters", { credentials: "omit", cache: "no-store" })
    .then((r) => (r.ok ? r.text() : ""))
    .then(
      (t) => {
        for (const line of t.split("\n").filter((l) => l !== "")) {
          for (const name of Object.values((JSON.parse(line) as { name: Record<string, string> }).name)) add("p", name);
        }
        add("p", "Melden kan met deze versie nog niet. / This build does not take reports yet.");
      },
      () => add("p", "Geen verbinding. / No connection."),
    );
}
