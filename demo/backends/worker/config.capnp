using Workerd = import "/workerd/workerd.capnp";

const config :Workerd.Config = (
  services = [
    (name = "backend", worker = .backend),
    (name = "page", disk = (path = "../page")),
    # Leave out "private" and "local" to go live: they are for the simulated Pluggy on this machine.
    (name = "internet", network = (allow = ["public", "private", "local"], tlsOptions = (trustBrowserCas = true))),
  ],
  sockets = [(name = "http", address = "localhost:8000", http = (), service = "backend")],
);

const backend :Workerd.Worker = (
  modules = [(name = "worker.js", esModule = embed "worker.js")],
  compatibilityDate = "2026-11-01",
  durableObjectNamespaces = [(className = "Connections", uniqueKey = "connections")],
  durableObjectStorage = (inMemory = void),
  bindings = [
    (name = "CONNECTIONS", durableObjectNamespace = "Connections"),
    (name = "PAGE", service = "page"),
    (name = "PLUGGY_API_URL", fromEnvironment = "PLUGGY_API_URL"),
    (name = "PLUGGY_CLIENT_ID", fromEnvironment = "PLUGGY_CLIENT_ID"),
    (name = "PLUGGY_CLIENT_SECRET", fromEnvironment = "PLUGGY_CLIENT_SECRET"),
    (name = "WEBHOOK_SECRET", fromEnvironment = "WEBHOOK_SECRET"),
  ],
);
