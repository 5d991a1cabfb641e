package io.modelfactory.worker.console.route;

import io.javalin.http.Context;
import io.modelfactory.worker.console.access.Viewer;
import java.util.List;
import java.util.Optional;

/**
 * A request that was admitted.
 *
 * @param viewer who asks; empty only on routes that anyone may ask for
 */
public record RouteRequest(Context http, Optional<Viewer> viewer) {

    public String path(String name) {
        return http.pathParam(name);
    }

    /** The parameter of the query, trimmed; empty if it is absent or blank. */
    public Optional<String> query(String name) {
        return Optional.ofNullable(http.queryParam(name)).map(String::strip).filter(text -> !text.isEmpty());
    }

    /** All values of a parameter of the query. */
    public List<String> queries(String name) {
        return http.queryParams(name);
    }
}
