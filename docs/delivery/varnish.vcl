vcl 4.1;

# Varnish (6.0 or newer) in front of Dam. It keeps what the media route lets shared caches keep, and forgets it when Dam says so
# (Dam__Purge__Provider=Varnish); everything else goes through. Start it with
#
#   varnishd -f /etc/varnish/varnish.vcl -a :80 -s malloc,4g -p ban_lurker_age=1 -p ban_lurker_sleep=0.01
#
# Yours are: the nodes, the addresses that may purge, and the file with the secret (Dam__Purge__Varnish__Secret), which nobody but
# Varnish's user should read. How it works together is in docs/delivery/purges.md.

import directors;
import std;

probe ready {
  .url = "/health/ready";
  .interval = 2s;
  .timeout = 1s;
  .window = 3;
  .threshold = 2;
  .initial = 2;
}

# One for each node.
backend node1 { .host = "127.0.0.1"; .port = "5080"; .probe = ready; }

sub vcl_init {
  new nodes = directors.round_robin();
  nodes.add_backend(node1);
}

# From where Dam's nodes may purge.
acl purgers {
  "127.0.0.1";
  "::1";
}

sub vcl_recv {
  if (req.method == "PURGE") {
    # Without a secret in the file nobody may.
    set req.http.X-Secret = regsub(std.fileread("/etc/varnish/dam-purge.secret"), "\s+$", "");
    if (client.ip !~ purgers || req.http.X-Secret !~ "^[!-~]{16,}$" || req.http.Dam-Purge-Secret != req.http.X-Secret) {
      return (synth(403, "Forbidden"));
    }
    if (req.http.Surrogate-Key !~ "^[a-z0-9-]+( [a-z0-9-]+)*$") {
      return (synth(400, "Bad Request"));
    }

    # The answer's own headers alone, so that the lurker can take what is banned away before anybody asks for it.
    if (!std.ban("obj.http.Surrogate-Key ~ (?:^|\s)(?:" + regsuball(req.http.Surrogate-Key, " ", "|") + ")(?:\s|$)")) {
      return (synth(503, std.ban_error()));
    }
    return (synth(200, "Purged"));
  }

  set req.backend_hint = nodes.backend();

  # What a client says of its own whereabouts is nobody's to believe. Set here what Dam__Delivery__TerritoryHeader names, if
  # Varnish knows it; and then let answers keep it in Vary (Dam__Delivery__EdgeKeysOnTerritory).
  unset req.http.X-Territory;

  if (req.http.Upgrade ~ "(?i)websocket") {
    return (pipe);
  }

  if (req.url !~ "^/media/" || (req.method != "GET" && req.method != "HEAD")) {
    return (pass);
  }

  # The address says all that the answer depends on but the format, so nothing else may make another copy.
  set req.url = regsub(req.url, "\?.*$", "");
  unset req.http.Cookie;
  unset req.http.Authorization;
  unset req.http.Accept-Language;
  if (req.url ~ "\.auto$") {
    call formats;
  } else {
    unset req.http.Accept;
  }
  return (hash);
}

# Of all that browsers say, the three answers that Dam has: AVIF, WebP, or neither.
sub formats {
  set req.http.X-Accept = req.http.Accept;
  set req.http.Accept = "*/*";
  if (req.http.X-Accept ~ "(?i)(^|,)\s*image/webp\s*(,|;|$)" && req.http.X-Accept !~ "(?i)image/webp\s*;[^,]*q=0(\.0*)?\s*(,|;|$)") {
    set req.http.Accept = "image/webp";
  }
  if (req.http.X-Accept ~ "(?i)(^|,)\s*image/avif\s*(,|;|$)" && req.http.X-Accept !~ "(?i)image/avif\s*;[^,]*q=0(\.0*)?\s*(,|;|$)") {
    set req.http.Accept = regsub("image/avif," + req.http.Accept, ",\*/\*$", "");
  }
  unset req.http.X-Accept;
}

sub vcl_pipe {
  set bereq.http.Upgrade = req.http.Upgrade;
  set bereq.http.Connection = req.http.Connection;
}

sub vcl_backend_response {
  if (bereq.url ~ "^/media/") {
    # A copy ends with its time, to the second: none is given out while a new one is fetched, or when no node answers.
    set beresp.grace = 0s;
    set beresp.keep = 0s;

    # A refusal is asked for each time: it may be allowed in a moment. That it was one is known for a while, so that requests
    # for it need not queue up.
    if (beresp.status != 200 || beresp.http.Cache-Control ~ "(?i)(private|no-store|no-cache)") {
      set beresp.ttl = 10s;
      set beresp.uncacheable = true;
      return (deliver);
    }
  }
}

# A node that has just died is no reason to answer 503.
sub vcl_backend_error {
  if (bereq.retries < 2 && (bereq.method == "GET" || bereq.method == "HEAD")) {
    return (retry);
  }
}

sub vcl_deliver {
  if (req.url ~ "^/media/" && !obj.uncacheable && resp.http.Cache-Control ~ "public") {
    # To a browser the copy is as new as if it came from Dam: for a minute, and no longer than it may be kept here.
    unset resp.http.Age;
    if (obj.ttl >= 60s) {
      set resp.http.Cache-Control = "public, max-age=60";
    } else {
      set resp.http.Cache-Control = "public, max-age=" + regsub(obj.ttl, "\..*$", "");
    }
  }

  # For this cache. One in front of it needs them: then leave these two lines out.
  unset resp.http.Surrogate-Key;
  unset resp.http.Cache-Tag;
}
